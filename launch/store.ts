import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, link, mkdir, open, readdir, readFile, rm, truncate } from "node:fs/promises";
import { dirname, join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { SlipwayError } from "../errors/slipway-error.ts";
import { NO_PLAN_KEYS, type PlanKeys } from "./plan-keys.ts";
import { hasCode } from "./system-error.ts";

/** Folders and files are readable by their owner alone: states and plan files hold everything in clear. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/**
 * Where runs, the ledger and local state live. Keys are relative paths with forward slashes; a store elsewhere only has to keep the same
 * keys and bring plan files and working folders to local disk.
 *
 * ```
 * ledger.jsonl  ledger.head.json  lock.json  keys/
 * runs/<run>/   run.json run.sig review.json facts.json stacks/<stack>/ journal/
 *               approvals/<n>/ break-glass/ sign-off/: each approval.json approval.sig allowed_signers
 * contributions/<domain>/<owner>.json   zones/<domain>.json   what was applied last
 * state/<stack>.tfstate                 work/<stack>/
 * ```
 */
export interface RunStore {
  readonly dir: string;
  /** What saved plan files are encrypted with. They lie elsewhere. */
  readonly planKeys: PlanKeys;
  /** `<domain>/<owner>.json` inside: the applied contributions, for composing a zone stack. */
  readonly contributionsDir: string;
  /** Absolute path of a key, for programs that want a file. */
  readonly path: (key: string) => string;
  readonly read: (key: string) => Promise<string | undefined>;
  readonly readBytes: (key: string) => Promise<Uint8Array | undefined>;
  /** Whole or not at all, and on disk when it returns. */
  readonly write: (key: string, text: string | Uint8Array) => Promise<void>;
  /** False when the key exists already. */
  readonly create: (key: string, text: string) => Promise<boolean>;
  /** On disk when it returns. */
  readonly append: (key: string, text: string) => Promise<void>;
  readonly cut: (key: string, lengthBytes: number) => Promise<void>;
  readonly remove: (key: string) => Promise<void>;
  readonly list: (folder: string) => Promise<readonly string[]>;
  /** Makes a folder that only its owner can enter; returns its absolute path. */
  readonly folder: (key: string) => Promise<string>;
}

/** @param planKeys needed by whoever plans or applies */
export function openStore(dir: string, planKeys: PlanKeys = NO_PLAN_KEYS): RunStore {
  const path = (key: string): string => {
    // keys are made of checked names; this is the second lock on the door
    if (key.split("/").some((part) => part === "" || part === "." || part === "..")) throw outside(key);
    return join(dir, key);
  };
  const folder = async (key: string): Promise<string> => {
    const absolute = path(key);
    await mkdir(absolute, { recursive: true, mode: FOLDER_MODE });
    await chmod(dir, FOLDER_MODE);
    return absolute;
  };
  const parent = async (key: string): Promise<string> => {
    const absolute = path(key);
    await mkdir(dirname(absolute), { recursive: true, mode: FOLDER_MODE });
    return absolute;
  };
  return {
    dir,
    planKeys,
    contributionsDir: join(dir, "contributions"),
    path,
    folder,
    read: async (key) => (existsSync(path(key)) ? await readFile(path(key), "utf8") : undefined),
    readBytes: async (key) => (existsSync(path(key)) ? await readFile(path(key)) : undefined),
    write: async (key, text) => {
      const absolute = await parent(key);
      await writeFileAtomic(absolute, Buffer.from(text), { mode: FILE_MODE, fsync: true });
      await syncFolder(dirname(absolute));
    },
    create: async (key, text) => {
      const absolute = await parent(key);
      const draft = `${absolute}.${randomBytes(6).toString("hex")}`;
      await writeFileAtomic(draft, text, { mode: FILE_MODE, fsync: true });
      try {
        // a link appears with its content or not at all, unlike an exclusive open
        return (await link(draft, absolute).catch(ifExists)) !== EXISTS;
      } finally {
        await rm(draft, { force: true });
        await syncFolder(dirname(absolute));
      }
    },
    append: async (key, text) => {
      const absolute = await parent(key);
      const isNew = !existsSync(absolute);
      const file = await open(absolute, "a", FILE_MODE);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      if (isNew) await syncFolder(dirname(absolute));
    },
    cut: async (key, lengthBytes) => await truncate(path(key), lengthBytes),
    remove: async (key) => await rm(path(key), { recursive: true, force: true }),
    list: async (key) => (existsSync(path(key)) ? (await readdir(path(key))).sort() : []),
  };
}

/** A rename is only on disk once its folder is. */
async function syncFolder(dir: string): Promise<void> {
  const handle = await open(dir, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const EXISTS = "exists";

function ifExists(error: unknown): typeof EXISTS {
  if (hasCode(error, "EEXIST")) return EXISTS;
  throw error;
}

function outside(key: string): SlipwayError {
  return new SlipwayError({
    kind: "bug",
    code: "STORE_KEY_INVALID",
    where: "run store",
    expected: "a key inside the store",
    got: JSON.stringify(key),
    fix: "report it",
  });
}
