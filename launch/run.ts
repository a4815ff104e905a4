import { randomBytes } from "node:crypto";
import * as z from "zod";
import type { Contribution, Residual, ZoneBase } from "../config/model.ts";
import { canonicalText, isObject, parseJson, sha256Hex } from "./json.ts";
import { requireRunId } from "./names.ts";
import { refusal, short } from "./refusal.ts";
import { type Review, reviewSchema } from "./review/review-schema.ts";
import type { BaselineResource } from "./rollback/baseline.ts";
import { secretToRestoreSchema } from "./secrets/secrets.ts";
import { runStageSchema } from "./stage/stage.ts";
import type { RunStore } from "./store/store.ts";
import { RECOVER_FILE } from "./terraform/work-folder.ts";
import { environmentRecordSchema } from "./trust/environment.ts";
import { KNOWN_BY } from "./trust/known-keys.ts";

const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);

const runStackSchema = z.strictObject({
  stack: z.string(),
  /** Content digest of the plan. */
  digest: digestSchema,
  /** Of the saved plan file. */
  planSha256: digestSchema,
  /** Of the recorded cdk.tf.json. */
  configSha256: digestSchema,
  /** Of slipway_recover.tf.json: import blocks of a recovery. Beside cdk.tf.json, because they are no part of what somebody declared. */
  importsSha256: digestSchema.optional(),
  /** Of baseline.json: what the stack adopted, as it was before its first run. */
  baselineSha256: digestSchema.optional(),
  /** Of .terraform.lock.hcl; none where every provider is built in or attached. */
  lockFileSha256: digestSchema.nullable(),
  /** The state that the plan was made against. */
  lineage: z.string(),
  serial: z.int(),
  argv: z.array(z.string()),
  /** No change; left out of the apply. */
  empty: z.boolean(),
  /** A launch's share of its zone: only rules of this owner may change. */
  onlyRefsOf: z.string().nullable(),
  /** Addresses that this configuration protects from destruction; they stay protected until a run has dropped the protection. */
  protected: z.array(z.string()),
  /** Addresses of what was there before us and was taken over; a rollback lets go of them and never destroys them. */
  adopted: z.array(z.string()).optional(),
});

/** Beside cdk.tf.json of a run whose stack adopted something. */
export const BASELINE_FILE = "baseline.json";

const baselineSchema = z.strictObject({ address: z.string(), attributes: z.record(z.string(), z.unknown()) });

const approverSchema = z.strictObject({ id: z.string(), sshPublicKey: z.string() });

/** What the planner signs. Written once; how a run fares afterwards stands in the ledger. */
export const runRecordSchema = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  target: z.string(),
  plannedAt: z.iso.datetime(),
  planner: z.strictObject({ id: z.string(), publicKey: z.string(), fingerprint: z.string(), knownBy: z.enum(KNOWN_BY) }),
  commit: z.strictObject({
    sha: z.string().nullable(),
    authors: z.array(z.string()),
    dirty: z.boolean(),
    /** Fingerprints of the SSH keys that signed commits in range; absent where nobody looked. */
    keys: z.array(z.string()).optional(),
    /** Authors of commits in range without an SSH signature. */
    unsigned: z.array(z.string()).optional(),
  }),
  terraform: z.strictObject({ flavour: z.enum(["terraform", "opentofu"]), version: z.string() }),
  /** What terraform got of the planner's environment. */
  environment: environmentRecordSchema,
  /** Over all stacks, in order. */
  contentDigest: digestSchema,
  /** In the order of apply. */
  stacks: z.array(runStackSchema),
  /** Who may approve this run: those of the last applied run of the target or the account, or `genesis`: those of the config. */
  approvers: z.strictObject({
    from: z.string(),
    list: z.array(approverSchema),
    quorum: z.int().min(1),
    knownKeysOnly: z.boolean().optional(),
  }),
  /** Those of the config; trusted once this run is applied. */
  nextApprovers: z.array(approverSchema),
  nextQuorum: z.int().min(1),
  nextKnownKeysOnly: z.boolean().optional(),
  /** What the target's own configuration says, whatever state it meets. */
  configDigest: digestSchema,
  reviewSha256: digestSchema,
  factsSha256: digestSchema,
  /** `bad`: why what is left behind goes into quarantine once this run is applied. */
  rollbackOf: z.strictObject({ run: z.string(), to: z.string(), bad: z.string().nullable() }).nullable(),
  /** Why content in quarantine, or a state that somebody changed outside, is planned all the same. */
  exceptions: z.array(z.strictObject({ code: z.string(), place: z.string(), sentence: z.string() })),
  /** The interrupted run whose work this one finishes. */
  recovers: z.string().optional(),
  /** What this run restores, and nothing else: it has no stacks. */
  restores: z.array(secretToRestoreSchema).min(1).optional(),
  /** How far it takes a launch; absent for the account, for zones, and for runs from before there were stages. */
  stage: runStageSchema.optional(),
});

export type RunRecord = z.output<typeof runRecordSchema>;
export type RunStack = z.output<typeof runStackSchema>;

export const RUN_STATES = [
  "planned",
  "approved",
  "applying",
  "applied",
  "partially-applied",
  "failed",
  "interrupted",
  "recovered",
  "restored",
  "verified",
  "applied-unverified",
  "discarded",
] as const;
export type RunState = (typeof RUN_STATES)[number];

/** A run as the command line sees it. */
export interface Run extends RunRecord {
  readonly status: RunState;
  readonly review: Review;
}

/** What a run carries along besides plans: all of it plain JSON that comes back on rollback. */
export interface RunFacts {
  readonly contribution?: Contribution;
  readonly zoneBase?: ZoneBase;
  /** Domain of a zone that goes back to what it was before Slipway: no launch may build on it until it is launched again. */
  readonly leavesZone?: string;
  /** What the verifier judges against. */
  readonly model: unknown;
  readonly residuals?: readonly Residual[];
}

/** `run-20261122T130501Z-3f9a0c`: sorts by time, safe in paths. */
export function newRunId(now: Date): string {
  const time = now.toISOString().replace(/\.\d+|[-:]/g, "");
  return `run-${time}-${randomBytes(3).toString("hex")}`;
}

/** Keys of a run's files. */
export function runKey(runId: string, ...rest: readonly string[]): string {
  return ["runs", requireRunId(runId), ...rest].join("/");
}

export interface StoredRun {
  readonly record: RunRecord;
  /** The signed text, byte for byte. */
  readonly text: string;
  readonly signature: string;
}

/** @throws SlipwayError kind "refused", code RUN_UNKNOWN or RUN_CHANGED */
export async function readRun(store: RunStore, runId: string): Promise<StoredRun> {
  const text = await store.read(runKey(runId, "run.json"));
  if (text === undefined) throw refusal("RUN_UNKNOWN", runId, "a run of this store", "none of that name", "see slipway history");
  const record = runRecordSchema.safeParse(parseJson(text));
  if (!record.success || record.data.id !== runId) throw changed(`runs/${runId}/run.json`, "a run record");
  return { record: record.data, text, signature: (await store.read(runKey(runId, "run.sig"))) ?? "" };
}

/** @throws SlipwayError kind "refused", code RUN_CHANGED when the review is not the one that was signed */
export async function readReview(store: RunStore, record: RunRecord): Promise<Review> {
  const value = await readSealed(store, record.id, "review.json", record.reviewSha256);
  const review = reviewSchema.safeParse(value);
  if (!review.success) throw changed(`runs/${record.id}/review.json`, "a review");
  return review.data;
}

export async function readFacts(store: RunStore, record: RunRecord): Promise<RunFacts> {
  const facts = await readSealed(store, record.id, "facts.json", record.factsSha256);
  if (!isFacts(facts)) throw changed(`runs/${record.id}/facts.json`, "the run's facts");
  return facts;
}

/** The synthesized configuration that a run planned, hash checked. */
export async function readConfig(store: RunStore, runId: string, { stack, configSha256 }: RunStack): Promise<string> {
  const text = (await store.read(runKey(runId, "stacks", stack, "cdk.tf.json"))) ?? "";
  if (sha256Hex(text) !== configSha256) throw changed(`${runId}: ${stack}/cdk.tf.json`, `sha256 ${short(configSha256)}`);
  return text;
}

/** What a stack adopted, as it was before its first run, hash checked; undefined for a stack that adopted nothing. */
export async function readBaseline(
  store: RunStore,
  runId: string,
  { stack, baselineSha256 }: RunStack,
): Promise<readonly BaselineResource[] | undefined> {
  if (baselineSha256 === undefined) return undefined;
  const text = (await store.read(runKey(runId, "stacks", stack, BASELINE_FILE))) ?? "";
  const parsed = z.array(baselineSchema).safeParse(parseJson(text));
  if (sha256Hex(text) !== baselineSha256 || !parsed.success)
    throw changed(`${runId}: ${stack}/${BASELINE_FILE}`, `sha256 ${short(baselineSha256)}`);
  return parsed.data;
}

/** The import blocks that a recovery laid beside the configuration, hash checked. */
export async function readImports(store: RunStore, runId: string, { stack, importsSha256 }: RunStack): Promise<string | undefined> {
  if (importsSha256 === undefined) return undefined;
  const text = (await store.read(runKey(runId, "stacks", stack, RECOVER_FILE))) ?? "";
  if (sha256Hex(text) !== importsSha256) throw changed(`${runId}: ${stack}/${RECOVER_FILE}`, `sha256 ${short(importsSha256)}`);
  return text;
}

async function readSealed(store: RunStore, runId: string, file: string, digest: string): Promise<unknown> {
  const text = (await store.read(runKey(runId, file))) ?? "";
  if (sha256Hex(text) !== digest) throw changed(`runs/${runId}/${file}`, `sha256 ${short(digest)}`);
  return parseJson(text);
}

/** Shape enough: the text was sealed by us with the run's signature. */
function isFacts(value: unknown): value is RunFacts {
  return isObject(value) && "model" in value;
}

function changed(where: string, expected: string): Error {
  return refusal("RUN_CHANGED", where, expected, "a file that was changed or is missing", "plan again");
}

export function factsText(facts: RunFacts): string {
  return canonicalText({ ...facts, model: facts.model ?? null });
}
