import { entriesOf, stateOf } from "./ledger/history.ts";
import { appendLedger, type LedgerEntry } from "./ledger/ledger.ts";
import { runKey } from "./run.ts";
import type { RunStore } from "./store/store.ts";
import { HOUR_MILLISECONDS, LONGEST_HOURS } from "./trust/approve.ts";

/** Where a run's approved plan of a stack lies, encrypted. */
export function planKey(runId: string, stack: string): string {
  return runKey(runId, "stacks", stack, "plan.tfplan");
}

/** Plan files hold the whole state; once they have served their purpose only their hashes stay. */
export async function removePlanFiles(store: RunStore, runId: string): Promise<void> {
  for (const stack of await store.list(runKey(runId, "stacks"))) await store.remove(planKey(runId, stack));
}

/** Runs of a target that still wait are worth nothing once the target is planned again, and those of any target once they are too old: says so in the ledger and removes their plan files. */
export async function discardOlderRuns(
  store: RunStore,
  entries: readonly LedgerEntry[],
  newer: { readonly run: string; readonly target: string; readonly by: string; readonly at: Date },
): Promise<void> {
  for (const { run, target } of entriesOf(entries, "planned")) {
    const state = stateOf(entries, run);
    if (run === newer.run || (state !== "planned" && state !== "approved")) continue;
    const isOfTarget = target === newer.target;
    if (!isOfTarget && !isExpired(entries, run, newer.at)) continue;
    const reason = isOfTarget ? `the target was planned again as ${newer.run}` : `nobody applied it within ${LONGEST_HOURS / 24} days`;
    await appendLedger(store, { kind: "discarded", by: newer.by, reason, run, target, at: newer.at });
    await removePlanFiles(store, run);
  }
}

/** As old as the longest approval, and no approval holds: a plan of a world that has moved on, whose file still tells of it. */
function isExpired(entries: readonly LedgerEntry[], run: string, now: Date): boolean {
  const planned = entriesOf(entries, "planned", run)[0]?.at ?? "";
  const isOld = now.getTime() - Date.parse(planned) > LONGEST_HOURS * HOUR_MILLISECONDS;
  return isOld && entriesOf(entries, "approved", run).every(({ expiresAt }) => Date.parse(expiresAt) <= now.getTime());
}
