import { entriesOf, isOpen } from "./ledger/history.ts";
import { appendLedger, type LedgerEntry, verifyLedger } from "./ledger/ledger.ts";
import { interrupted, LAUNCH_LOCK, type LockHolder, parseHolder } from "./ledger/lock.ts";
import { refusal } from "./refusal.ts";
import type { RunStore } from "./store/store.ts";
import { isDead, isVisible } from "./terraform/host.ts";

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
  const text = await store.read(LAUNCH_LOCK);
  return text === undefined ? undefined : sentence(parseHolder(text));
}

export function nothingToUnlock(): Error {
  return refusal("NOTHING_TO_UNLOCK", "launch lock", "a lock", "none", "go on");
}

/**
 * Takes away a launch lock that nobody holds any more and writes down who did so and why. Never the way round a recovery: the lock of an
 * apply that did not end is evidence.
 * @throws SlipwayError kind "refused", code NOTHING_TO_UNLOCK, LOCK_HOLDER_ALIVE or RUN_INTERRUPTED
 */
export async function unlock({ store, by, reason, holderGone, now }: UnlockRequest): Promise<string> {
  const text = await store.read(LAUNCH_LOCK);
  if (text === undefined) throw nothingToUnlock();
  const found = parseHolder(text);
  const said = sentence(found);
  const isForeign = found === undefined || !isVisible(found);
  if (isForeign ? !holderGone : !isDead(found)) {
    const fix = isForeign ? "make sure that its machine no longer runs, then say --holder-gone" : "wait for it to end";
    throw refusal("LOCK_HOLDER_ALIVE", "launch lock", "a holder that is gone", said, fix);
  }
  const { entries } = await verifyLedger(store);
  const open = entriesOf(entries, "apply-started").find(({ run }) => isOpen(entries, run) && (found === undefined || run === found.run));
  if (open !== undefined) throw interrupted(open.run, open.operator);
  await takeLock(store, text, { entries, by, reason, now });
  return said;
}

/** The ledger says so first: from there on nothing of the holder's is written any more, even if it lives after all. */
export async function takeLock(
  store: RunStore,
  text: string,
  {
    entries,
    by,
    reason,
    now,
  }: { readonly entries: readonly LedgerEntry[]; readonly by: string; readonly reason: string; readonly now: Date },
): Promise<void> {
  const found = parseHolder(text);
  const run = found?.run ?? "unknown";
  const target = entries.findLast((entry) => entry.run === run)?.target ?? "unknown";
  const fence = found === undefined ? {} : { fence: found.fence };
  await appendLedger(store, { kind: "unlocked", by, reason, lock: sentence(found), ...fence, run, target, at: now });
  await store.swap(LAUNCH_LOCK, text, undefined);
}

function sentence(found: LockHolder | undefined): string {
  if (found === undefined) return "a lock that cannot be read";
  const { holder, purpose, run, since, pid, host } = found;
  const liveness = !isVisible(found) ? "cannot be seen from here" : isDead(found) ? "gone" : "alive";
  return `${holder}, ${purpose} of ${run} since ${since}, process ${pid} on ${host} (${liveness})`;
}
