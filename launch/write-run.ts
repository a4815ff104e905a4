import type { Stage } from "../config/stage.ts";
import { runDigest } from "./content-digest.ts";
import { discardOlderRuns } from "./discard.ts";
import { canonicalText, sha256Hex } from "./json.ts";
import { appendLedger, type LedgerEntry } from "./ledger/ledger.ts";
import type { PlanRequest, StackPlanInput } from "./plan.ts";
import { standingRun } from "./plan-exceptions.ts";
import type { Exception } from "./review/review.ts";
import { buildReview } from "./review/review.ts";
import { BASELINE } from "./rollback/baseline.ts";
import { BASELINE_FILE, factsText, type Run, type RunRecord, runKey } from "./run.ts";
import { toRunStack, whoWrote } from "./run-parts.ts";
import { refuseSecrets, secretValuesOf } from "./secrets/secret-scan.ts";
import type { StackPlan } from "./stack-plan.ts";
import { isLaunch } from "./stage/stage.ts";
import { keepPlan } from "./store/private-plans.ts";
import { parseConfig, RECOVER_FILE } from "./terraform/work-folder.ts";
import { recordEnvironment } from "./trust/environment.ts";
import { sign } from "./trust/ssh-signature.ts";
import { GENESIS, type Trust, trustOf } from "./trust/trust.ts";

/** What planning found besides the plans. */
export interface Findings {
  readonly configDigest: string;
  readonly exceptions: readonly Exception[];
  /** What a reader has to know and nobody has to repeat. */
  readonly remarks: readonly string[];
  /** Adopted addresses by stack, before this run. */
  readonly earlier: ReadonlyMap<string, readonly string[]>;
}

/** Reviews the plans, has the planner sign the lot, and puts it on record. */
export async function writeRun(
  request: PlanRequest,
  runId: string,
  entries: readonly LedgerEntry[],
  configs: readonly StackPlanInput[],
  plans: readonly StackPlan[],
  { configDigest, exceptions, remarks, earlier }: Findings,
): Promise<Run> {
  const { store, target, planner, now, facts } = request;
  const nextQuorum = request.quorum ?? 1;
  const nextKnownKeysOnly = request.knownKeysOnly === true ? ({ knownKeysOnly: true } as const) : {};
  const trust: Trust = trustOf(entries, target) ?? { from: GENESIS, list: request.approvers, quorum: nextQuorum, ...nextKnownKeysOnly };
  const approvers = { ...trust, list: trust.list.map(({ id, sshPublicKey }) => ({ id, sshPublicKey })) };
  const commit = { sha: request.commit.sha ?? null, authors: [...request.commit.authors], dirty: request.commit.dirty };
  const by = await whoWrote(request, runId, trust);
  const rollbackOf = request.rollbackOf ?? null;
  const contentDigest = runDigest(target, plans, request.restores);
  const review = buildReview({
    run: runId,
    target,
    plannedAt: now,
    planner: planner.id,
    commit,
    rollbackOf,
    approvers,
    nextApprovers: request.approvers,
    nextQuorum,
    nextKnownKeysOnly: request.knownKeysOnly === true,
    exceptions,
    remarks,
    standing:
      request.restores === undefined ? standingRun(entries, target) : { none: "a restored secret is deleted again by a run that drops it" },
    restores: request.restores ?? [],
    residuals: facts.residuals ?? [],
    contentDigest,
    stacks: plans.map((each) => ({ ...each, serial: each.head.serial })),
  });
  const known = new Set(plans.flatMap(({ plan }) => [...secretValuesOf(plan)]));
  refuseSecrets(review, known, `review of ${target}`);
  // recorded in clear, and for ever
  for (const [index, { stack, content }] of plans.entries()) {
    refuseSecrets([parseConfig(configs[index]?.config ?? "{}", stack), content], known, `configuration of ${stack}`);
  }
  const [reviewText, sealedFacts] = [canonicalText(review), factsText(facts)];
  const record: RunRecord = {
    version: 1,
    id: runId,
    target,
    plannedAt: now.toISOString(),
    ...by,
    terraform: { flavour: request.terraform.binary.flavour, version: request.terraform.binary.version },
    environment: await recordEnvironment(store, request.terraform.environment),
    contentDigest,
    stacks: plans.map((each, index) => toRunStack(each, configs[index], earlier.get(each.stack) ?? [])),
    approvers,
    nextApprovers: request.approvers.map(({ id, sshPublicKey }) => ({ id, sshPublicKey })),
    nextQuorum,
    ...(request.knownKeysOnly === true ? { nextKnownKeysOnly: true } : {}),
    configDigest,
    exceptions: exceptions.map(({ code, place, sentence }) => ({ code, place, sentence })),
    reviewSha256: sha256Hex(reviewText),
    factsSha256: sha256Hex(sealedFacts),
    rollbackOf,
    ...(request.recovers === undefined ? {} : { recovers: request.recovers }),
    ...(request.restores === undefined ? {} : { restores: [...request.restores] }),
    ...(request.stage === undefined ? {} : { stage: request.stage }),
  };
  const text = canonicalText(record);
  for (const plan of plans) await keepPlan(store, runId, plan);
  for (const [index, { stack, contentText }] of plans.entries()) {
    await store.write(runKey(runId, "stacks", stack, "cdk.tf.json"), configs[index]?.config ?? "");
    await store.write(runKey(runId, "stacks", stack, "content.jsonl"), contentText);
    const imports = configs[index]?.imports;
    if (imports !== undefined) await store.write(runKey(runId, "stacks", stack, RECOVER_FILE), imports);
    const baseline = configs[index]?.baseline;
    if (baseline !== undefined) await store.write(runKey(runId, "stacks", stack, BASELINE_FILE), canonicalText(baseline));
    const lockFile = await store.local.read(`work/${stack}/.terraform.lock.hcl`);
    if (lockFile !== undefined) await store.write(runKey(runId, "stacks", stack, "terraform.lock.hcl"), lockFile);
  }
  await store.write(runKey(runId, "review.json"), reviewText);
  await store.write(runKey(runId, "facts.json"), sealedFacts);
  await store.write(runKey(runId, "run.json"), text);
  await store.write(runKey(runId, "run.sig"), await sign(text, planner, "slipway-plan"));
  const kind = request.restores === undefined ? {} : ({ restores: true } as const);
  const entry = {
    kind: "planned",
    planner: planner.id,
    runSha256: sha256Hex(text),
    contentDigest,
    ...kind,
    ...recordedStage(request),
  } as const;
  await appendLedger(store, { ...entry, run: runId, target, at: now });
  await discardOlderRuns(store, entries, { run: runId, target, by: planner.id, at: now });
  return { ...record, status: "planned", review };
}

/** A way back to where nothing was is no stage of a launch. */
function recordedStage({ target, stage, rollbackOf }: PlanRequest): { readonly stage?: Stage | typeof BASELINE } {
  if (rollbackOf?.to === BASELINE && isLaunch(target)) return { stage: BASELINE };
  return stage === undefined ? {} : { stage: stage.name };
}
