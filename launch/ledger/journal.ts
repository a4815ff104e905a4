import { closeSync, existsSync, openSync, readFileSync, readSync } from "node:fs";
import { isObject, type JsonObject, objectAt, parseJson, textAt } from "../json.ts";

/** One line of terraform's JSON stream. Source: Terraform "Machine-Readable UI" (checked 2026-11-22). */
export type JournalLine = JsonObject;

const POLL_MILLISECONDS = 50;

/**
 * Reads a journal while terraform writes it, and the rest of it when stopped.
 * @returns a function that reads to the end and stops
 */
export function followJournal(file: string, onLine: (line: JournalLine) => void): () => void {
  const handle = openSync(file, "r");
  const buffer = Buffer.alloc(64 * 1024);
  let rest = Buffer.alloc(0);
  const drain = (): void => {
    for (let count = readSync(handle, buffer); count > 0; count = readSync(handle, buffer)) {
      rest = Buffer.concat([rest, buffer.subarray(0, count)]);
      const end = rest.lastIndexOf("\n");
      for (const line of parseLines(rest.subarray(0, end + 1).toString("utf8"))) onLine(line);
      rest = rest.subarray(end + 1);
    }
  };
  const timer = setInterval(drain, POLL_MILLISECONDS);
  return () => {
    clearInterval(timer);
    drain();
    closeSync(handle);
  };
}

export function readJournal(file: string): readonly JournalLine[] {
  return existsSync(file) ? parseLines(readFileSync(file, "utf8")) : [];
}

/** False when the end of a line is missing: then lines after it may be missing too. */
export function isWholeJournal(file: string): boolean {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  return text === "" || text.endsWith("\n");
}

/** A torn last line is what a crash leaves; it says nothing. */
export function parseLines(text: string): readonly JournalLine[] {
  return text.split("\n").flatMap((line) => {
    const value = parseJson(line);
    return isObject(value) ? [value] : [];
  });
}

/** Address that a line is about. */
export function addressOf(line: JournalLine): string {
  return textAt(objectAt(objectAt(line, "hook"), "resource"), "addr") ?? "";
}

/** When terraform wrote a line, by its own clock, in milliseconds since 1970; undefined when the line does not say. */
export function journalTime(line: JournalLine): number | undefined {
  const time = Date.parse(textAt(line, "@timestamp") ?? "");
  return Number.isNaN(time) ? undefined : time;
}

/** True once terraform began to touch anything: from here on the world may differ from the state. */
export function touchedAnything(lines: readonly JournalLine[]): boolean {
  return lines.some((line) => line.type === "apply_start");
}

/** What terraform said went wrong, shortest form: summary and address. The config line it quotes is left out, as it may hold anything. */
export function errorsIn(lines: readonly JournalLine[]): readonly string[] {
  return lines.flatMap((line) => {
    const diagnostic = objectAt(line, "diagnostic");
    if (line.type !== "diagnostic" || diagnostic.severity !== "error") return [];
    const address = textAt(diagnostic, "address");
    const text = [textAt(diagnostic, "summary"), textAt(diagnostic, "detail")].filter(Boolean).join(": ");
    return [address === undefined ? text : `${address}: ${text}`];
  });
}

/**
 * What a journal lacks of an apply that ended by itself; undefined when it is whole. A full disk stops the journal and not terraform.
 * Source: Terraform "Machine-Readable UI", change_summary: after a clean apply, what it did; imports have no lines of their own.
 */
export function missingFrom(lines: readonly JournalLine[], exitCode: number): string | undefined {
  if (exitCode !== 0) return errorsIn(lines).length > 0 ? undefined : "its journal does not say what failed";
  const summary = lines.findLast((line) => line.type === "change_summary" && objectAt(line, "changes").operation === "apply");
  if (summary === undefined) return "its journal ends before the summary";
  const { add = 0, change = 0, remove = 0 } = objectAt(summary, "changes");
  const done = (action: string): number =>
    lines.filter((line) => line.type === "apply_complete" && objectAt(line, "hook").action === action).length;
  const [told, counted] = [tellCounts(add, change, remove), tellCounts(done("create"), done("update"), done("delete"))];
  return told === counted ? undefined : `its journal tells of ${counted}, terraform of ${told}`;
}

function tellCounts(...counts: readonly unknown[]): string {
  const [created, updated, deleted] = counts;
  return `${created} created, ${updated} updated, ${deleted} deleted`;
}
