import { foreignStates, refuseForeignStates, tellHead } from "./foreign-state.ts";
import { effectiveRuns } from "./ledger/history.ts";
import type { LedgerEntry } from "./ledger/ledger.ts";
import type { PlanConsent } from "./plan.ts";
import { requireReason } from "./reason.ts";
import { plannedChanges } from "./review/planned-change.ts";
import type { Exception } from "./review/review.ts";
import { type Orphans, refuseUnknownOrphans } from "./rollback/orphans.ts";
import { quarantineOf, refuseQuarantined } from "./rollback/quarantine.ts";
import { leftForLater, type PlanJson } from "./terraform/plan-json.ts";
import type { StateHead } from "./terraform/terraform.ts";

// What blocks a plan until somebody says why it may go on; what was said stands in the review and in the approval.

/** @throws SlipwayError CONTENT_QUARANTINED, REASON_MISSING */
export function reintroduction(
  entries: readonly LedgerEntry[],
  target: string,
  digest: string,
  consent: PlanConsent | undefined,
): readonly Exception[] {
  const found = quarantineOf(entries, target, digest);
  if (found === undefined) return [];
  if (consent?.reintroduce !== true) return refuseQuarantined(target, found);
  const reason = requireReason(consent.reason, "reintroduce");
  const sentence = `brings back what was rolled back as bad (${found.reason}); why: ${reason}`;
  return [{ code: "REINTRODUCES", place: target, sentence }];
}

/** @throws SlipwayError FOREIGN_STATE, REASON_MISSING */
export function acceptedStates(
  entries: readonly LedgerEntry[],
  stacks: readonly { readonly stack: string; readonly head: StateHead }[],
  consent: PlanConsent | undefined,
): readonly Exception[] {
  const found = foreignStates(entries, stacks);
  if (found.length === 0) return [];
  if (consent?.foreignState !== true) refuseForeignStates(found);
  const reason = requireReason(consent?.reason, "accept-foreign-state");
  return found.map(({ stack, expected, found: head }) => {
    const sentence = `${stack} was changed outside: ${tellHead(head)} instead of ${tellHead(expected)}; what it was: ${reason}`;
    return { code: "FOREIGN_STATE", place: stack, sentence };
  });
}

/**
 * Plans that leave changes for another one: the launch is not complete after them.
 * @throws SlipwayError REASON_MISSING
 */
export function incompletePlans(
  stacks: readonly { readonly stack: string; readonly plan: Pick<PlanJson, "complete" | "deferred_changes"> }[],
  consent: PlanConsent | undefined,
): readonly Exception[] {
  return stacks.flatMap(({ stack, plan }) => {
    const left = leftForLater(plan);
    if (left.length === 0) return [];
    const reason = requireReason(consent?.reason, "accept-incomplete");
    return [
      { code: INCOMPLETE_PLAN, place: stack, sentence: `another plan of ${stack} will be needed, for ${left.join(", ")}; why: ${reason}` },
    ];
  });
}

export const INCOMPLETE_PLAN = "INCOMPLETE_PLAN";

/** What a rollback leaves in the world on purpose. @throws SlipwayError ORPHAN_UNKNOWN, REASON_MISSING */
export function orphaned(
  target: string,
  stacks: readonly { readonly stack: string; readonly plan: PlanJson }[],
  orphans: Orphans | undefined,
): readonly Exception[] {
  if (orphans === undefined || orphans.places.length === 0) return [];
  const reason = requireReason(orphans.reason, "orphan");
  const forgotten = stacks.flatMap(({ stack, plan }) =>
    plannedChanges(plan, stack).flatMap(({ action, address }) => (action === "forget" ? [`${stack}/${address}`] : [])),
  );
  refuseUnknownOrphans(target, orphans.places, forgotten);
  return orphans.places.map((place) => ({
    code: "ORPHANS",
    place,
    sentence: `${place} is not taken back: it stays in the world and nothing looks after it; why: ${reason}`,
  }));
}

/** The run that a rollback of a new run would go back to. */
export function standingRun(entries: readonly LedgerEntry[], target: string): { readonly run: string } | { readonly none: string } {
  const standing = effectiveRuns(entries, target).at(-1);
  if (standing === undefined) return { none: "nothing was applied before; slipway rollback plans the way to what was there" };
  return standing.state === "verified" ? { run: standing.run } : { none: `${standing.run}, which stands now, is ${standing.state}` };
}
