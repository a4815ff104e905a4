import { readFileSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import * as z from "zod";
import { thisHost } from "./host.ts";
import { parseJson } from "./json.ts";

const noteSchema = z.strictObject({ pid: z.int().positive(), host: z.string(), user: z.string().optional() });

/** Which terraform writes a journal. It leads its process group, so its providers can be found by it even when it is gone. */
export type ProcessNote = z.output<typeof noteSchema>;

function noteFile(journalFile: string): string {
  return `${journalFile}.process.json`;
}

/** Written at once, because the next moment may be the last; a note that cannot be written is no reason to leave terraform alone. */
export function noteProcess(journalFile: string, pid: number): void {
  try {
    const note = { pid, host: thisHost(), user: userName() } satisfies ProcessNote;
    writeFileSync(noteFile(journalFile), JSON.stringify(note), { mode: 0o600 });
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

/** As terraform names the holder of a lock: nothing where the system does not know the user. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "";
  }
}
