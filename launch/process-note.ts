import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import { thisHost } from "./host.ts";
import { parseJson } from "./json.ts";
import { hasCode } from "./system-error.ts";

const noteSchema = z.strictObject({ pid: z.int().positive(), host: z.string() });

/** Which terraform writes a journal. It leads its process group, so its providers can be found by it even when it is gone. */
export type ProcessNote = z.output<typeof noteSchema>;

const POLL_MILLISECONDS = 100;

function noteFile(journalFile: string): string {
  return `${journalFile}.process.json`;
}

/** Written at once, because the next moment may be the last; a note that cannot be written is no reason to leave terraform alone. */
export function noteProcess(journalFile: string, pid: number): void {
  try {
    writeFileSync(noteFile(journalFile), JSON.stringify({ pid, host: thisHost() }), { mode: 0o600 });
  } catch {
    // recovery then goes by the journal alone
  }
}

export function processNote(journalFile: string): ProcessNote | undefined {
  try {
    return noteSchema.safeParse(parseJson(readFileSync(noteFile(journalFile), "utf8"))).data;
  } catch {
    return undefined;
  }
}

/** Waits until nobody of the process group is left. False when somebody still lives after `limitMilliseconds`. */
export async function waitForGroup(pid: number, limitMilliseconds: number): Promise<boolean> {
  for (let waited = 0; isGroupAlive(pid); waited += POLL_MILLISECONDS) {
    if (waited >= limitMilliseconds) return false;
    await delay(POLL_MILLISECONDS);
  }
  return true;
}

/** Anything but "no such process" counts as alive. */
export function isGroupAlive(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, "ESRCH");
  }
}
