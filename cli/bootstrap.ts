import { rememberedPlaceSchema, type StorePlace } from "../config/schema/account.ts";
import { SlipwayError } from "../errors/slipway-error.ts";
import { canonicalText, listAt, objectAt, parseJson, sameJson, textAt } from "../launch/json.ts";
import { isInPlace, stateOf } from "../launch/ledger/history.ts";
import { LEDGER, type LedgerEntry, verifyLedger } from "../launch/ledger/ledger.ts";
import { refusal } from "../launch/refusal.ts";
import type { Run } from "../launch/run.ts";
import { endMove, type MoveEvent, moveStore } from "../launch/store/move-store.ts";
import type { S3Objects } from "../launch/store/s3-objects.ts";
import type { FolderStore, RunStore } from "../launch/store/store.ts";
import { readMark, removeMark, writeMark } from "./bootstrap-mark.ts";
import { REMEMBERED, whereIs } from "./find-store.ts";

export interface BootstrapRequest {
  /** Where states and records shall lie. */
  readonly to: Extract<StorePlace, { kind: "s3" }>;
  /** The project's own folder. */
  readonly folder: FolderStore;
  readonly bucket: RunStore;
  readonly lookAtBucket: S3Objects["bucket"];
  /** Plans the account in the folder. */
  readonly plan: () => Promise<Run>;
  readonly by: string;
  readonly now: Date;
  readonly onEvent?: (event: MoveEvent) => void;
}

export type Bootstrapped =
  | { readonly kind: "planned"; readonly run: Run }
  | { readonly kind: "moved"; readonly records: number; readonly entries: number }
  | { readonly kind: "there"; readonly entries: number };

/**
 * One step of the way from a folder to a bucket: makes the bucket by a reviewed run of the account, then moves states and records into it.
 * Says what is next; may be killed anywhere and called again.
 * @throws SlipwayError kind "refused", code BOOTSTRAP_WAITING, BOOTSTRAP_BUCKET_FOREIGN, BOOTSTRAP_BUCKET_UNSAFE or what a move refuses
 */
export async function bootstrap(request: BootstrapRequest): Promise<Bootstrapped> {
  const { to, folder, bucket } = request;
  const mark = await readMark(folder.local);
  if (await isBelieved(request)) {
    if (mark !== undefined) await endMove(folder, bucket);
    return await there(request);
  }
  if (mark !== undefined && mark !== "unreadable" && mark.phase === "moving") {
    if (sameJson(whereIs(mark.to), whereIs(to))) return await move(request);
    throw elsewhere(mark.to, to);
  }
  const found = await lookAt(request);
  const hasRecords = (await folder.read(LEDGER)) !== undefined;
  if (found === "missing") return await make(request);
  if (!hasRecords && (await bucket.read(LEDGER)) !== undefined) {
    await believe(request);
    return await there(request);
  }
  if (to.managed) await requireMadeHere(request);
  if (!hasRecords) return await there(request); // nothing was ever planned
  if (found === "not-versioned") {
    const fix = "switch its versioning on, then run slipway bootstrap again";
    throw refusal("BOOTSTRAP_BUCKET_UNSAFE", `s3://${to.bucket}`, "a bucket with versioning", "one without", fix);
  }
  await writeMark(folder.local, to, "moving");
  return await move(request);
}

async function move(request: BootstrapRequest): Promise<Bootstrapped> {
  const { folder, bucket, by, now, onEvent } = request;
  const moved = await moveStore({
    from: folder,
    to: bucket,
    by,
    now,
    believe: async () => await believe(request),
    ...(onEvent === undefined ? {} : { onEvent }),
  });
  await removeMark(folder.local);
  return { kind: "moved", ...moved };
}

async function there({ folder, bucket }: BootstrapRequest): Promise<Bootstrapped> {
  const { entries } = await verifyLedger(bucket);
  await removeMark(folder.local);
  return { kind: "there", entries: entries.length };
}

async function make(request: BootstrapRequest): Promise<Bootstrapped> {
  const { to, folder, plan } = request;
  if (!to.managed) {
    throw new SlipwayError({
      kind: "config",
      code: "STORE_BUCKET_MISSING",
      where: `s3://${to.bucket}`,
      expected: "the bucket that somebody else looks after",
      got: "none of that name",
      fix: "have it made, or write managed: true and let the account stack make it",
    });
  }
  await writeMark(folder.local, to, "making");
  const { entries } = await verifyLedger(folder);
  const last = entries.findLast(({ kind, target }) => kind === "planned" && target === "account");
  const state = last === undefined ? undefined : stateOf(entries, last.run);
  if (last !== undefined && (state === "planned" || state === "approved")) throw waiting(last.run, state);
  return { kind: "planned", run: await plan() };
}

/** The bucket is ours when the account's own state holds it, and its run came to its end. */
async function requireMadeHere({ folder, to }: BootstrapRequest): Promise<void> {
  const state = parseJson((await folder.read("state/account.tfstate")) ?? "");
  const names = listAt(state, "resources")
    .filter((resource) => textAt(resource, "type") === "aws_s3_bucket" && textAt(resource, "mode") === "managed")
    .flatMap((resource) => listAt(resource, "instances"))
    .map((instance) => textAt(objectAt(instance, "attributes"), "bucket"));
  if (!names.includes(to.bucket)) {
    const fix = "name a bucket that does not exist yet, or write managed: false when you trust whoever looks after this one";
    throw refusal("BOOTSTRAP_BUCKET_FOREIGN", `s3://${to.bucket}`, "a bucket that the account's own run made", "one that it did not", fix);
  }
  const { entries } = await verifyLedger(folder);
  const last = lastStarted(entries);
  const reached = last === undefined ? undefined : stateOf(entries, last);
  if (!isInPlace(reached)) throw waiting(last ?? "account", reached ?? "not applied");
}

function lastStarted(entries: readonly LedgerEntry[]): string | undefined {
  return entries.findLast(({ kind, target }) => kind === "apply-started" && target === "account")?.run;
}

async function lookAt({ lookAtBucket, to }: BootstrapRequest): ReturnType<S3Objects["bucket"]> {
  try {
    return await lookAtBucket();
  } catch (error) {
    if (!(error instanceof SlipwayError) || error.parts.code !== "STORE_ACCESS_DENIED") throw error;
    const fix = "name another bucket: names are shared by all of AWS; if it is yours, look at the credentials";
    throw refusal("BOOTSTRAP_BUCKET_FOREIGN", `s3://${to.bucket}`, `no bucket, or one of account ${to.accountId}`, error.parts.got, fix);
  }
}

async function isBelieved({ folder, to }: BootstrapRequest): Promise<boolean> {
  const remembered = rememberedPlaceSchema.safeParse(parseJson((await folder.local.read(REMEMBERED)) ?? ""));
  return remembered.success && sameJson(whereIs(remembered.data), whereIs(to));
}

async function believe({ folder, to }: BootstrapRequest): Promise<void> {
  await folder.local.write(REMEMBERED, canonicalText(to));
}

function waiting(run: string, state: string): SlipwayError {
  const fix = `slipway approve ${run}, slipway apply ${run}, then slipway bootstrap again; slipway plan account plans it afresh`;
  return refusal("BOOTSTRAP_WAITING", "account", "the run that makes the bucket, applied", `${run}: ${state}`, fix);
}

function elsewhere(begun: StorePlace, to: StorePlace): SlipwayError {
  const told = (place: StorePlace): string => (place.kind === "local" ? ".slipway" : `s3://${place.bucket}/${place.keyPrefix}`);
  const fix = "write the first one into config/account.ts again, and end the move";
  return refusal("STORE_MOVING", "config/account.ts: state", `${told(begun)}, where a move has begun to`, told(to), fix);
}
