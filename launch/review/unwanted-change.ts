import { adoptedLosses, refuseAdoptedLoss } from "../adopt/adopted.ts";
import { refuseForeignChanges, refuseProtected } from "../foreign-change.ts";
import { runsThatMayProtect } from "../ledger/history.ts";
import type { LedgerEntry } from "../ledger/ledger.ts";
import type { PlanRequest, StackPlanInput } from "../plan.ts";
import { readRun } from "../run.ts";
import type { StackPlan } from "../stack-plan.ts";
import type { Exception } from "./review.ts";

/**
 * Refuses plans that change what is not this run's to change, or destroy what the record protects.
 * @returns what each stack has adopted so far, and what of it a plan destroys on purpose
 * @throws SlipwayError kind "refused", code FOREIGN_CHANGE, PROTECTED_BY_RECORD or ADOPTED_DESTROYED
 */
export async function refuseUnwanted(
  { store, rollbackOf }: PlanRequest,
  entries: readonly LedgerEntry[],
  configs: readonly StackPlanInput[],
  plans: readonly StackPlan[],
): Promise<{ readonly earlier: ReadonlyMap<string, readonly string[]>; readonly losses: readonly Exception[] }> {
  const earlier = new Map<string, readonly string[]>();
  for (const [index, { plan, stack }] of plans.entries()) {
    const owner = configs[index]?.onlyRefsOf;
    if (owner !== undefined) refuseForeignChanges(plan, stack, owner);
    const records = await Promise.all(runsThatMayProtect(entries, stack).map(async (run) => (await readRun(store, run)).record));
    const recorded = records.flatMap((record) => record.stacks.find((each) => each.stack === stack) ?? []);
    refuseProtected(
      plan,
      stack,
      recorded.flatMap((each) => each.protected),
    );
    const adopted = recorded.flatMap((each) => each.adopted ?? []);
    if (rollbackOf !== undefined) refuseAdoptedLoss(plan, stack, adopted);
    earlier.set(stack, adopted);
  }
  return { earlier, losses: plans.flatMap(({ plan, stack }) => adoptedLosses(plan, stack, earlier.get(stack) ?? [])) };
}
