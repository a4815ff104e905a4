import { listAt, textAt } from "../json.ts";
import { refusal } from "../refusal.ts";
import type { Exception } from "../review/review.ts";
import { isImport, type PlanJson } from "../terraform/plan-json.ts";

// What was there before us belongs to somebody else's past: taken over by an import block, it may be let go of, never destroyed on the way back.

/** Adopted addresses after a plan: those that its configuration imports, and the earlier ones that it keeps, under their new names. */
export function adoptedAfter(plan: PlanJson, config: unknown, earlier: readonly string[]): readonly string[] {
  const declared = new Set(listAt(config, "import").flatMap((block) => bare(textAt(block, "to") ?? "")));
  const adopted = plan.resource_changes.flatMap((each) => {
    const was = each.previous_address ?? each.address;
    const stays = earlier.includes(was) && !each.change.actions.some((action) => action === "delete" || action === "forget");
    // what a plan imports only to replace it is gone afterwards, and what stands there then is ours
    const isTaken = isImport(each) && declared.has(each.address) && !each.change.actions.includes("delete");
    return stays || isTaken ? [each.address] : [];
  });
  return [...new Set(adopted)].sort();
}

/** Addresses of what a plan destroys although it was there before the first run. */
function lostIn(plan: PlanJson, adopted: readonly string[]): readonly string[] {
  return plan.resource_changes
    .filter((each) => each.change.actions.includes("delete") && (isImport(each) || adopted.includes(each.previous_address ?? each.address)))
    .map(({ address }) => address);
}

/** What was there before us is destroyed by name or not at all: the approver repeats each. */
export function adoptedLosses(plan: PlanJson, stack: string, adopted: readonly string[]): readonly Exception[] {
  return lostIn(plan, adopted).map((address) => ({
    code: "DESTROYS_ADOPTED",
    place: `${stack}/${address}`,
    sentence: `${stack}/${address} was there before the first run, and this one destroys it`,
  }));
}

/** @throws SlipwayError kind "refused", code ADOPTED_DESTROYED */
export function refuseAdoptedLoss(plan: PlanJson, stack: string, adopted: readonly string[]): void {
  const lost = lostIn(plan, adopted);
  if (lost.length === 0) return;
  throw refusal(
    "ADOPTED_DESTROYED",
    stack,
    "what was there before the first run to outlive a rollback",
    `a plan that destroys ${lost.join(", ")}`,
    "let go of it with a removed block in a run of its own, or destroy it in a run that is no rollback",
  );
}

/** Addresses may be written as `${type.name}`. */
function bare(address: string): string {
  return address.replace(/^\$\{(.*)\}$/, "$1");
}
