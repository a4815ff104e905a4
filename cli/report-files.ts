import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { fromBufferPromise } from "yauzl";
import { type AggregateReport, MAX_REPORT_BYTES, parseAggregateReport } from "../mail/evidence/aggregate-report.ts";

/** Reports and folders of them; more files than that are no mailbox but a mistake. */
const MAX_FILES = 20_000;
/** Packed reports have some hundred kilobytes. */
const MAX_FILE_BYTES = 50 * 1024 * 1024;
/** A zip of a report holds one file. */
const MAX_ENTRIES = 100;

export interface ReadReports {
  readonly reports: readonly { readonly report: AggregateReport; readonly sha256: string }[];
  /** Files that are no reports, and why. */
  readonly skipped: readonly { readonly file: string; readonly problem: string }[];
}

/** Plain, gzip and zip, told by their first bytes and not by their names. Nothing in a file can end the reading of the others. */
export async function readReports(paths: readonly string[]): Promise<ReadReports> {
  const reports: { report: AggregateReport; sha256: string }[] = [];
  const skipped: { file: string; problem: string }[] = [];
  const files = paths.flatMap(filesIn);
  for (const file of files.slice(0, MAX_FILES)) {
    for (const text of await textsIn(file).catch((error: unknown) => [{ problem: reasonOf(error) }])) {
      const parsed = "problem" in text ? { ok: false as const, problem: text.problem } : parseAggregateReport(text.xml.toString("utf8"));
      if (parsed.ok && "xml" in text) reports.push({ report: parsed.report, sha256: createHash("sha256").update(text.xml).digest("hex") });
      else if (!parsed.ok) skipped.push({ file, problem: parsed.problem });
    }
  }
  if (files.length > MAX_FILES) skipped.push({ file: `${files.length - MAX_FILES} more files`, problem: `more than ${MAX_FILES}` });
  return { reports, skipped };
}

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(path, entry.name))
    .sort();
}

type Text = { readonly xml: Buffer } | { readonly problem: string };

async function textsIn(file: string): Promise<Text[]> {
  if (statSync(file).size > MAX_FILE_BYTES) return [{ problem: `more than ${MAX_FILE_BYTES} bytes` }];
  const bytes = readFileSync(file);
  // gzip: RFC 1952 section 2.3.1; zip: PKWARE APPNOTE 4.3.7
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return [{ xml: await promisify(gunzip)(bytes, { maxOutputLength: MAX_REPORT_BYTES }) }];
  return bytes.subarray(0, 4).equals(Buffer.from("PK\x03\x04", "latin1")) ? await unzipped(bytes) : [{ xml: bytes }];
}

/** Sizes in a zip's directory may lie, so that what really comes out is counted. */
async function unzipped(bytes: Buffer): Promise<Text[]> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: true });
  if (zip.entryCount > MAX_ENTRIES) return [{ problem: `a zip of ${zip.entryCount} files` }];
  const texts: Text[] = [];
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith("/")) continue;
    if (entry.uncompressedSize > MAX_REPORT_BYTES) {
      texts.push({ problem: `${entry.uncompressedSize} bytes once unpacked` });
      continue;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      const piece = Buffer.from(chunk);
      size += piece.length;
      if (size > MAX_REPORT_BYTES) break;
      chunks.push(piece);
    }
    texts.push(size > MAX_REPORT_BYTES ? { problem: "a zip bomb" } : { xml: Buffer.concat(chunks) });
  }
  return texts;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
