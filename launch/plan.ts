import { SlipwayError, SlipwayErrors } from "../errors/slipway-error.ts";
import { recordForeignChanges } from "./foreign-state.ts";
import { isOpen, openRun } from "./ledger/history.ts";
import { type LedgerEntry, verifyLedger } from "./ledger/ledger.ts";
import { acquireLaunchLock, interrupted } from "./ledger/lock.ts";
import { requireDomain, requireOwner, requireStack, requireTarget } from "./names.ts";
import { acceptedStates, incompletePlans, orphaned, reintroduction } from "./plan-exceptions.ts";
import { refusePendingRecovery } from "./recover/recovery-pending.ts";
import { refusal } from "./refusal.ts";
import type { Exception } from "./review/review.ts";
import { refuseUnwanted } from "./review/unwanted-change.ts";
import type { BaselineResource } from "./rollback/baseline.ts";
import type { Orphans } from "./rollback/orphans.ts";
import { configDigest } from "./rollback/quarantine.ts";
import { newRunId, type Run, type RunFacts, type RunRecord, runKey } from "./run.ts";
import { refuseTakenNames } from "./secrets/secret-names.ts";
import { restoring, type SecretKeeper, type SecretToRestore } from "./secrets/secrets.ts";
import { planStack, removeFiles, type StackPlan } from "./stack-plan.ts";
import { type RunStage, refuseStage } from "./stage/stage.ts";
import { bringHome } from "./store/spool.ts";
import type { RunStore } from "./store/store.ts";
import type { Terraform } from "./terraform/terraform.ts";
import { prettyConfig } from "./terraform/work-folder.ts";
import { refuseUnreviewed } from "./trust/sign-off.ts";
import { requirePersonId, type Signer, type TrustedKey } from "./trust/ssh-signature.ts";
import { writeRun } from "./write-run.ts";

export interface StackPlanInput {
  readonly stack: string;
  /** Text of cdk.tf.json. */
  readonly config: string;
  /** Text of the committed .terraform.lock.hcl; without one, init writes one into the working folder. */
  readonly lockFile?: string;
  /** A launch's share of its zone: only rules of this owner may change, and nothing else in the stack. */
  readonly onlyRefsOf?: string;
  /** Text of slipway_recover.tf.json, for a recovery. */
  readonly imports?: string;
  /** What the stack takes over, as it is before its first run: the way back to where nothing was. */
  readonly baseline?: readonly BaselineResource[];
}

export interface PlanRequest {
  readonly store: RunStore;
  readonly terraform: Terraform;
  readonly target: string;
  /** In the order of apply. */
  readonly stacks: readonly StackPlanInput[];
  readonly planner: Signer;
  /** From the config: trusted at once for a target's first run, otherwise only after this run is applied. */
  readonly approvers: readonly TrustedKey[];
  readonly commit: {
    readonly sha: string | undefined;
    readonly authors: readonly string[];
    readonly dirty: boolean;
    /** Fingerprints of the SSH keys that signed commits in range, and authors of those that none signed. */
    readonly keys?: readonly string[];
    readonly unsigned?: readonly string[];
  };
  /** So many of `approvers` have to sign; 1 without it. */
  readonly quorum?: number;
  /** Planner and authors are told from approvers by listed keys, not by names; false without it. */
  readonly knownKeysOnly?: boolean;
  readonly now: Date;
  readonly facts: RunFacts;
  readonly rollbackOf?: NonNullable<RunRecord["rollbackOf"]>;
  readonly consent?: PlanConsent;
  /** What the plans of the stacks lack: import blocks by stack. What it throws ends the planning. */
  readonly complete?: (plans: readonly StackPlan[]) => Promise<ReadonlyMap<string, string>>;
  /** Rules of others than the engine that the plans step over, with reasons. What it throws ends the planning. */
  readonly judge?: (plans: readonly StackPlan[]) => Promise<readonly Exception[]>;
  /** What a rollback leaves in the world on purpose. */
  readonly orphans?: Orphans;
  /** Asked whether names of new secrets are free. */
  readonly secrets?: SecretKeeper;
  /** What the review says besides, and nobody has to repeat. */
  readonly remarks?: readonly string[];
  /** Secrets to restore: the only step of such a run, which has no stacks. */
  readonly restores?: readonly SecretToRestore[];
  /** The interrupted run that this one recovers: it alone may stay open meanwhile. */
  readonly recovers?: string;
  /** How far it takes a launch. */
  readonly stage?: RunStage;
}

/** Rules that the planner steps over, with a reason that the review shows first and the approver repeats. */
export interface PlanConsent {
  /** Content that was rolled back as bad. */
  readonly reintroduce: boolean;
  /** A state that somebody changed outside. */
  readonly foreignState: boolean;
  /** A plan that leaves changes for another one. */
  readonly incomplete?: boolean;
  /** Mail under an enforced policy whose senders nobody has proven. */
  readonly unprovenMail?: boolean;
  readonly reason: string;
}

/**
 * Plans every stack of a run, reviews the plans and has the planner sign the lot. Changes nothing outside the run store.
 * @throws SlipwayError kind "refused", or "provider" when terraform fails
 */
export async function planRun(request: PlanRequest): Promise<Run> {
  const { store, target, now, stacks } = request;
  checkNames(request);
  const runId = newRunId(now);
  await bringHome(store);
  const { entries } = await verifyLedger(store);
  const lock = await acquireLaunchLock(
    store,
    { holder: request.planner.id, run: runId, purpose: "plan", now },
    (run) => run !== request.recovers && isOpen(entries, run),
  );
  try {
    refuseRuins(entries, target, stacks, request.recovers);
    refuseUnreviewed(entries, target, request.recovers ?? request.rollbackOf?.run);
    if (request.stage !== undefined && request.rollbackOf === undefined && request.recovers === undefined)
      refuseStage(entries, target, request.stage);
    const acceptIncomplete = request.consent?.incomplete === true;
    const pretty = stacks.map((each) => ({ ...each, config: prettyConfig(each.config, each.stack), acceptIncomplete }));
    const digest = configDigest(target, pretty);
    const reintroduced = reintroduction(entries, target, digest, request.consent);
    await store.local.folder(runKey(runId));
    const { configs, plans } = await planWhole(request, runId, pretty);
    try {
      const remarks = [...(request.remarks ?? []), ...(await refuseTakenNames(request.secrets, target, plans, configs))];
      await recordForeignChanges(store, entries, plans, { seenBy: request.planner.id, run: runId, target, at: now });
      const exceptions = [
        ...reintroduced,
        ...acceptedStates(entries, plans, request.consent),
        ...incompletePlans(plans, request.consent),
        ...orphaned(target, plans, request.orphans),
        ...restoring(request.restores ?? []),
        ...((await request.judge?.(plans)) ?? []),
      ];
      const { earlier, losses } = await refuseUnwanted(request, entries, configs, plans);
      exceptions.push(...losses);
      return await writeRun(request, runId, entries, configs, plans, { configDigest: digest, exceptions, remarks, earlier });
    } finally {
      removeFiles(plans);
    }
  } catch (error) {
    await store.remove(runKey(runId)); // it never came to be
    await store.local.remove(runKey(runId));
    throw error;
  } finally {
    await lock.release();
  }
}

/** Nothing is planned on top of an apply that never ended, nor of what its recovery still has to import. */
function refuseRuins(entries: readonly LedgerEntry[], target: string, stacks: readonly StackPlanInput[], recovers?: string): void {
  const names = stacks.map(({ stack }) => stack);
  const rest = entries.filter(({ run }) => run !== recovers);
  const open = openRun(rest, target, names);
  if (open !== undefined) throw interrupted(open.run, open.operator);
  if (recovers === undefined) refusePendingRecovery(entries, names, undefined);
}

function checkNames({ target, stacks, restores = [], approvers, planner, facts }: PlanRequest): void {
  requireTarget(target);
  for (const { stack, onlyRefsOf } of stacks) {
    requireStack(stack);
    if (onlyRefsOf !== undefined) requireOwner(onlyRefsOf);
  }
  for (const { id } of [planner, ...approvers]) requirePersonId(id);
  if (facts.contribution !== undefined) {
    requireDomain(facts.contribution.domain);
    requireOwner(facts.contribution.owner);
  }
  if (facts.zoneBase !== undefined) requireDomain(facts.zoneBase.zone.domain);
  if (facts.leavesZone !== undefined) requireDomain(facts.leavesZone);
  const names = stacks.map(({ stack }) => stack);
  if ((names.length > 0 || restores.length > 0) && new Set(names).size === names.length) return;
  throw refusal("STACKS_INVALID", target, "at least one stack, each once", names.join(", ") || "none", "name each stack once");
}

const NO_IMPORTS: Promise<ReadonlyMap<string, string>> = Promise.resolve(new Map());

/** Plans, and once more with what turned out to be missing. */
async function planWhole(
  request: PlanRequest,
  runId: string,
  configs: readonly StackPlanInput[],
): Promise<{ readonly configs: readonly StackPlanInput[]; readonly plans: readonly StackPlan[] }> {
  const plans = await planAll(request, runId, configs);
  const imports = await (request.complete?.(plans) ?? NO_IMPORTS).catch((error: unknown) => {
    removeFiles(plans);
    throw error;
  });
  if (imports.size === 0) return { configs, plans };
  removeFiles(plans);
  const whole = configs.map((each) => {
    const text = imports.get(each.stack);
    return text === undefined ? each : { ...each, imports: text };
  });
  return { configs: whole, plans: await planAll(request, runId, whole) };
}

/** Stacks share nothing, so they are planned side by side; every failure is reported. */
async function planAll(
  { store, terraform }: PlanRequest,
  runId: string,
  configs: readonly StackPlanInput[],
): Promise<readonly StackPlan[]> {
  const settled = await Promise.allSettled(configs.map(async (each) => await planStack(store, terraform, runId, each)));
  const made = settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  const failures: unknown[] = settled.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
  if (failures.length === 0) return made;
  removeFiles(made);
  const known = failures.filter((reason) => reason instanceof SlipwayError);
  if (known.length > 1 && known.length === failures.length) throw new SlipwayErrors(known);
  throw failures[0];
}
