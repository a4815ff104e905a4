import { existsSync, statSync } from "node:fs";
import * as z from "zod";
import { canonicalText, parseJson, sha256Hex } from "../json.ts";
import { runKey } from "../run.ts";
import type { RunStore } from "../store/store.ts";
import { noteBeside, noteText, type ProcessNote, parseNote, processNote } from "../terraform/process-note.ts";
import { isWholeJournal, type JournalLine, parseLines, readJournal } from "./journal.ts";

// Terraform writes its journal on the machine that applies. Where the records lie elsewhere, they get a copy: before terraform starts that
// it will, while it runs every few seconds, and at its end with a mark that nothing is missing. A copy without the mark proves nothing absent.

const COPY_MILLISECONDS = 2_000;

const endSchema = z.strictObject({ sha256: z.string() });

export interface JournalRecord {
  readonly lines: readonly JournalLine[];
  /** False when lines may be missing: then everything that was to be created may exist. */
  readonly isWhole: boolean;
  /** None: terraform never started, or never could. */
  readonly note: ProcessNote | undefined;
}

export function journalKey(run: string, stack: string): string {
  return runKey(run, "journal", `${stack}.jsonl`);
}

/**
 * Puts on record that terraform is about to start here, and keeps the record's journal up to date while it runs.
 * @returns a function for terraform's end
 * @throws when the record cannot be written: then terraform must not start
 */
export async function copyJournal(store: RunStore, key: string): Promise<() => Promise<void>> {
  const file = store.local.path(key);
  await store.local.write(noteBeside(key), noteText(null));
  await store.keepFile(noteBeside(key));
  let copied = -1;
  let copying: Promise<void> = Promise.resolve();
  const copy = async (): Promise<void> => {
    const size = existsSync(file) ? statSync(file).size : -1;
    if (size === copied) return;
    await store.keepFile(noteBeside(key));
    await store.keepFile(key);
    copied = size;
  };
  const timer = setInterval(() => {
    // what does not get through now does at the next try, or is missing from the record, which then says so
    copying = copying.then(copy).catch(() => undefined);
  }, COPY_MILLISECONDS);
  return async () => {
    clearInterval(timer);
    await copying;
    await copy()
      .then(async () => await markEnd(store, key))
      .catch(() => undefined); // as above: no mark
  };
}

async function markEnd(store: RunStore, key: string): Promise<void> {
  const bytes = await store.readBytes(key);
  if (bytes !== undefined) await store.write(endBeside(key), canonicalText({ sha256: sha256Hex(bytes) }));
}

/** What is known of an apply from here. This machine's own file is the truth; a record of another's is as good as its mark. */
export async function readJournalRecord(store: RunStore, key: string): Promise<JournalRecord> {
  const file = store.local.path(key);
  const own = processNote(file);
  if (existsSync(file)) return { lines: readJournal(file), isWhole: isWholeJournal(file), note: own };
  if (own !== undefined) return { lines: [], isWhole: true, note: own }; // the journal is there before terraform is
  const note = parseNote((await store.read(noteBeside(key))) ?? "");
  const text = await store.read(key);
  if (note === undefined && text === undefined) return { lines: [], isWhole: true, note };
  const end = endSchema.safeParse(parseJson((await store.read(endBeside(key))) ?? "")).data;
  return { lines: parseLines(text ?? ""), isWhole: text !== undefined && end?.sha256 === sha256Hex(text), note };
}

function endBeside(key: string): string {
  return `${key}.end.json`;
}
