import { listAt, textAt } from "./json.ts";
import { isImport, type PlanJson } from "./plan-json.ts";
import { refusal } from "./refusal.ts";

// What was there before us belongs to somebody else's past: taken over by an import block, it may be let go of, never destroyed on the way back.

/** Adopted addresses after a plan: those that its configuration imports, and the earlier ones that it keeps, under their new names. */
export function adoptedAfter(plan: PlanJson, config: unknown, earlier: readonly string[]): readonly string[] {
  const declared = new Set(listAt(config, "import").flatMap((block) => bare(textAt(block, "to") ?? "")));
  const adopted = plan.resource_changes.flatMap((each) => {
    const was = each.previous_address ?? each.address;
    const stays = earlier.includes(was) && !each.change.actions.some((action) => action === "delete" || action === "forget");
    return stays || (isImport(each) && declared.has(each.address)) ? [each.address] : [];
  });
  return [...new Set(adopted)].sort();
}

/** @throws SlipwayError kind "refused", code ADOPTED_DESTROYED */
export function refuseAdoptedLoss(plan: PlanJson, stack: string, adopted: readonly string[]): void {
  const lost = plan.resource_changes.filter(
    ({ address, previous_address, change }) => change.actions.includes("delete") && adopted.includes(previous_address ?? address),
  );
  if (lost.length === 0) return;
  throw refusal(
    "ADOPTED_DESTROYED",
    stack,
    "what was there before the first run to outlive a rollback",
    `a plan that destroys ${lost.map(({ address }) => address).join(", ")}`,
    "let go of it with a removed block in a run of its own, or destroy it in a run that is no rollback",
  );
}

/** Addresses may be written as `${type.name}`. */
function bare(address: string): string {
  return address.replace(/^\$\{(.*)\}$/, "$1");
}
