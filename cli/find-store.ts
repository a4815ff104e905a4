import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadAccount } from "../config/load.ts";
import { rememberedPlaceSchema, type StorePlace, storePlaceSchema } from "../config/schema/account.ts";
import { SlipwayError, SlipwayErrors } from "../errors/slipway-error.ts";
import { canonicalText, parseJson, sameJson } from "../launch/json.ts";
import { LEDGER } from "../launch/ledger/ledger.ts";
import type { PlanKeys } from "../launch/store/plan-keys.ts";
import { openS3Store } from "../launch/store/s3-store.ts";
import { openStore, type RunStore } from "../launch/store/store.ts";
import { openWorkArea } from "../launch/store/work-area.ts";
import { readMark } from "./bootstrap-mark.ts";
import { refuseRedirections } from "./redirections.ts";
import { storeDir } from "./store-dir.ts";

/** Written by whatever plans: the way to the records when the account config is broken, and a guard against a store that moved unseen. */
export const REMEMBERED = "store.json";
const FIX = `mend the config; without it, only ${REMEMBERED} in .slipway says where the records are`;

export interface StoreSearch {
  readonly project: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Needed by whoever plans or applies. */
  readonly planKeys?: (place: StorePlace) => PlanKeys;
}

/**
 * Opens the store of a project. Reads the account config alone, and of that only what says where the store is: no broken launch, zone or
 * approver may stand between a person and the way back. An account config that cannot be read at all leaves the remembered place.
 * @throws SlipwayError kind "config", code STORE_UNKNOWN, beside what is wrong with the account config; kind "refused", code STORE_MOVED
 */
export async function findStore(search: StoreSearch): Promise<RunStore> {
  return open(search, await placeOfStore(search.project));
}

/** As `findStore`, and once there is a ledger the project knows the way without its config. Without one there is nothing to find again. */
export async function findStoreToChange(search: StoreSearch): Promise<RunStore> {
  const place = await placeOfStore(search.project);
  const store = open(search, place);
  if ((await store.read(LEDGER)) === undefined) return store;
  const text = canonicalText(place);
  if ((await store.local.read(REMEMBERED)) !== text) await store.local.write(REMEMBERED, text);
  return store;
}

function open({ project, environment, planKeys }: StoreSearch, place: StorePlace): RunStore {
  const dir = storeDir(project, false);
  const keys = planKeys?.(place);
  if (place.kind === "local") return { ...openStore(dir, keys), states: { kind: "local" } };
  refuseRedirections(environment);
  return openS3Store({ place, environment, local: openWorkArea(dir), ...(keys === undefined ? {} : { planKeys: keys }) });
}

async function placeOfStore(project: string): Promise<StorePlace> {
  const dir = storeDir(project, false);
  const remembered = await rememberedPlace(dir);
  const loaded = await loadAccount(project);
  const configured = loaded.ok ? storePlaceSchema.safeParse(loaded.raw.data) : undefined;
  const mark = await readMark(openWorkArea(dir));
  if (mark === "unreadable" || mark?.phase === "moving") throw moving();
  if (configured?.success) {
    if (mark !== undefined && sameJson(whereIs(mark.to), whereIs(configured.data))) return { kind: "local" };
    if (remembered !== undefined && !sameJson(whereIs(remembered), whereIs(configured.data))) throw moved(remembered, configured.data);
    return configured.data;
  }
  if (remembered !== undefined || mark !== undefined) return remembered ?? { kind: "local" };
  const errors = loaded.ok ? [] : loaded.errors;
  const [issue] = configured?.error?.issues ?? [];
  const got = issue === undefined ? "an account config that cannot be read" : `${issue.path.join(".") || "account"}: not ${issue.message}`;
  throw new SlipwayErrors([...errors, unknown("config/account.ts", got)]);
}

/** A project whose records lie in its own folder need not have been remembered. */
async function rememberedPlace(dir: string): Promise<StorePlace | undefined> {
  const text = await openWorkArea(dir).read(REMEMBERED);
  if (text === undefined) return existsSync(join(dir, LEDGER)) ? { kind: "local" } : undefined;
  const read = rememberedPlaceSchema.safeParse(parseJson(text));
  if (!read.success) throw unknown(`.slipway/${REMEMBERED}`, "a file that cannot be read; remove it");
  const isEmpty = read.data.kind === "local" && !existsSync(join(dir, LEDGER));
  return isEmpty ? undefined : read.data;
}

/** Where the account config says that the records are or shall be. @throws SlipwayErrors with what is wrong with it */
export async function configuredPlace(project: string): Promise<StorePlace> {
  const loaded = await loadAccount(project);
  if (!loaded.ok) throw new SlipwayErrors(loaded.errors);
  const configured = storePlaceSchema.safeParse(loaded.raw.data);
  if (configured.success) return configured.data;
  throw unknown("config/account.ts", "an account config that does not say it");
}

/** Another key of plans moves nothing, nor does somebody else who looks after the bucket. */
export function whereIs({
  kmsKey: _kmsKey,
  managed: _managed,
  ...place
}: StorePlace & { readonly kmsKey?: unknown; readonly managed?: unknown }): unknown {
  return place;
}

function unknown(where: string, got: string): SlipwayError {
  return new SlipwayError({ kind: "config", code: "STORE_UNKNOWN", where, expected: "to say where the run store is", got, fix: FIX });
}

/** An empty store in another place would trust whoever the config names. */
function moved(from: StorePlace, to: StorePlace): SlipwayError {
  return new SlipwayError({
    kind: "refused",
    code: "STORE_MOVED",
    where: "config/account.ts: state",
    expected: `the run store that this project used last, ${nameOf(from)}`,
    got: nameOf(to),
    fix:
      from.kind === "local"
        ? "run slipway bootstrap, which takes everything there"
        : `bring the records there, all of them, then remove .slipway/${REMEMBERED}; see the runbook, Moving the run store`,
  });
}

function moving(): SlipwayError {
  return new SlipwayError({
    kind: "refused",
    code: "STORE_MOVING",
    where: ".slipway",
    expected: "records in one place",
    got: "a move to a bucket that has not ended",
    fix: "run slipway bootstrap again, which ends it",
  });
}

export function nameOf(place: StorePlace): string {
  return place.kind === "local" ? ".slipway" : `s3://${place.bucket}/${place.keyPrefix} in ${place.region}`;
}
