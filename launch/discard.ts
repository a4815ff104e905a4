import { entriesOf, stateOf } from "./history.ts";
import { appendLedger, type LedgerEntry } from "./ledger.ts";
import { runKey } from "./run.ts";
import type { RunStore } from "./store.ts";

/** Where a run's approved plan of a stack lies, encrypted. */
export function planKey(runId: string, stack: string): string {
  return runKey(runId, "stacks", stack, "plan.tfplan");
}

/** Plan files hold the whole state; once they have served their purpose only their hashes stay. */
export async function removePlanFiles(store: RunStore, runId: string): Promise<void> {
  for (const stack of await store.list(runKey(runId, "stacks"))) await store.remove(planKey(runId, stack));
}

/** Runs of a target that still wait are worth nothing once the target is planned again: says so in the ledger and removes their plan files. */
export async function discardOlderRuns(
  store: RunStore,
  entries: readonly LedgerEntry[],
  newer: { readonly run: string; readonly target: string; readonly by: string; readonly at: Date },
): Promise<void> {
  for (const { run } of entriesOf(entries, "planned")) {
    const state = stateOf(entries, run);
    if (run === newer.run || (state !== "planned" && state !== "approved")) continue;
    if (!entries.some((entry) => entry.run === run && entry.target === newer.target)) continue;
    const reason = `the target was planned again as ${newer.run}`;
    await appendLedger(store, { kind: "discarded", by: newer.by, reason, run, target: newer.target, at: newer.at });
    await removePlanFiles(store, run);
  }
}
