import { effectiveRuns, entriesOf, isInPlace, stateOf } from "./history.ts";
import { canonicalText } from "./json.ts";
import { appendLedger, type LedgerEntry, verifyLedger } from "./ledger.ts";
import { refusal } from "./refusal.ts";
import { readRun, runKey } from "./run.ts";
import type { RunStore } from "./store.ts";

/** One promise of the model, judged from outside. Only "pass" proves anything: "could not tell" is no proof. */
export interface RecordedFinding {
  readonly id: string;
  readonly subject: string;
  readonly outcome: string;
}

/**
 * Writes down whether an applied run is true out there. Verified means: the second plan was empty, and every finding passed.
 * @throws SlipwayError kind "refused", code RUN_NOT_APPLIED when the run is not where its target stands
 */
export async function recordVerification(request: {
  readonly store: RunStore;
  readonly runId: string;
  readonly findings: readonly RecordedFinding[];
  readonly now: Date;
}): Promise<LedgerEntry> {
  const { store, runId, findings, now } = request;
  const { entries } = await verifyLedger(store);
  const { record } = await readRun(store, runId);
  const state = stateOf(entries, runId);
  if (!isInPlace(state) || effectiveRuns(entries, record.target).at(-1)?.run !== runId) {
    throw refusal(
      "RUN_NOT_APPLIED",
      runId,
      "the run that was applied last",
      `one that is ${state ?? "unknown"}`,
      "verify the run applied last",
    );
  }
  const leftovers = entriesOf(entries, "applied", runId).at(-1)?.leftovers ?? [];
  const reasons = [
    ...leftovers.map((each) => `second plan: ${each}`),
    ...(findings.length === 0 ? ["nothing was checked"] : []),
    ...findings.filter(({ outcome }) => outcome !== "pass").map(({ id, subject, outcome }) => `${id} ${subject}: ${outcome}`),
  ];
  const kept = findings.map(({ id, subject, outcome }) => ({ id, subject, outcome }));
  await store.write(runKey(runId, "findings.json"), canonicalText(kept));
  const fact =
    reasons.length === 0 ? ({ kind: "verified", checks: findings.length } as const) : ({ kind: "applied-unverified", reasons } as const);
  return await appendLedger(store, { ...fact, run: runId, target: record.target, at: now });
}
