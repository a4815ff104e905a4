import { existsSync } from "node:fs";
import { chmod, mkdir, open, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { insideStore } from "./store-path.ts";

/** Folders and files are readable by their owner alone: states and plan files hold everything in clear. */
export const FOLDER_MODE = 0o700;
export const FILE_MODE = 0o600;

/**
 * Files that other programs read and write by their path: terraform's folders, a local state, plan files on their way to terraform, the
 * journal that it writes. Always a folder of this machine, wherever the records lie; keys as in the run store.
 *
 * ```
 * work/<stack>/   state/<stack>.tfstate   private/   runs/<run>/journal/<stack>.jsonl
 * ```
 */
export interface WorkArea {
  readonly dir: string;
  readonly path: (key: string) => string;
  /** Makes a folder that only its owner can enter; returns its absolute path. */
  readonly folder: (key: string) => Promise<string>;
  readonly read: (key: string) => Promise<string | undefined>;
  /** Whole or not at all, and on disk when it returns. */
  readonly write: (key: string, text: string | Uint8Array) => Promise<void>;
  readonly remove: (key: string) => Promise<void>;
}

export function openWorkArea(dir: string): WorkArea {
  const path = (key: string): string => join(dir, insideStore(key));
  return {
    dir,
    path,
    folder: async (key) => {
      const absolute = path(key);
      await mkdir(absolute, { recursive: true, mode: FOLDER_MODE });
      await chmod(dir, FOLDER_MODE);
      return absolute;
    },
    read: async (key) => (existsSync(path(key)) ? await readFile(path(key), "utf8") : undefined),
    write: async (key, text) => {
      const absolute = path(key);
      await mkdir(dirname(absolute), { recursive: true, mode: FOLDER_MODE });
      await writeFileAtomic(absolute, Buffer.from(text), { mode: FILE_MODE, fsync: true });
      await syncFolder(dirname(absolute));
    },
    remove: async (key) => await rm(path(key), { recursive: true, force: true }),
  };
}

/** A rename is only on disk once its folder is. */
export async function syncFolder(dir: string): Promise<void> {
  const handle = await open(dir, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
