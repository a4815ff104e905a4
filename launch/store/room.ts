import { randomBytes } from "node:crypto";
import { statfs, writeFile } from "node:fs/promises";
import { refusal } from "../refusal.ts";
import type { WorkArea } from "./work-area.ts";

const MEGABYTE = 1024 * 1024;
/** Plans made again, private copies, terraform's own files and the journal of a launch of some thousand resources. */
const FREE_MEGABYTES = 32;
/** For the last records of an apply: what was applied last, and the ledger's lines. */
const RESERVE_MEGABYTES = 1;
const RESERVE = "private/reserve";

/** Room on disk that is ours whatever happens meanwhile. */
export interface Room {
  /** Gives the reserve back, so that the last records fit where it was. */
  readonly release: () => Promise<void>;
}

/**
 * Takes care that an apply can be written down before it starts: terraform goes on when its journal no longer fits, and says nothing.
 * @throws SlipwayError kind "refused", code NO_ROOM
 */
export async function reserveRoom(local: WorkArea): Promise<Room> {
  const folder = await local.folder("private");
  const { bavail, bsize } = await statfs(folder);
  const free = Math.floor((bavail * bsize) / MEGABYTE);
  if (free < FREE_MEGABYTES) throw noRoom(local, `${free} MB`);
  try {
    // random, because a disk that compresses would keep zeros in no room at all
    await writeFile(local.path(RESERVE), randomBytes(RESERVE_MEGABYTES * MEGABYTE), { mode: 0o600, flush: true });
  } catch (error) {
    await local.remove(RESERVE);
    throw noRoom(local, error instanceof Error ? error.message : "less than that");
  }
  return { release: async () => await local.remove(RESERVE).catch(() => undefined) }; // a disk that takes nothing gives nothing back
}

function noRoom({ dir }: WorkArea, got: string): Error {
  return refusal("NO_ROOM", dir, `${FREE_MEGABYTES} MB free, to write down what is about to happen`, got, "make room and apply again");
}
