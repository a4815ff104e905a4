import { SlipwayError } from "../../errors/slipway-error.ts";
import { removePlanFiles } from "../discard.ts";
import { parseJson } from "../json.ts";
import { effectiveRuns, entriesOf, isOpen, lastRunOfStack, openRun } from "../ledger/history.ts";
import { appendLedger, type LedgerEntry, verifyLedger } from "../ledger/ledger.ts";
import { acquireLaunchLock, LAUNCH_LOCK, parseHolder } from "../ledger/lock.ts";
import { requireTarget } from "../names.ts";
import { type PlanRequest, planRun, type StackPlanInput } from "../plan.ts";
import { refusal } from "../refusal.ts";
import { importBlocks } from "../rollback/import-blocks.ts";
import { keepRulesOf } from "../rollback/rollback-config.ts";
import { type Run, type RunRecord, readConfig, readFacts, readRun } from "../run.ts";
import type { SecretKeeper } from "../secrets/secrets.ts";
import { bringHome } from "../store/spool.ts";
import type { RunStore } from "../store/store.ts";
import { isVisible } from "../terraform/host.ts";
import { takeLock } from "../unlock.ts";
import type { RecoverFinding } from "./recover-findings.ts";
import { type LookRequest, lookAtRun, recordedStack } from "./recover-look.ts";
import { pendingRecovery } from "./recovery-pending.ts";

export interface RecoverRequest extends LookRequest {
  readonly commit: PlanRequest["commit"];
  /** Asked whether names of new secrets are free. */
  readonly secrets?: SecretKeeper;
}

export interface Recovery {
  readonly interruptedRun: string;
  readonly findings: readonly RecoverFinding[];
  /** Finishes the interrupted run's work; waits for review, approval and apply like any other. */
  readonly run: Run;
}

/**
 * Finds out what an apply that never ended has left behind, and plans a new run that imports what the states miss. Creates nothing.
 * @throws SlipwayError kind "undecided", code RECOVERY_UNDECIDED, while anything may exist that nobody vouches for; kind "refused" otherwise
 */
export async function recoverRun(request: RecoverRequest): Promise<Recovery> {
  const { store, target, planner, clock } = request;
  requireTarget(target);
  for (const run of await bringHome(store)) request.onEvent?.(`${run}: its end was kept outside the run store; it is in the ledger now`);
  const { entries } = await verifyLedger(store);
  const subject = subjectOf(entries, target);
  const { record } = await readRun(store, subject);
  if (request.holderGone === true) await takeForeignLock(request, entries);
  const holder = { holder: planner.id, run: subject, purpose: "recover", now: clock() } as const;
  const lock = await acquireLaunchLock(store, holder, (run) => run !== subject && isOpen(entries, run));
  let findings: readonly RecoverFinding[];
  try {
    findings = await lookAtRun(request, record, entries);
  } finally {
    await lock.release();
  }
  refuseUndecided(target, findings);
  const recovered = (run: string | null) => recordRecovered(request, record, findings, run);
  try {
    const run = await planRecovery(request, entries, record, findings);
    await recovered(run.id);
    return { interruptedRun: subject, findings, run };
  } catch (error) {
    // the states miss nothing, so any plan may follow, even if this one cannot be made
    if (findings.every(({ importId }) => importId === null)) await recovered(null);
    throw error;
  }
}

/** The run that never ended; else one whose recovery is not applied yet; else the last one, when it stopped half way. */
export function subjectOf(entries: readonly LedgerEntry[], target: string): string {
  const open = openRun(entries, target, []);
  if (open !== undefined) return open.run;
  const pending = entriesOf(entries, "recovered").findLast(
    (entry) => entry.target === target && entry.recovery?.stacks.some(({ stack }) => pendingRecovery(entries, stack)?.seq === entry.seq),
  );
  if (pending !== undefined) return pending.run;
  const last = effectiveRuns(entries, target).at(-1);
  if (last?.state === "partially-applied") return last.run;
  const others = entriesOf(entries, "apply-started").filter(({ run }) => isOpen(entries, run));
  const got = others.length === 0 ? (last?.state ?? "none") : `one of ${others.map((each) => each.target).join(", ")}`;
  throw refusal("NOTHING_TO_RECOVER", target, "a run that never ended", got, "see slipway status");
}

export async function takeForeignLock(
  { store, planner, reason, clock }: Pick<RecoverRequest, "store" | "planner" | "reason" | "clock">,
  entries: readonly LedgerEntry[],
): Promise<void> {
  const text = await store.read(LAUNCH_LOCK);
  const found = parseHolder(text ?? "");
  if (text === undefined || found === undefined || isVisible(found)) return;
  await takeLock(store, text, { entries, by: planner.id, reason: reason ?? "its machine no longer runs", now: clock() });
}

function refuseUndecided(target: string, findings: readonly RecoverFinding[]): void {
  const unknown = findings.filter(({ kind }) => kind === "unknown");
  if (unknown.length === 0) return;
  const got = unknown.map(({ stack, address, naturalKey, note }) => `${stack}/${address} (${naturalKey}): ${note}`).join("; ");
  throw new SlipwayError({
    kind: "undecided",
    code: "RECOVERY_UNDECIDED",
    where: target,
    expected: "to know of everything whether it exists",
    got,
    fix: "look at the vendor, then give --import <address>=<id> or --acknowledge-unknown <address>",
  });
}

async function planRecovery(
  request: RecoverRequest,
  entries: readonly LedgerEntry[],
  record: RunRecord,
  findings: readonly RecoverFinding[],
): Promise<Run> {
  const { store, terraform, target, planner, commit, clock } = request;
  const stacks = await Promise.all(
    record.stacks.map(async (each) => {
      const input = await inZoneOfToday(store, entries, await recordedStack(store, record, each));
      const missing = findings.filter(({ stack, importId }) => stack === each.stack && importId !== null);
      return missing.length === 0 ? input : { ...input, imports: importBlocks(input.config, missing) };
    }),
  );
  return await planRun({
    store,
    terraform,
    target,
    stacks,
    planner,
    approvers: record.nextApprovers,
    quorum: record.nextQuorum,
    knownKeysOnly: record.nextKnownKeysOnly ?? false,
    // what somebody consented to for the interrupted run is consented to for the rest of it
    consent: {
      reintroduce: record.exceptions.some(({ code }) => code === "REINTRODUCES"),
      foreignState: false,
      reason: `finishes ${record.id}`,
    },
    commit,
    now: clock(),
    facts: await readFacts(store, record),
    ...(record.rollbackOf === null ? {} : { rollbackOf: record.rollbackOf }),
    recovers: record.id,
    ...(record.stage === undefined ? {} : { stage: record.stage }),
    ...(request.secrets === undefined ? {} : { secrets: request.secrets }),
  });
}

/** The zone may have gone on since the run was recorded; a launch finishes its own rules in it and puts nothing back. */
async function inZoneOfToday(store: RunStore, entries: readonly LedgerEntry[], input: StackPlanInput): Promise<StackPlanInput> {
  const { stack, onlyRefsOf } = input;
  const lastRun = lastRunOfStack(entries, stack);
  if (onlyRefsOf === undefined || lastRun === undefined) return input;
  const { record } = await readRun(store, lastRun);
  const standing = record.stacks.find((each) => each.stack === stack);
  if (standing === undefined) return input;
  const mixed = keepRulesOf(
    parseJson(await readConfig(store, lastRun, standing)),
    parseJson(input.config),
    (owner) => owner === onlyRefsOf,
  );
  return { ...input, config: JSON.stringify(mixed) };
}

async function recordRecovered(
  { store, planner, reason, clock, holderGone }: RecoverRequest,
  record: RunRecord,
  findings: readonly RecoverFinding[],
  run: string | null,
): Promise<void> {
  const imports = findings.filter(({ importId }) => importId !== null).length;
  const found = `${findings.length} creates looked at, ${imports} to import${holderGone === true ? ", its machine is gone" : ""}`;
  const stacks = record.stacks.map(({ stack }) => {
    const own = findings.filter((each) => each.stack === stack);
    return {
      stack,
      imports: own.flatMap(({ address, importId }) => (importId === null ? [] : [{ address, id: importId }])),
      acknowledged: own.filter(({ kind }) => kind === "vouched").map(({ address }) => address),
    };
  });
  const fact = {
    kind: "recovered",
    by: planner.id,
    reason: `${reason ?? "the apply never ended"}: ${found}`,
    recovery: { run, stacks },
  } as const;
  await appendLedger(store, { ...fact, run: record.id, target: record.target, at: clock() });
  await removePlanFiles(store, record.id); // the apply that never ended could not
}
