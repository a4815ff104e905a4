import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { sha256Hex } from "../json.ts";
import { entriesOf, isOpen } from "../ledger/history.ts";
import { appendLedger, LEDGER, verifyLedger } from "../ledger/ledger.ts";
import { HEADS } from "../ledger/ledger-head.ts";
import { acquireLaunchLock, carryFence, FENCE, interrupted, LAUNCH_LOCK, type LaunchLock, locked, parseHolder } from "../ledger/lock.ts";
import { refusal } from "../refusal.ts";
import { newRunId } from "../run.ts";
import { isDead } from "../terraform/host.ts";
import { bringHome } from "./spool.ts";
import type { FolderStore, RunStore } from "./store.ts";
import { FOLDER_MODE } from "./work-area.ts";

/** What is a record or a state, and not a lock, a working file or a backup that terraform made. */
const ROOTS = ["keys", "runs", "contributions", "zones", "state"] as const;
const NO_RECORD = /(^|\/)(\.[^/]*\.lock\.info|[^/]*\.lock\.json|[^/]*\.backup)$/;
/** Last of all, the ledger before its heads: until then the new place holds records, but none that anybody would believe. */
const TRUTH = [LEDGER, ...HEADS];
/** Where the old records lie afterwards, out of everybody's way. */
export const RETIRED = "moved";

export interface MoveRequest {
  readonly from: FolderStore;
  readonly to: RunStore;
  readonly by: string;
  readonly now: Date;
  /** Makes the new place the one that everybody believes, in one write. */
  readonly believe: () => Promise<void>;
  readonly onEvent?: (event: MoveEvent) => void;
}

export interface MoveEvent {
  readonly step: "locked" | "announced" | "copied" | "proven" | "believed" | "retired" | "unlocked";
  readonly key?: string;
}

export interface Moved {
  readonly records: number;
  /** Number of the ledger's last entry. */
  readonly entries: number;
}

/**
 * Brings every record and every state of a folder into another store, byte by byte, proves them there by hash, and only then has everybody
 * believe the new place. Killed anywhere, it goes on when it is called again; until `believe` the folder alone counts, and from then on the
 * other store alone.
 * @throws SlipwayError kind "refused", code STORE_NOT_EMPTY when the new place holds something else, RUN_INTERRUPTED or LAUNCH_LOCKED
 */
export async function moveStore(request: MoveRequest): Promise<Moved> {
  const { from, to, by, now, onEvent = () => undefined } = request;
  await bringHome(from);
  const before = await verifyLedger(from);
  refuseOpen(before.entries);
  const run = newRunId(now);
  const holder = { holder: by, run, purpose: "move", now } as const;
  const lock = await acquireLaunchLock(from, holder, (other) => isOpen(before.entries, other));
  try {
    const unlockThere = await lockThere(from, to);
    onEvent({ step: "locked" });
    await announce(request, run, lock);
    onEvent({ step: "announced" });
    const keys = await recordsOf(from);
    await refuseStrangers(to, keys);
    for (const key of keys) {
      await copyRecord(from, to, key);
      onEvent({ step: "copied", key });
    }
    await carryFence(from, to);
    const there = await verifyLedger(to);
    const here = await verifyLedger(from);
    if (there.head !== here.head) throw notEmpty(to, LEDGER, "another ledger");
    onEvent({ step: "proven" });
    await request.believe();
    onEvent({ step: "believed" });
    await retireStore(from);
    onEvent({ step: "retired" });
    await unlockThere();
    onEvent({ step: "unlocked" });
    return { records: keys.length, entries: there.entries.length };
  } finally {
    await lock.release();
  }
}

/** The end of a move that died when everybody believed the new place already. */
export async function endMove(from: FolderStore, to: RunStore): Promise<void> {
  await retireStore(from);
  const standing = await to.read(LAUNCH_LOCK);
  const holder = parseHolder(standing ?? "");
  if (holder?.purpose === "move" && isDead(holder)) await to.swap(LAUNCH_LOCK, standing, undefined);
}

/** Puts what was moved out of the way, so that nobody takes it for records. */
async function retireStore(from: FolderStore): Promise<void> {
  const folder = from.path(RETIRED);
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  for (const name of [LEDGER, "ledger.head.json", FENCE, ...ROOTS]) {
    const [old, kept] = [from.path(name), join(folder, name)];
    if (!existsSync(old)) continue;
    await rm(kept, { recursive: true, force: true }); // of a move that was begun before
    await rename(old, kept);
  }
  await from.remove(LAUNCH_LOCK);
}

/** Keys of all records in a folder, those that make the others count last. */
export async function recordsOf(from: FolderStore): Promise<readonly string[]> {
  const found = await Promise.all([...ROOTS, LEDGER, "ledger.head.json"].map(async (root) => await filesIn(from, root)));
  const records = found.flat().filter((key) => !NO_RECORD.test(key) && !TRUTH.includes(key));
  return [...records.sort(), ...TRUTH.filter((key) => existsSync(from.path(key)))];
}

async function filesIn(from: FolderStore, key: string): Promise<readonly string[]> {
  const path = from.path(key);
  if (!existsSync(path)) return [];
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => undefined);
  if (entries === undefined) return [key]; // a file
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(from.dir.length + 1));
}

function refuseOpen(entries: Parameters<typeof isOpen>[0]): void {
  const open = entriesOf(entries, "apply-started").find(({ run }) => isOpen(entries, run));
  if (open !== undefined) throw interrupted(open.run, open.operator);
}

/** The very lock that is held here, so that nobody starts there with what has not arrived. One of a move that died is taken over. */
async function lockThere(from: RunStore, to: RunStore): Promise<() => Promise<void>> {
  const mine = await from.read(LAUNCH_LOCK);
  if (mine === undefined) throw locked(undefined);
  if (!(await to.create(LAUNCH_LOCK, mine))) {
    const standing = await to.read(LAUNCH_LOCK);
    const holder = parseHolder(standing ?? "");
    if (holder?.purpose !== "move" || !isDead(holder) || !(await to.swap(LAUNCH_LOCK, standing, mine))) throw locked(holder);
  }
  return async () => void (await to.swap(LAUNCH_LOCK, mine, undefined));
}

/** Who moved the records where and when stands in the records themselves, once. */
async function announce({ from, to, by, now }: MoveRequest, run: string, lock: LaunchLock): Promise<void> {
  const last = (await verifyLedger(from)).entries.at(-1);
  if (last?.kind === "moved" && last.to === to.place) return;
  await appendLedger(from, { kind: "moved", by, to: to.place, run, target: "account", at: now }, lock);
}

/** Runs and states that the folder does not know are somebody else's, and must not end up among ours. */
async function refuseStrangers(to: RunStore, keys: readonly string[]): Promise<void> {
  const known = new Set(keys);
  for (const root of ROOTS) {
    for (const name of await to.list(root)) {
      const key = `${root}/${name}`;
      if (known.has(key) || keys.some((each) => each.startsWith(`${key}/`)) || NO_RECORD.test(key)) continue;
      throw notEmpty(to, key, "a record that the folder does not have");
    }
  }
}

async function copyRecord(from: FolderStore, to: RunStore, key: string): Promise<void> {
  const bytes = await readFile(from.path(key));
  const standing = await to.readBytes(key);
  if (standing !== undefined) {
    if (sha256Hex(standing) === sha256Hex(bytes)) return;
    throw notEmpty(to, key, "another record of that name");
  }
  await to.write(key, bytes);
  const kept = await to.readBytes(key);
  if (kept === undefined || sha256Hex(kept) !== sha256Hex(bytes)) throw notEmpty(to, key, "other bytes than were written");
}

function notEmpty(to: RunStore, key: string, got: string): Error {
  const fix = "find out who writes there; name another bucket or keyPrefix, or take it away";
  return refusal("STORE_NOT_EMPTY", `${to.place}/${key}`, "a place that holds nothing but what this move put there", got, fix);
}
