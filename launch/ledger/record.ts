import { canonicalText } from "../json.ts";
import { refusal } from "../refusal.ts";
import { BASELINE } from "../rollback/baseline.ts";
import { type RunRecord, readRun, runKey } from "../run.ts";
import type { RunStore } from "../store/store.ts";
import { effectiveRuns, entriesOf, isInPlace, stateOf } from "./history.ts";
import { appendLedger, type LedgerEntry, verifyLedger } from "./ledger.ts";

/** One promise of the model, judged from outside. "unknown" proves nothing, and so does a table of "not-applicable". */
export interface RecordedFinding {
  readonly id: string;
  readonly subject: string;
  readonly outcome: "pass" | "fail" | "unknown" | "not-applicable";
}

/**
 * An account and places for secrets promise nothing that can be seen from outside, and a baseline was never promised: there the second plan
 * is the whole proof.
 */
function isProvenByPlan({ target, rollbackOf, stage }: RunRecord): boolean {
  return target === "account" || rollbackOf?.to === BASELINE || stage?.name === "slots";
}

/**
 * Writes down whether an applied run is true out there. Verified means: the second plan was empty, something passed, and nothing failed or stayed unknown.
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
  const passed = findings.filter(({ outcome }) => outcome === "pass").length;
  const reasons = [
    ...leftovers.map((each) => `second plan: ${each}`),
    ...(passed === 0 && !isProvenByPlan(record) ? ["nothing was proven from outside"] : []),
    ...findings
      .filter(({ outcome }) => outcome === "fail" || outcome === "unknown")
      .map(({ id, subject, outcome }) => `${id} ${subject}: ${outcome}`),
  ];
  const kept = findings.map(({ id, subject, outcome }) => ({ id, subject, outcome }));
  await store.write(runKey(runId, "findings.json"), canonicalText(kept));
  const fact = reasons.length === 0 ? ({ kind: "verified", checks: passed } as const) : ({ kind: "applied-unverified", reasons } as const);
  return await appendLedger(store, { ...fact, run: runId, target: record.target, at: now });
}
