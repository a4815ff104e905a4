import * as z from "zod";
import { canonicalText, parseJson } from "../json.ts";
import { refusal } from "../refusal.ts";
import type { RunStore } from "../store/store.ts";
import { isDead, processPlaceSchema, thisProcess } from "../terraform/host.ts";
import type { LedgerEntry } from "./ledger.ts";

export const LAUNCH_LOCK = "lock.json";
/** How many locks there have been. Never removed: a number is given once. */
export const FENCE = "fence.json";

const holderSchema = processPlaceSchema.extend({
  holder: z.string(),
  /** The run being planned or applied. */
  run: z.string(),
  purpose: z.enum(["plan", "apply", "recover", "move"]),
  since: z.string(),
  /** Grows with every lock of a store, and survives them all. */
  fence: z.int().default(0),
});

export type LockHolder = z.output<typeof holderSchema>;

export interface LaunchLock {
  readonly fence: number;
  /** @throws SlipwayError kind "refused", code LAUNCH_LOCK_LOST, when somebody took the lock away */
  readonly refuseLost: () => Promise<void>;
  /** Leaves the lock of anybody else alone. */
  readonly release: () => Promise<void>;
}

export type LockRequest = Pick<LockHolder, "holder" | "run"> & { readonly purpose: LockHolder["purpose"]; readonly now: Date };

/**
 * One plan or apply at a time in a store: a zone and its launches read each other's records, whatever machine they are planned on.
 * @param isOpen says whether a run began to apply and never ended; the lock of such a run is evidence and stays
 * @throws SlipwayError kind "refused", code LAUNCH_LOCKED or RUN_INTERRUPTED
 */
export async function acquireLaunchLock(store: RunStore, request: LockRequest, isOpen: (run: string) => boolean): Promise<LaunchLock> {
  const { now, ...rest } = request;
  const standing = await store.read(LAUNCH_LOCK);
  if (standing !== undefined) await removeDead(store, standing, isOpen);
  const fence = await nextFence(store);
  const mine = canonicalText({ ...rest, ...thisProcess(), since: now.toISOString(), fence } satisfies LockHolder);
  if (!(await store.create(LAUNCH_LOCK, mine))) throw locked(await lockHolder(store));
  return {
    fence,
    refuseLost: async () => {
      const found = await store.read(LAUNCH_LOCK);
      if (found !== mine) throw lost(request.run, fence, found === undefined ? "nobody" : whoHolds(parseHolder(found)));
    },
    release: async () => void (await store.swap(LAUNCH_LOCK, mine, undefined)),
  };
}

/** Whatever a lock's holder still wants to write after somebody took it away: the ledger knows, so no clock and no second look is needed. */
export function refuseFenced(entries: readonly LedgerEntry[], run: string, fence: number): void {
  const taken = entries.findLast((entry) => entry.kind === "unlocked" && (entry.fence ?? 0) >= fence);
  if (taken?.kind === "unlocked") throw lost(run, fence, `${taken.by}, who took it away at ${taken.at}: ${taken.reason}`);
}

export async function lockHolder(store: RunStore): Promise<LockHolder | undefined> {
  return parseHolder((await store.read(LAUNCH_LOCK)) ?? "");
}

export function parseHolder(text: string): LockHolder | undefined {
  return holderSchema.safeParse(parseJson(text)).data;
}

export function interrupted(run: string, by: string): Error {
  return refusal("RUN_INTERRUPTED", run, "an apply that ended", `one by ${by} that never did`, "run slipway recover before anything else");
}

async function removeDead(store: RunStore, standing: string, isOpen: (run: string) => boolean): Promise<void> {
  const found = parseHolder(standing);
  if (found === undefined || !isDead(found)) throw locked(found);
  if (isOpen(found.run)) throw interrupted(found.run, `${found.holder} on ${found.host}`);
  await store.swap(LAUNCH_LOCK, standing, undefined);
}

const fenceSchema = z.strictObject({ number: z.int().min(1) });

/** Counting goes on in another store where it has come to here; there it may have come further. */
export async function carryFence(from: RunStore, to: RunStore): Promise<void> {
  for (;;) {
    const [here, there] = await Promise.all([from.read(FENCE), to.read(FENCE)]);
    if (numberIn(here) <= numberIn(there) || (await to.swap(FENCE, there, here))) return;
  }
}

function numberIn(text: string | undefined): number {
  return fenceSchema.safeParse(parseJson(text ?? "")).data?.number ?? 0;
}

/** @throws SlipwayError kind "refused", code LAUNCH_LOCKED, for a counter that cannot be read: counting from 1 again would unfence the past */
async function nextFence(store: RunStore): Promise<number> {
  for (;;) {
    const before = await store.read(FENCE);
    const last = before === undefined ? 0 : fenceSchema.safeParse(parseJson(before)).data?.number;
    if (last === undefined) {
      throw refusal("LAUNCH_LOCKED", `run store: ${FENCE}`, "the number of the last lock", "something else", "restore it from a backup");
    }
    const number = last + 1;
    if (await store.swap(FENCE, before, canonicalText({ number }))) return number; // else somebody was quicker
  }
}

function whoHolds(found: LockHolder | undefined): string {
  if (found === undefined) return "a lock that cannot be read";
  return `${found.holder} with ${found.purpose} of ${found.run} since ${found.since} (process ${found.pid} on ${found.host})`;
}

export function locked(found: LockHolder | undefined): Error {
  const got = whoHolds(found);
  return refusal("LAUNCH_LOCKED", "launch lock", "nobody else at work in this store", got, "wait for it to end");
}

function lost(run: string, fence: number, holder: string): Error {
  const fix = "start nothing: see slipway status, and let whoever took the lock recover the target";
  return refusal("LAUNCH_LOCK_LOST", run, `launch lock ${fence}, still held`, `held by ${holder}`, fix);
}
