import { setTimeout as delay } from "node:timers/promises";
import { canonicalText, parseJson } from "../json.ts";
import { refusal } from "../refusal.ts";
import { isDead, type ProcessPlace, processPlaceSchema, thisProcess } from "../terraform/host.ts";
import type { RunStore } from "./store.ts";

const TRIES = 500;
const PAUSE_MILLISECONDS = 20;

/**
 * A short lock around one write of a folder that several processes share; whoever holds it is gone within ten seconds even where the disk is slow, or dead.
 * @throws SlipwayError kind "refused", code STORE_BUSY
 */
export async function withFileLock<Result>(
  { create, read, remove }: Pick<RunStore, "create" | "read" | "remove">,
  key: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const mine = canonicalText(thisProcess());
  for (let left = TRIES; !(await create(key, mine)); left -= 1) {
    const found = processPlaceSchema.safeParse(parseJson((await read(key)) ?? "")).data;
    if (found !== undefined && isDead(found)) await remove(key);
    else if (left === 0) throw busy(key, found);
    else await delay(PAUSE_MILLISECONDS);
  }
  try {
    return await work();
  } finally {
    await remove(key);
  }
}

function busy(key: string, found: ProcessPlace | undefined): Error {
  const got = found === undefined ? "a lock that cannot be read" : `process ${found.pid} on ${found.host}`;
  return refusal(
    "STORE_BUSY",
    `run store: ${key}`,
    "a write that ends within ten seconds",
    got,
    "look whether it hangs; if nobody writes, remove the file",
  );
}
