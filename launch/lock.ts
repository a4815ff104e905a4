import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import { canonicalText, parseJson } from "./json.ts";
import { refusal } from "./refusal.ts";
import type { RunStore } from "./store.ts";
import { hasCode } from "./system-error.ts";

export const LAUNCH_LOCK = "lock.json";

const holderSchema = z.strictObject({
  pid: z.int(),
  host: z.string(),
  holder: z.string(),
  /** The run being planned or applied. */
  run: z.string(),
  purpose: z.enum(["plan", "apply", "recover"]),
  since: z.string(),
});

export type LockHolder = z.output<typeof holderSchema>;

export interface LaunchLock {
  readonly release: () => Promise<void>;
}

export type LockRequest = Pick<LockHolder, "holder" | "run"> & { readonly purpose: LockHolder["purpose"]; readonly now: Date };

/**
 * One plan or apply at a time in a store: they share working folders.
 * @param isOpen says whether a run began to apply and never ended; the lock of such a run is evidence and stays
 * @throws SlipwayError kind "refused", code LAUNCH_LOCKED or RUN_INTERRUPTED
 */
export async function acquireLaunchLock(store: RunStore, request: LockRequest, isOpen: (run: string) => boolean): Promise<LaunchLock> {
  const { now, ...rest } = request;
  const mine = canonicalText({ ...rest, pid: process.pid, host: hostname(), since: now.toISOString() } satisfies LockHolder);
  if (!(await store.create(LAUNCH_LOCK, mine))) {
    const found = await lockHolder(store);
    if (found === undefined || !isDead(found)) throw locked(found);
    if (isOpen(found.run)) throw interrupted(found.run, `${found.holder} on ${found.host}`);
    await store.remove(LAUNCH_LOCK);
    if (!(await store.create(LAUNCH_LOCK, mine))) throw locked(await lockHolder(store));
  }
  return { release: async () => await store.remove(LAUNCH_LOCK) };
}

export async function lockHolder(store: RunStore): Promise<LockHolder | undefined> {
  return holderSchema.safeParse(parseJson((await store.read(LAUNCH_LOCK)) ?? "")).data;
}

/** Only a process of this host can be known to be gone. */
export function isDead({ pid, host }: Pick<LockHolder, "pid" | "host">): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return hasCode(error, "ESRCH");
  }
}

export function interrupted(run: string, by: string): Error {
  return refusal("RUN_INTERRUPTED", run, "an apply that ended", `one by ${by} that never did`, "run slipway recover before anything else");
}

const TRIES = 100;
const PAUSE_MILLISECONDS = 20;

/** A short lock around one write; whoever holds it is gone within two seconds, or dead. */
export async function withLock<Result>(store: RunStore, key: string, work: () => Promise<Result>): Promise<Result> {
  const mine = canonicalText({ pid: process.pid, host: hostname() });
  for (let left = TRIES; !(await store.create(key, mine)); left -= 1) {
    const found = z.strictObject({ pid: z.int(), host: z.string() }).safeParse(parseJson((await store.read(key)) ?? "")).data;
    if (found !== undefined && isDead(found)) await store.remove(key);
    else if (left === 0) throw locked(undefined);
    else await delay(PAUSE_MILLISECONDS);
  }
  try {
    return await work();
  } finally {
    await store.remove(key);
  }
}

function locked(found: LockHolder | undefined): Error {
  const got =
    found === undefined
      ? "a lock that cannot be read"
      : `${found.holder} with ${found.purpose} of ${found.run} since ${found.since} (process ${found.pid} on ${found.host})`;
  return refusal("LAUNCH_LOCKED", "launch lock", "nobody else at work in this store", got, "wait for it to end");
}
