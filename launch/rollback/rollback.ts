import { type JsonObject, objectAt, parseJson, textAt } from "../json.ts";
import { effectiveRuns, isInPlace, lastApplied, lastRunOfStack } from "../ledger/history.ts";
import { type LedgerEntry, verifyLedger } from "../ledger/ledger.ts";
import { requireTarget } from "../names.ts";
import { type PlanRequest, planRun, type StackPlanInput } from "../plan.ts";
import { requireReason } from "../reason.ts";
import { refusal } from "../refusal.ts";
import { type Run, type RunRecord, type RunState, readBaseline, readConfig, readFacts, readRun, runKey } from "../run.ts";
import { importsOfSecrets, RestoreFirst } from "../secrets/secret-restore.ts";
import type { SecretKeeper } from "../secrets/secrets.ts";
import { withStatesAt } from "../store/state-place.ts";
import type { RunStore } from "../store/store.ts";
import type { Terraform } from "../terraform/terraform.ts";
import { parseConfig } from "../terraform/work-folder.ts";
import type { Signer } from "../trust/ssh-signature.ts";
import { BASELINE } from "./baseline.ts";
import { letGoOf, type Orphans } from "./orphans.ts";
import { baselineOf } from "./rollback-baseline.ts";
import { keepRulesOf, withOldValues, withPinsOf, withSafetyBlocks } from "./rollback-config.ts";

export interface RollbackRequest {
  readonly store: RunStore;
  readonly terraform: Terraform;
  readonly target: string;
  /**
   * Where to go back to; without it, where an unfinished rollback was going, else the last verified run before the one that stands, or the
   * baseline where there is none.
   */
  readonly toRun?: string;
  readonly planner: Signer;
  readonly commit: PlanRequest["commit"];
  readonly now: Date;
  /** Why what is left behind is bad although its probes passed: it goes into quarantine. */
  readonly badBecause?: string;
  readonly consent?: PlanRequest["consent"];
  /** What stays in the world although the way back would destroy it. */
  readonly orphans?: Orphans;
  /** Asked where the way back needs a secret that the state does not hold. */
  readonly secrets?: SecretKeeper;
}

/**
 * Plans the way back as a new run: what an earlier run recorded, planned against the state of today, through the same gates. Where it
 * needs secrets whose deletion is scheduled, it plans a run that only restores them; after that one is applied, the way back is planned
 * again.
 * @throws SlipwayError kind "refused", code ROLLBACK_IMPOSSIBLE
 */
export async function planRollback(request: RollbackRequest): Promise<Run> {
  const { store, terraform, target, planner, commit, now } = request;
  requireTarget(target);
  const { entries } = await verifyLedger(store);
  const { current, state, to } = chooseRuns(entries, target, request.toRun ?? (await unfinishedWay(store, entries, target)));
  const bad = request.badBecause === undefined ? badOf(current, state) : requireReason(request.badBecause, "bad");
  const standing = lastApplied(entries, target);
  const { record } = await readRun(store, to === BASELINE ? current : to);
  const { stacks: inputs, facts } =
    to === BASELINE
      ? await baselineOf(store, entries, record)
      : { stacks: await rollbackInputs(store, entries, record, current), facts: await readFacts(store, record) };
  const stacks = inputs.map((each) => {
    const recorded = withStatesAt(store.states, parseConfig(each.config, each.stack), each.stack);
    const config = letGoOf(recorded, each.stack, request.orphans?.places ?? []);
    return { ...each, config: JSON.stringify(config) };
  });
  const common = {
    store,
    terraform,
    target,
    planner,
    approvers: standing?.approvers ?? record.nextApprovers,
    quorum: standing?.quorum ?? record.nextQuorum,
    knownKeysOnly: (standing === undefined ? record.nextKnownKeysOnly : standing.knownKeysOnly) ?? false,
    commit,
    now,
    ...(request.consent === undefined ? {} : { consent: request.consent }),
    ...(request.secrets === undefined ? {} : { secrets: request.secrets }),
  };
  try {
    return await planRun({
      ...common,
      stacks,
      ...(request.orphans === undefined ? {} : { orphans: request.orphans }),
      facts,
      rollbackOf: { run: current, to, bad },
      ...(to === BASELINE || record.stage === undefined ? {} : { stage: record.stage }),
      remarks: [...leadsTo(to, record), ...secretsThatStay(stacks)],
      complete: async (plans) => await importsOfSecrets(request.secrets, target, plans, stacks),
    });
  } catch (error) {
    if (!(error instanceof RestoreFirst)) throw error;
    const { record: standingRecord } = await readRun(store, current);
    return await planRun({ ...common, stacks: [], restores: error.secrets, facts: await readFacts(store, standingRecord) });
  }
}

function leadsTo(to: string, { stage }: RunRecord): readonly string[] {
  if (stage === undefined) return [];
  return [to === BASELINE ? "leads to where nothing of the launch was" : `leads to stage ${stage.name} of ${to}`];
}

/** A way back brings no secret's value back: the slot is what was declared, and its value is whatever was put there last. */
function secretsThatStay(stacks: readonly StackPlanInput[]): readonly string[] {
  const names = stacks.flatMap(({ stack, config }) =>
    Object.values(objectAt(objectAt(parseConfig(config, stack), "resource"), "aws_secretsmanager_secret")).flatMap(
      (secret) => textAt(secret, "name") ?? [],
    ),
  );
  if (names.length === 0) return [];
  return [`values of secrets are not rolled back: supply the earlier one where it differs from what is current now (${names.join(", ")})`];
}

/** What never was verified is bad until somebody proves otherwise. */
function badOf(run: string, state: RunState): string | null {
  return state === "verified" ? null : `${run} was ${state} when it was rolled back`;
}

/** Where a rollback that stopped half-way was going: going on means going there, not back to what it was leaving. */
async function unfinishedWay(store: RunStore, entries: readonly LedgerEntry[], target: string): Promise<string | undefined> {
  const current = effectiveRuns(entries, target).at(-1);
  if (current?.state !== "partially-applied") return undefined;
  return (await readRun(store, current.run)).record.rollbackOf?.to;
}

interface Choice {
  readonly current: string;
  readonly state: RunState;
  readonly to: string;
}

function chooseRuns(entries: readonly LedgerEntry[], target: string, toRun: string | undefined): Choice {
  const runs = effectiveRuns(entries, target);
  const current = runs.at(-1);
  const earlier = runs.slice(0, -1);
  if (current === undefined) throw impossible(target, "an applied run", "none");
  if (toRun === undefined) {
    const to = earlier.findLast(({ state }) => state === "verified")?.run;
    return { current: current.run, state: current.state, to: to ?? BASELINE };
  }
  if (toRun === BASELINE) return { current: current.run, state: current.state, to: BASELINE };
  const to = runs.find(({ run }) => run === toRun);
  if (to === undefined || !isInPlace(to.state)) throw impossible(target, "a run that was applied in full", toRun);
  return { current: current.run, state: current.state, to: to.run };
}

/** The stacks of a way back to `to`, last first, each as recorded and made safe to plan today. */
export async function rollbackInputs(
  store: RunStore,
  entries: readonly LedgerEntry[],
  to: RunRecord,
  current: string,
): Promise<StackPlanInput[]> {
  return await Promise.all(stacksBackwards(to).map((stack) => inputFor(store, entries, to, stack, current)));
}

/** Forward order of a run is as recorded; a rollback recorded its own backwards. */
function stacksBackwards({ stacks, rollbackOf }: RunRecord): RunRecord["stacks"] {
  return rollbackOf === null ? [...stacks].reverse() : stacks;
}

async function inputFor(
  store: RunStore,
  entries: readonly LedgerEntry[],
  to: RunRecord,
  stack: RunRecord["stacks"][number],
  current: string,
): Promise<StackPlanInput> {
  const recorded = parseConfig(await readConfig(store, to.id, stack), stack.stack);
  const lastRun = lastRunOfStack(entries, stack.stack) ?? current;
  const standing = await configOf(store, lastRun, stack.stack);
  const isZone = to.target.startsWith("zone/");
  // a launch takes only its own rules back; a zone takes everything back but the launches' rules
  const mixed =
    stack.onlyRefsOf !== null
      ? keepRulesOf(standing, recorded, (owner) => owner === stack.onlyRefsOf)
      : isZone
        ? keepRulesOf(recorded, standing, (owner) => owner !== "zone")
        : recorded;
  const since = await configsSince(store, entries, to.id, stack.stack);
  const before = await baselinesSince(store, entries, to.id, stack.stack);
  const config = JSON.stringify(withPinsOf(standing, withOldValues(withSafetyBlocks(mixed, since), standing, before)));
  const lockFile = await store.read(runKey(lastRun, "stacks", stack.stack, "terraform.lock.hcl"));
  return {
    stack: stack.stack,
    config,
    ...(lockFile === undefined ? {} : { lockFile }),
    ...(stack.onlyRefsOf === null ? {} : { onlyRefsOf: stack.onlyRefsOf }),
  };
}

/** Configurations of the stack that were applied after `run`, oldest first: their moves and imports have to be undone. */
async function configsSince(store: RunStore, entries: readonly LedgerEntry[], run: string, stack: string): Promise<readonly unknown[]> {
  const configs: unknown[] = [];
  for (const each of runsSince(entries, run, stack)) configs.push(await configOf(store, each, stack));
  return configs;
}

/** Runs that reached the stack after `run`, oldest first. */
function runsSince(entries: readonly LedgerEntry[], run: string, stack: string): readonly string[] {
  const start = entries.findLast((entry) => entry.run === run && entry.kind === "applied")?.seq ?? 0;
  return entries.flatMap((entry) =>
    entry.seq > start && "stacks" in entry && entry.kind !== "apply-started" && entry.stacks.some((each) => each.stack === stack)
      ? [entry.run]
      : [],
  );
}

/** What runs after `run` adopted, as it was before the first of them. */
async function baselinesSince(
  store: RunStore,
  entries: readonly LedgerEntry[],
  run: string,
  stack: string,
): Promise<ReadonlyMap<string, JsonObject>> {
  const before = new Map<string, JsonObject>();
  for (const each of runsSince(entries, run, stack)) {
    const { record } = await readRun(store, each);
    const own = record.stacks.find((candidate) => candidate.stack === stack);
    const baseline = own === undefined ? undefined : await readBaseline(store, each, own);
    for (const { address, attributes } of baseline ?? []) if (!before.has(address)) before.set(address, attributes);
  }
  return before;
}

async function configOf(store: RunStore, runId: string, stack: string): Promise<unknown> {
  const { record } = await readRun(store, runId);
  const found = record.stacks.find((each) => each.stack === stack);
  return found === undefined ? {} : parseJson(await readConfig(store, runId, found));
}

function impossible(target: string, expected: string, got: string): Error {
  return refusal("ROLLBACK_IMPOSSIBLE", target, expected, got, "name an applied run of the target, see slipway history");
}
