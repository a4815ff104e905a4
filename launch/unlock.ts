import { hostname } from "node:os";
import { entriesOf, isOpen } from "./history.ts";
import { appendLedger, verifyLedger } from "./ledger.ts";
import { interrupted, isDead, LAUNCH_LOCK, type LockHolder, lockHolder } from "./lock.ts";
import { refusal } from "./refusal.ts";
import type { RunStore } from "./store.ts";

export interface UnlockRequest {
  readonly store: RunStore;
  readonly by: string;
  readonly reason: string;
  /** The holder's machine no longer runs: somebody says so, because it cannot be seen from here. */
  readonly holderGone: boolean;
  readonly now: Date;
}

/** A launch lock in words: who, where, since when, and whether that process lives. */
export async function describeLock(store: RunStore): Promise<string | undefined> {
  if ((await store.read(LAUNCH_LOCK)) === undefined) return undefined;
  const found = await lockHolder(store);
  return found === undefined ? "a lock that cannot be read" : sentence(found);
}

/**
 * Takes away a launch lock that nobody holds any more and writes down who did so and why. Never the way round a recovery: the lock of an
 * apply that did not end is evidence.
 * @throws SlipwayError kind "refused", code NOTHING_TO_UNLOCK, LOCK_HOLDER_ALIVE or RUN_INTERRUPTED
 */
export async function unlock({ store, by, reason, holderGone, now }: UnlockRequest): Promise<string> {
  const said = await describeLock(store);
  if (said === undefined) throw refusal("NOTHING_TO_UNLOCK", "launch lock", "a lock", "none", "go on");
  const found = await lockHolder(store);
  const isForeign = found === undefined || found.host !== hostname();
  if (isForeign ? !holderGone : !isDead(found)) {
    const fix = isForeign ? "make sure that its machine no longer runs, then say --holder-gone" : "wait for it to end";
    throw refusal("LOCK_HOLDER_ALIVE", "launch lock", "a holder that is gone", said, fix);
  }
  const { entries } = await verifyLedger(store);
  const open = entriesOf(entries, "apply-started").find(({ run }) => isOpen(entries, run) && (found === undefined || run === found.run));
  if (open !== undefined) throw interrupted(open.run, open.operator);
  await store.remove(LAUNCH_LOCK);
  const run = found?.run ?? "unknown";
  const target = entries.findLast((entry) => entry.run === run)?.target ?? "unknown";
  await appendLedger(store, { kind: "unlocked", by, reason, lock: said, run, target, at: now });
  return said;
}

function sentence(found: LockHolder): string {
  const { holder, purpose, run, since, pid, host } = found;
  const liveness = host !== hostname() ? "cannot be seen from here" : isDead(found) ? "gone" : "alive";
  return `${holder}, ${purpose} of ${run} since ${since}, process ${pid} on ${host} (${liveness})`;
}
