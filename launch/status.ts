import type { Stage } from "../config/stage.ts";
import { effectiveRuns, entriesOf, openRun, stateOf } from "./ledger/history.ts";
import { type LedgerEntry, verifyLedger } from "./ledger/ledger.ts";
import { type RunRecord, type RunState, readRun } from "./run.ts";
import { isLaunch, standingStage } from "./stage/stage.ts";
import type { RunStore } from "./store/store.ts";
import { trustFor } from "./trust/approve.ts";
import { unreviewedBreakGlass } from "./trust/sign-off.ts";

/** How far the approval of a run has come. Expiry is judged at apply. */
export interface ApprovalCount {
  readonly approvedBy: readonly string[];
  readonly missingApprovals: number;
}

/** Where one target stands. */
export interface TargetStatus {
  readonly target: string;
  /** The run that reached the world last; of a target that never was applied, the newest run. */
  readonly run: string;
  readonly state: RunState;
  /** UTC, ISO 8601: when it came into this state. */
  readonly at: string;
  /** Who applied it, or planned it. */
  readonly by: string;
  /** A run that began to apply and never ended: it blocks the target. */
  readonly interruptedRun: string | null;
  /** The newest run, where it is still on its way. */
  readonly pendingRun: ({ readonly run: string; readonly state: RunState } & ApprovalCount) | null;
  /** An emergency run that nobody else has looked at: it blocks the target. */
  readonly unreviewedRun: string | null;
  /** How far a launch has come; null for the account, for zones, and where nothing stands. */
  readonly stage: Stage | null;
}

export async function statusOf(store: RunStore): Promise<readonly TargetStatus[]> {
  const { entries } = await verifyLedger(store);
  const targets = [...new Set(entriesOf(entries, "planned").map(({ target }) => target))].sort();
  return await Promise.all(targets.map(async (target) => await statusOfTarget(store, entries, target)));
}

/** Who changed what when, oldest first. */
export async function historyOf(store: RunStore, target?: string): Promise<readonly LedgerEntry[]> {
  const { entries } = await verifyLedger(store);
  return entries.filter((entry) => target === undefined || entry.target === target);
}

export function approvalCount(entries: readonly LedgerEntry[], record: RunRecord): ApprovalCount {
  const approvedBy = [...new Set(entriesOf(entries, "approved", record.id).map(({ approver }) => approver))];
  return { approvedBy, missingApprovals: Math.max(0, trustFor(entries, record).quorum - approvedBy.length) };
}

async function statusOfTarget(store: RunStore, entries: readonly LedgerEntry[], target: string): Promise<TargetStatus> {
  const newest = entriesOf(entries, "planned").findLast((entry) => entry.target === target)?.run ?? "";
  const run = effectiveRuns(entries, target).at(-1)?.run ?? newest;
  const newestState = stateOf(entries, newest) ?? "planned";
  const isPending = newestState === "planned" || newestState === "approved";
  return {
    target,
    run,
    state: stateOf(entries, run) ?? "planned",
    at: entries.findLast((entry) => entry.run === run)?.at ?? "",
    by: entriesOf(entries, "apply-started", run).at(-1)?.operator ?? entriesOf(entries, "planned", run).at(-1)?.planner ?? "",
    interruptedRun: openRun(entries, target, [])?.run ?? null,
    pendingRun: isPending ? { run: newest, state: newestState, ...approvalCount(entries, (await readRun(store, newest)).record) } : null,
    unreviewedRun: unreviewedBreakGlass(entries, target)[0]?.run ?? null,
    stage: isLaunch(target) ? (standingStage(entries, target)?.stage ?? null) : null,
  };
}
