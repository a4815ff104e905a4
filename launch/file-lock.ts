import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import { isDead, thisHost } from "./host.ts";
import { canonicalText, parseJson } from "./json.ts";
import { refusal } from "./refusal.ts";
import type { RunStore } from "./store.ts";

const holderSchema = z.strictObject({ pid: z.int(), host: z.string() });

const TRIES = 100;
const PAUSE_MILLISECONDS = 20;

/**
 * A short lock around one write of a folder that several processes share; whoever holds it is gone within two seconds, or dead.
 * @throws SlipwayError kind "refused", code STORE_BUSY
 */
export async function withFileLock<Result>(
  { create, read, remove }: Pick<RunStore, "create" | "read" | "remove">,
  key: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const mine = canonicalText({ pid: process.pid, host: thisHost() });
  for (let left = TRIES; !(await create(key, mine)); left -= 1) {
    const found = holderSchema.safeParse(parseJson((await read(key)) ?? "")).data;
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

function busy(key: string, found: z.output<typeof holderSchema> | undefined): Error {
  const got = found === undefined ? "a lock that cannot be read" : `process ${found.pid} on ${found.host}`;
  return refusal(
    "STORE_BUSY",
    `run store: ${key}`,
    "a write that ends within two seconds",
    got,
    "look whether it hangs; if nobody writes, remove the file",
  );
}
