import { withoutSecrets } from "../errors/secret-detector.ts";
import { SlipwayError } from "../errors/slipway-error.ts";
import type { ApplyEvent } from "./apply-event.ts";
import { applyStack } from "./apply-stack.ts";
import { removePlanFiles } from "./discard.ts";
import { recordForeignChanges } from "./foreign-state.ts";
import { isOpen, openRun, stateOf } from "./ledger/history.ts";
import { appendLedger, type LedgerEntry, type LedgerFact, type StackOutcome, verifyLedger } from "./ledger/ledger.ts";
import { acquireLaunchLock, interrupted, type LaunchLock } from "./ledger/lock.ts";
import { recordFacts } from "./ledger/record-facts.ts";
import { discardMoved } from "./moved-state.ts";
import { INCOMPLETE_PLAN } from "./plan-exceptions.ts";
import { refusePendingRecovery } from "./recover/recovery-pending.ts";
import { refusal } from "./refusal.ts";
import { type Run, type RunRecord, type RunStack, readConfig, readImports, readReview, runKey } from "./run.ts";
import { refuseMovedSecrets, restoreFailed, restoreSecrets } from "./secrets/restore-secrets.ts";
import { secretValuesOf } from "./secrets/secret-scan.ts";
import type { SecretKeeper, SecretToRestore } from "./secrets/secrets.ts";
import { planStack, removeFiles, type StackPlan } from "./stack-plan.ts";
import { type AskMonitor, refuseEarlyLive } from "./stage/live-gate.ts";
import { type PrivatePlans, takePrivatePlans } from "./store/private-plans.ts";
import { type Room, reserveRoom } from "./store/room.ts";
import { bringHome, recordNotKept } from "./store/spool.ts";
import type { RunStore } from "./store/store.ts";
import { tellAddresses } from "./terraform/address-outcome.ts";
import { createInterrupter, type Interrupter } from "./terraform/interrupter.ts";
import { remainingWork } from "./terraform/plan-json.ts";
import type { Terraform } from "./terraform/terraform.ts";
import { adviceOn } from "./terraform/vendor-refusal.ts";
import { type Authorized, authorize, examine } from "./trust/authorize.ts";
import { bequest } from "./trust/bequest.ts";
import { type BreakGlassRequest, keepBreakGlass } from "./trust/break-glass.ts";

export interface ApplyRequest {
  readonly store: RunStore;
  readonly terraform: Terraform;
  readonly runId: string;
  /** Who runs the command; need not be planner or approver. */
  readonly operator: string;
  readonly clock: () => Date;
  readonly onEvent?: (event: ApplyEvent) => void;
  /** Gets the command line's Ctrl-C. */
  readonly interrupter?: Interrupter;
  /** For a run that restores secrets. */
  readonly secrets?: SecretKeeper;
  /** For a run that goes live for the first time: what its monitors have seen. */
  readonly askMonitor?: AskMonitor;
  /** An emergency: one approver instead of the quorum. */
  readonly breakGlass?: BreakGlassRequest;
}

export interface AppliedRun extends Run {
  readonly outcomes: readonly StackOutcome[];
  /** What a second plan still wants to change; anything here makes the run applied-unverified. */
  readonly leftovers: readonly string[];
}

type Optional = "breakGlass" | "secrets" | "askMonitor";
type Settings = Required<Omit<ApplyRequest, Optional>> & Pick<ApplyRequest, Optional> & { readonly lock: LaunchLock; readonly room: Room };

/**
 * Applies exactly what was approved, once. Everything that can refuse does so before `apply-started` is on disk; from then on the
 * ledger says what happened, whatever happens.
 * @throws SlipwayError kind "refused" when nothing was applied, "provider" when terraform stopped half way
 */
export async function applyRun(request: ApplyRequest): Promise<AppliedRun> {
  const { store, operator, runId, clock } = request;
  await bringHome(store);
  const ledger = await verifyLedger(store);
  const holder = { holder: operator, run: runId, purpose: "apply", now: clock() } as const;
  const lock = await acquireLaunchLock(store, holder, (run) => isOpen(ledger.entries, run));
  const applied = await applyLocked({ onEvent: () => undefined, interrupter: createInterrupter(), ...request, lock }).catch(
    async (error: unknown) => {
      await lock.release().catch(() => undefined); // what went wrong first is what counts
      throw error;
    },
  );
  await lock.release();
  return applied;
}

async function applyLocked(request: Omit<Settings, "room">): Promise<AppliedRun> {
  const { store, operator } = request;
  const room = await reserveRoom(store.local);
  const settings = { ...request, room };
  try {
    const { entries } = await verifyLedger(store); // again: somebody may have ended between the first look and the lock
    const { authorized, plans } = await authorizeNow(settings, entries);
    const files = await takePrivatePlans(store, authorized, plans).finally(() => removeFiles(plans));
    try {
      if (settings.interrupter.presses() > 0) throw stoppedBeforeApply(authorized.record.id);
      await refuseMovedSecrets(settings.secrets, authorized.record.id, authorized.record.restores ?? []);
      await recordAuthority(settings, authorized);
      const stacks = authorized.stacks.map(({ stack, planSha256, carriedOver }) => ({ stack, planSha256, carriedOver }));
      await enter(settings, authorized.record, { kind: "apply-started", operator, stacks });
      return authorized.record.restores === undefined
        ? await applyAuthorized(settings, authorized, plans, files)
        : await applyRestores(settings, authorized.record, authorized.record.restores);
    } finally {
      files.remove();
    }
  } finally {
    await room.release();
  }
}

async function authorizeNow(
  settings: Settings,
  entries: readonly LedgerEntry[],
): Promise<{ authorized: Authorized; plans: readonly StackPlan[] }> {
  const { store, terraform, runId, operator, clock, onEvent, breakGlass } = settings;
  const examined = await examine(store, terraform, entries, runId, clock(), breakGlass);
  const { record } = examined;
  const open = openRun(
    entries,
    record.target,
    record.stacks.map(({ stack }) => stack),
  );
  if (open !== undefined) throw interrupted(open.run, open.operator);
  refusePendingRecovery(
    entries,
    record.stacks.map(({ stack }) => stack),
    record.id,
  );
  const tell = (message: string): void => onEvent({ kind: "monitor-seen", stack: record.target, message });
  await refuseEarlyLive(entries, record, { now: clock(), ask: settings.askMonitor, tell });
  const plans = await replanAll(settings, record);
  await recordForeignChanges(store, entries, plans, { seenBy: operator, run: record.id, target: record.target, at: clock() });
  const authorized = await authorize(store, examined, plans).catch(async (error: unknown) => {
    removeFiles(plans);
    await discardMoved(store, record, operator, clock(), error);
    throw error;
  });
  for (const { stack, carriedOver } of authorized.stacks)
    if (carriedOver) onEvent({ kind: "carried-over", stack, message: `${stack}: only the serial moved, the approval carries over` });
  return { authorized, plans };
}

/** New plans of every stack, side by side, to compare with what was approved. */
async function replanAll({ store, terraform, onEvent }: Settings, record: RunRecord): Promise<readonly StackPlan[]> {
  const settled = await Promise.allSettled(
    record.stacks.map(async (stack) => {
      onEvent({ kind: "replanning", stack: stack.stack, message: `${stack.stack}: planning again, to compare with what was approved` });
      return await planAgain(store, terraform, record, stack);
    }),
  );
  const plans = settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  const failure = settled.find((each) => each.status === "rejected");
  if (failure === undefined) return plans;
  removeFiles(plans);
  throw failure.reason;
}

/** An approval is on record since it was given; the other two ways to start are put there now. */
async function recordAuthority(settings: Settings, { record, authority }: Authorized): Promise<void> {
  if (authority.kind === "approval") return;
  if (authority.kind === "break-glass") {
    const fact = await keepBreakGlass(settings.store, record.id, authority);
    await enter(settings, record, fact);
    return;
  }
  const { under, signers, expiresAt } = authority;
  await enter(settings, record, { kind: "pre-approved", under, signers: [...signers], expiresAt });
}

/** Puts the ledger's end to a run that restores: it moves no state, so there is nothing to plan a second time. */
async function applyRestores(settings: Settings, record: RunRecord, secrets: readonly SecretToRestore[]): Promise<AppliedRun> {
  const { store, onEvent } = settings;
  const outcome = await restoreSecrets(settings.secrets, secrets);
  for (const { stack, arn } of outcome.restored) onEvent({ kind: "secret-restored", stack, message: `${stack}: restored ${arn}` });
  if (outcome.errors.length > 0) {
    await enter(settings, record, { kind: "failed", stacks: [], errors: [...outcome.errors] });
    throw restoreFailed(record.id, record.target, outcome);
  }
  await enter(settings, record, { kind: "restored", secrets: outcome.restored.map(({ arn }) => arn) });
  return { ...record, status: "restored", review: await readReview(store, record), outcomes: [], leftovers: [] };
}

async function applyAuthorized(
  settings: Settings,
  { record, stacks }: Authorized,
  plans: readonly StackPlan[],
  files: PrivatePlans,
): Promise<AppliedRun> {
  const { store, terraform, interrupter, onEvent } = settings;
  const outcomes: StackOutcome[] = [];
  const errors: string[] = [];
  const secrets = new Set(plans.flatMap(({ plan }) => [...secretValuesOf(plan)]));
  for (const authorized of stacks) {
    const head = plans.find(({ stack }) => stack === authorized.stack)?.head ?? { lineage: "", serial: 0 };
    if (errors.length > 0 || interrupter.presses() > 0) {
      if (errors.length === 0) errors.push("stopped by the operator before the next stack");
      outcomes.push({ stack: authorized.stack, outcome: "not-started", ...head });
    } else if (authorized.empty) {
      outcomes.push({ stack: authorized.stack, outcome: "unchanged", ...head });
    } else {
      const { stack, planSha256 } = authorized;
      await settings.lock.refuseLost(); // the last look before terraform starts
      const planFile = files.fileOf(stack);
      const call = { store, terraform, run: record.id, stack, planFile, planSha256, head, interrupter, onEvent, secrets };
      const result = await applyStack(call);
      outcomes.push(result.outcome);
      errors.push(...result.errors.map((each) => withoutSecrets(each, secrets)));
    }
  }
  const leftovers = errors.length > 0 ? [] : await secondPlans(settings, record, outcomes);
  await settings.room.release(); // only now, so that the second plans cannot fill it
  await recordFacts(store, record, outcomes);
  if (errors.length > 0) throw await recordFailure(settings, record, outcomes, errors);
  await enterEnd(settings, record, { kind: "applied", stacks: outcomes, errors: [], leftovers, ...(await bequest(store, record)) });
  if (leftovers.length > 0) {
    await enter(settings, record, { kind: "applied-unverified", reasons: leftovers.map((each) => `second plan: ${each}`) });
  }
  await removePlanFiles(store, record.id);
  const { entries } = await verifyLedger(store);
  return { ...record, status: stateOf(entries, record.id) ?? "applied", review: await readReview(store, record), outcomes, leftovers };
}

/** Whatever is not as configured after an apply is named, never passed over. */
async function secondPlans(
  { store, terraform, onEvent }: Settings,
  record: RunRecord,
  outcomes: readonly StackOutcome[],
): Promise<string[]> {
  const applied = record.stacks.filter(({ stack }) => outcomes.some((each) => each.stack === stack && each.outcome === "applied"));
  const all = await Promise.all(
    applied.map(async (stack) => {
      const leftovers = await planAgain(store, terraform, record, stack).then(
        ({ plan, file }) => {
          file.remove();
          return remainingWork(plan);
        },
        (error: unknown) => [`no second plan: ${error instanceof Error ? error.message : String(error)}`],
      );
      const found = leftovers.length === 0 ? "empty" : `wants ${leftovers.join(", ")}`;
      onEvent({ kind: "second-plan", stack: stack.stack, leftovers, message: `${stack.stack}: second plan ${found}` });
      return leftovers.map((each) => `${stack.stack}/${each}`);
    }),
  );
  return all.flat();
}

async function planAgain(store: RunStore, terraform: Terraform, record: RunRecord, stack: RunStack): Promise<StackPlan> {
  const config = await readConfig(store, record.id, stack);
  const lockFile = await store.read(runKey(record.id, "stacks", stack.stack, "terraform.lock.hcl"));
  const imports = await readImports(store, record.id, stack);
  const acceptIncomplete = record.exceptions.some(({ code, place }) => code === INCOMPLETE_PLAN && place === stack.stack);
  return await planStack(store, terraform, record.id, { stack: stack.stack, config, lockFile, imports, acceptIncomplete });
}

async function recordFailure(settings: Settings, record: RunRecord, stacks: StackOutcome[], errors: string[]): Promise<SlipwayError> {
  const wasKilled = stacks.some(({ outcome }) => outcome === "unknown");
  const isWhole = stacks.every(({ outcome }) => outcome === "failed" || outcome === "not-started" || outcome === "unchanged");
  const kind = wasKilled ? "interrupted" : isWhole ? "failed" : "partially-applied";
  await enterEnd(settings, record, { kind, stacks, errors });
  await removePlanFiles(settings.store, record.id); // started once, it never starts again
  const told = stacks.map(({ stack, outcome, addresses = [] }) => {
    return addresses.length === 0 ? `${stack} ${outcome}` : `${stack} ${outcome} (${tellAddresses(addresses)})`;
  });
  return new SlipwayError({
    kind: "provider",
    code: wasKilled ? "APPLY_INTERRUPTED" : "APPLY_FAILED",
    where: record.id,
    expected: "every stack applied",
    got: `${told.join(", ")}: ${errors[0] ?? "no reason given"}`,
    fix: wasKilled ? `run slipway recover ${record.target}` : waysOn(record.target, adviceOn(errors, record.target)),
  });
}

/** Both are reviewed. */
function waysOn(target: string, advice = "mend the cause"): string {
  return `forward: ${advice}, then run slipway plan ${target}; back: run slipway rollback ${target}`;
}

function stoppedBeforeApply(runId: string): SlipwayError {
  return refusal(
    "STOPPED_BY_OPERATOR",
    runId,
    "an apply that may start",
    "Ctrl-C before it did; nothing was touched",
    "apply the run again",
  );
}

async function enter({ store, clock, lock }: Settings, { id, target }: RunRecord, fact: LedgerFact): Promise<void> {
  await appendLedger(store, { ...fact, run: id, target, at: clock() }, lock);
}

/** What happened has happened: what the store does not take is told, and kept elsewhere. @throws SlipwayError RECORD_NOT_KEPT */
async function enterEnd(settings: Settings, record: RunRecord, fact: LedgerFact): Promise<void> {
  await enter(settings, record, fact).catch(async (error: unknown) => {
    if (error instanceof SlipwayError && error.parts.kind === "refused") throw error;
    throw await recordNotKept(settings.store, { ...fact, run: record.id, target: record.target, at: settings.clock() }, error);
  });
}
