import { createHmac, timingSafeEqual } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { SlipwayError } from "../../errors/slipway-error.ts";
import { canonicalText, parseJson } from "../json.ts";
import { entriesOf, isOpen } from "../ledger/history.ts";
import { appendLedger, ledgerFactSchema, type NewEntry, verifyLedger } from "../ledger/ledger.ts";
import type { RunStore } from "./store.ts";
import { sensitiveKey } from "./store-key.ts";

// The ledger's line on how an apply ended, when the run store took it no longer: kept on another disk until the store takes it.

const spooledSchema = z.strictObject({ entry: z.string(), hmac: z.string() });
const placeSchema = z.looseObject({ run: z.string(), target: z.string(), at: z.iso.datetime() });

/** Each user's own, so that nobody else can put anything there first. */
function spoolFolder(): string {
  return join(tmpdir(), `slipway-spool-${userInfo().uid}`);
}

function spoolFile(run: string): string {
  return join(spoolFolder(), `${run}.json`);
}

/** What happened, for stderr and for the spool; never a reason to fail itself. */
export async function recordNotKept(store: RunStore, entry: NewEntry, cause: unknown): Promise<SlipwayError> {
  const text = canonicalText({ ...entry, at: entry.at.toISOString() });
  const kept = await keep(store, entry.run, text).then(
    (file) => `kept in ${file}`,
    (error: unknown) => `not kept anywhere (${told(error)})`,
  );
  return new SlipwayError(
    {
      kind: "undecided",
      code: "RECORD_NOT_KEPT",
      where: `${entry.run}: ledger`,
      expected: `the line ${text}`,
      got: `${told(cause)}; the line is ${kept}`,
      fix: `mend ${store.place}, then run slipway recover ${entry.target}`,
    },
    { cause },
  );
}

async function keep(store: RunStore, run: string, entry: string): Promise<string> {
  const hmac = await hmacOf(store, entry);
  await mkdir(spoolFolder(), { recursive: true, mode: 0o700 });
  await writeFile(spoolFile(run), canonicalText({ entry, hmac }), { mode: 0o600, flush: true });
  return spoolFile(run);
}

/**
 * Brings home what the ledger could not take, for runs that never ended. Lines that this store did not write itself are left alone.
 * @returns the runs that have their end now
 */
export async function bringHome(store: RunStore): Promise<readonly string[]> {
  const { entries } = await verifyLedger(store);
  const open = entriesOf(entries, "apply-started").filter(({ run }) => isOpen(entries, run));
  const home: string[] = [];
  for (const { run } of open) if (await bringOne(store, run)) home.push(run);
  return home;
}

async function bringOne(store: RunStore, run: string): Promise<boolean> {
  const claimed = `${spoolFile(run)}.${process.pid}`;
  const isThere = await rename(spoolFile(run), claimed).then(
    () => true,
    () => false,
  );
  if (!isThere) return false;
  let isHome = false;
  try {
    const entry = await readSpooled(store, run, claimed);
    if (entry !== undefined) {
      await appendLedger(store, entry);
      isHome = true;
    }
    return isHome;
  } finally {
    // what did not go home stays as it was, for whoever looks into it
    await (isHome ? rm(claimed) : rename(claimed, spoolFile(run)));
  }
}

async function readSpooled(store: RunStore, run: string, file: string): Promise<NewEntry | undefined> {
  const spooled = spooledSchema.safeParse(parseJson(await readFile(file, "utf8"))).data;
  if (spooled === undefined || !isSame(spooled.hmac, await hmacOf(store, spooled.entry))) return undefined;
  const place = placeSchema.safeParse(parseJson(spooled.entry)).data;
  if (place === undefined || place.run !== run) return undefined;
  const { run: _run, target, at, ...rest } = place;
  const fact = ledgerFactSchema.safeParse(rest).data;
  return fact === undefined ? undefined : { ...fact, run, target, at: new Date(at) };
}

async function hmacOf(store: RunStore, text: string): Promise<string> {
  return createHmac("sha256", await sensitiveKey(store))
    .update(text)
    .digest("hex");
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function told(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
