import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { link, mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { withFileLock } from "./file-lock.ts";
import { NO_PLAN_KEYS, type PlanKeys } from "./plan-keys.ts";
import type { StatePlace } from "./state-place.ts";
import { hasCode } from "./system-error.ts";
import { FILE_MODE, FOLDER_MODE, openWorkArea, syncFolder, type WorkArea } from "./work-area.ts";

/**
 * Records by key: runs, the ledger, what was applied last. Keys are relative paths with forward slashes, the same in every kind of store.
 * What another program wants as a file lies in `local`.
 *
 * ```
 * ledger.jsonl  ledger.head.json  lock.json  fence.json  keys/
 * runs/<run>/   run.json run.sig review.json facts.json stacks/<stack>/ journal/
 *               approvals/<n>/ break-glass/ sign-off/: each approval.json approval.sig allowed_signers
 * contributions/<domain>/<owner>.json   zones/<domain>.json   what was applied last
 * proofs/<domain>/<sha256>.json         messages that arrived, by their sender
 * state/        the states, and a second head of the ledger
 * ```
 */
export interface RunStore {
  /** Where it is, for people. */
  readonly place: string;
  /** Where the states beside it are, as far as it knows. */
  readonly states?: StatePlace;
  readonly local: WorkArea;
  /** What saved plan files are encrypted with. They lie elsewhere. */
  readonly planKeys: PlanKeys;
  readonly read: (key: string) => Promise<string | undefined>;
  readonly readBytes: (key: string) => Promise<Uint8Array | undefined>;
  /** Whole or not at all, and safe when it returns. */
  readonly write: (key: string, text: string | Uint8Array) => Promise<void>;
  /** False when the key exists already. */
  readonly create: (key: string, text: string) => Promise<boolean>;
  /**
   * Compare and set: false, and nothing is written, when the record is no longer `before`. Undefined stands for a record that is not there.
   * What `after` only adds may be appended, so a crash can leave a torn end behind `before`; everything else is whole or not at all.
   */
  readonly swap: (key: string, before: string | undefined, after: string | undefined) => Promise<boolean>;
  /** A record, or everything below a folder. */
  readonly remove: (key: string) => Promise<void>;
  /** Names in a folder, sorted. */
  readonly list: (folder: string) => Promise<readonly string[]>;
  /** Makes a record of what another program wrote to the same key of `local`. */
  readonly keepFile: (key: string) => Promise<void>;
}

/** A store in a folder of this machine: records and working area are one. */
export interface FolderStore extends RunStore {
  readonly dir: string;
  /** Where a record lies, for people who look into the folder. */
  readonly path: (key: string) => string;
}

/** @param planKeys needed by whoever plans or applies */
export function openStore(dir: string, planKeys: PlanKeys = NO_PLAN_KEYS): FolderStore {
  const local = openWorkArea(dir);
  const { path, read, write, remove } = local;
  const create = async (key: string, text: string): Promise<boolean> => {
    const absolute = path(key);
    await mkdir(dirname(absolute), { recursive: true, mode: FOLDER_MODE });
    const draft = `${absolute}.${randomBytes(6).toString("hex")}`;
    await writeFileAtomic(draft, text, { mode: FILE_MODE, fsync: true });
    try {
      // a link appears with its content or not at all, unlike an exclusive open
      return (await link(draft, absolute).catch(ifExists)) !== EXISTS;
    } finally {
      await rm(draft, { force: true });
      await syncFolder(dirname(absolute));
    }
  };
  const set = async (key: string, before: string, after: string | undefined): Promise<boolean> => {
    if ((await read(key)) !== before) return false;
    if (after === undefined) await remove(key);
    else if (after.startsWith(before)) await append(path(key), after.slice(before.length));
    else await write(key, after);
    return true;
  };
  return {
    place: dir,
    dir,
    local,
    planKeys,
    path,
    read,
    readBytes: async (key) => (existsSync(path(key)) ? await readFile(path(key)) : undefined),
    write,
    create,
    swap: async (key, before, after) => {
      if (before === undefined) return after === undefined ? !existsSync(path(key)) : await create(key, after);
      return await withFileLock({ create, read, remove }, lockOf(key), async () => await set(key, before, after));
    },
    remove,
    list: async (key) => (existsSync(path(key)) ? (await readdir(path(key))).sort() : []),
    keepFile: async () => undefined, // it is one already
  };
}

/** `ledger.jsonl` is locked by `ledger.lock.json`. */
function lockOf(key: string): string {
  return `${key.replace(/\.[a-z]+$/, "")}.lock.json`;
}

/** On disk when it returns. */
async function append(absolute: string, text: string): Promise<void> {
  const file = await open(absolute, "a", FILE_MODE);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

const EXISTS = "exists";

function ifExists(error: unknown): typeof EXISTS {
  if (hasCode(error, "EEXIST")) return EXISTS;
  throw error;
}
