import { readFileSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import * as z from "zod";
import { parseJson } from "../json.ts";
import { processPlaceSchema, thisMachine } from "./host.ts";

/** No process yet: terraform is about to start there. */
const noteSchema = processPlaceSchema.extend({ pid: z.int().positive().nullable(), user: z.string().optional() });

/** Which terraform writes a journal. It leads its process group, so its providers can be found by it even when it is gone. */
export type ProcessNote = z.output<typeof noteSchema>;

/** Path or key of the note beside a journal. */
export function noteBeside(journal: string): string {
  return `${journal}.process.json`;
}

export function noteText(pid: number | null): string {
  return JSON.stringify({ pid, ...thisMachine(), user: userName() } satisfies ProcessNote);
}

/** Written at once, because the next moment may be the last; a note that cannot be written is no reason to leave terraform alone. */
export function noteProcess(journalFile: string, pid: number): void {
  try {
    writeFileSync(noteBeside(journalFile), noteText(pid), { mode: 0o600 });
  } catch {
    // recovery then goes by the journal alone
  }
}

export function processNote(journalFile: string): ProcessNote | undefined {
  try {
    return parseNote(readFileSync(noteBeside(journalFile), "utf8"));
  } catch {
    return undefined;
  }
}

export function parseNote(text: string): ProcessNote | undefined {
  return noteSchema.safeParse(parseJson(text)).data;
}

/** As terraform names the holder of a lock: nothing where the system does not know the user. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "";
  }
}
