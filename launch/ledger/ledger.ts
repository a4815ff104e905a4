import * as z from "zod";
import { canonicalText, parseJson, sha256Hex } from "../json.ts";
import { refusal, short } from "../refusal.ts";
import { recordedStageSchema } from "../stage/stage-schema.ts";
import type { RunStore } from "../store/store.ts";
import { ADDRESS_OUTCOMES } from "../terraform/address-outcome.ts";
import { advanceHeads, RESTORE, readHeads, shrunk } from "./ledger-head.ts";
import { type LaunchLock, refuseFenced } from "./lock.ts";

/** Key of the ledger: one entry a line. */
export const LEDGER = "ledger.jsonl";
const NOTHING_BEFORE = "0".repeat(64);

const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);
const approverSchema = z.strictObject({ id: z.string(), sshPublicKey: z.string() });

export const OUTCOMES = ["applied", "unchanged", "partially-applied", "failed", "not-started", "unknown"] as const;

export const stackOutcomeSchema = z.strictObject({
  stack: z.string(),
  outcome: z.enum(OUTCOMES),
  /** Of the state afterwards, as the backend has it. */
  lineage: z.string(),
  serial: z.int(),
  /** Address by address, where the stack did not get to its end. */
  addresses: z.array(z.strictObject({ address: z.string(), outcome: z.enum(ADDRESS_OUTCOMES) })).optional(),
});

const ended = { stacks: z.array(stackOutcomeSchema), errors: z.array(z.string()) };

/** What a recovery found, stack by stack. */
const recoverySchema = z.strictObject({
  /** The run that imports what the states miss; none where they miss nothing and nothing could be planned. */
  run: z.string().nullable(),
  stacks: z.array(
    z.strictObject({
      stack: z.string(),
      imports: z.array(z.strictObject({ address: z.string(), id: z.string() })),
      /** What a person has looked at and vouches for that it does not exist. */
      acknowledged: z.array(z.string()),
    }),
  ),
});

export type RecordedRecovery = z.output<typeof recoverySchema>;

const secretVersion = { by: z.string(), slot: z.string(), version: z.string() };

const headOfState = z.strictObject({ lineage: z.string(), serial: z.int() });

export const ledgerFactSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("planned"),
    planner: z.string(),
    runSha256: digestSchema,
    contentDigest: digestSchema,
    restores: z.literal(true).optional(),
    /** How far the run takes a launch. */
    stage: recordedStageSchema.optional(),
  }),
  z.strictObject({
    kind: z.literal("approved"),
    approver: z.string(),
    approvalSha256: digestSchema,
    expiresAt: z.string(),
    number: z.int(),
    missing: z.int(),
  }),
  /** A rollback that starts under the signatures of the run it takes back. */
  z.strictObject({ kind: z.literal("pre-approved"), under: z.string(), signers: z.array(z.string()), expiresAt: z.string() }),
  /** One person's emergency; until another signs off, nothing else is planned for the target. */
  z.strictObject({ kind: z.literal("break-glass"), signer: z.string(), reason: z.string(), breakGlassSha256: digestSchema }),
  z.strictObject({ kind: z.literal("signed-off"), reviewer: z.string(), signOffSha256: digestSchema }),
  z.strictObject({
    kind: z.literal("apply-started"),
    operator: z.string(),
    /** The plan files that run: the approved ones, or, when only the serial moved, new ones of equal content. */
    stacks: z.array(z.strictObject({ stack: z.string(), planSha256: digestSchema, carriedOver: z.boolean() })),
  }),
  z.strictObject({
    kind: z.literal("applied"),
    ...ended,
    /** Trusted for the next run of this target. */
    approvers: z.array(approverSchema),
    quorum: z.int().min(1),
    knownKeysOnly: z.boolean().optional(),
    configDigest: digestSchema,
    /** Content that this run left behind as bad. */
    quarantined: z.strictObject({ configDigest: digestSchema, run: z.string(), reason: z.string() }).nullable(),
    /** Addresses that a second plan still wants to change. */
    leftovers: z.array(z.string()),
  }),
  /** The end of a run that only restores secrets, by ARN; the target stands where it stood. */
  z.strictObject({ kind: z.literal("restored"), secrets: z.array(z.string()) }),
  z.strictObject({ kind: z.literal("partially-applied"), ...ended }),
  z.strictObject({ kind: z.literal("failed"), ...ended }),
  z.strictObject({ kind: z.literal("interrupted"), ...ended }),
  z.strictObject({ kind: z.literal("recovered"), by: z.string(), reason: z.string(), recovery: recoverySchema.optional() }),
  z.strictObject({ kind: z.literal("verified"), checks: z.int() }),
  z.strictObject({ kind: z.literal("applied-unverified"), reasons: z.array(z.string()) }),
  z.strictObject({ kind: z.literal("discarded"), by: z.string(), reason: z.string() }),
  /** A lock that nobody held any more was taken away by hand. */
  z.strictObject({
    kind: z.literal("unlocked"),
    by: z.string(),
    reason: z.string(),
    lock: z.string(),
    /** No lock up to this number writes here any more. None where the lock could not be read. */
    fence: z.int().optional(),
  }),
  /** Somebody wrote a state outside a run. Seen once for each serial; what came of it stands in the runs that follow. */
  z.strictObject({ kind: z.literal("foreign-change"), seenBy: z.string(), stack: z.string(), expected: headOfState, found: headOfState }),
  /** Records and states were taken to another place; from there on the ledger goes on there. */
  z.strictObject({ kind: z.literal("moved"), by: z.string(), to: z.string() }),
  /** A slot was filled, filled again, or its value is no secret any more. By name and version, never by value. */
  z.strictObject({ kind: z.literal("secret-put"), ...secretVersion }),
  z.strictObject({ kind: z.literal("secret-rotated"), ...secretVersion, replaces: z.string() }),
  z.strictObject({ kind: z.literal("secret-exposed"), ...secretVersion, reason: z.string() }),
  z.strictObject({ kind: z.literal("crash-mark"), tornSha256: digestSchema }),
]);

export type LedgerFact = z.output<typeof ledgerFactSchema>;
export type StackOutcome = z.output<typeof stackOutcomeSchema>;

const placeSchema = z.strictObject({ seq: z.int(), at: z.iso.datetime(), run: z.string(), target: z.string(), previous: digestSchema });
const entrySchema = z.looseObject({ kind: z.string() }).transform((line, context) => {
  const { seq, at, run, target, previous, ...fact } = line;
  const [place, known] = [placeSchema.safeParse({ seq, at, run, target, previous }), ledgerFactSchema.safeParse(fact)];
  if (place.success && known.success) return { ...place.data, ...known.data };
  context.addIssue({ code: "custom", message: "not a ledger entry" });
  return z.NEVER;
});

/** One line of the record of who changed what when. */
export type LedgerEntry = z.output<typeof entrySchema>;

/** Entries by the hash of their line: a command proves the chain ten times, and lines of one hash say the same. */
const readBefore = new Map<string, LedgerEntry>();

export interface Ledger {
  readonly entries: readonly LedgerEntry[];
  /** What was read; undefined for a ledger that nobody has written to. */
  readonly text: string | undefined;
  /** SHA-256 of the last line; zeros for an empty ledger. */
  readonly head: string;
  /** What a crash left behind the last whole line. */
  readonly torn: string;
}

/** Somebody else may write between our two reads; so often in a row he does not. */
const READS = 5;

/**
 * Reads the whole ledger and proves its chain. A torn last line is a crash mark and is left out; anything else that is wrong refuses.
 * @throws SlipwayError kind "refused", code LEDGER_BROKEN or LEDGER_SHRUNK
 */
export async function verifyLedger(store: RunStore): Promise<Ledger> {
  for (let left = READS; ; left -= 1) {
    const heads = await readHeads(store); // before the ledger, which is always written first
    const text = await store.read(LEDGER);
    const whole = (text ?? "").slice(0, (text ?? "").lastIndexOf("\n") + 1);
    const lines = whole.split("\n").slice(0, -1);
    const { entries, head } = chained(lines);
    const loss = shrunk(heads, lines);
    if (loss === undefined) return { entries, text, head, torn: (text ?? "").slice(whole.length) };
    if (left === 1) throw loss;
  }
}

function chained(lines: readonly string[]): Pick<Ledger, "entries" | "head"> {
  let head = NOTHING_BEFORE;
  const entries = lines.map((line, index) => {
    const hash = sha256Hex(line);
    const entry = readBefore.get(hash) ?? entrySchema.safeParse(parseJson(line)).data;
    const where = `ledger line ${index + 1}`;
    if (entry === undefined) throw broken(where, "a ledger entry", "something else");
    if (entry.seq !== index + 1) throw broken(where, `entry ${index + 1}`, `entry ${entry.seq}`);
    if (entry.previous !== head) throw broken(where, `the hash of the line before, ${short(head)}`, short(entry.previous));
    readBefore.set(hash, entry);
    head = hash;
    return entry;
  });
  return { entries, head };
}

export type NewEntry = LedgerFact & { run: string; target: string; at: Date };

/** More writers than this at one moment are no people. */
const TRIES = 50;

/**
 * Adds an entry; it is safe when this returns.
 * @param lock of the run that the entry tells of; an entry under a lock that somebody took away is refused, even at the last moment
 * @throws SlipwayError kind "refused", code LEDGER_BROKEN, LEDGER_SHRUNK, LAUNCH_LOCK_LOST or STORE_BUSY
 */
export async function appendLedger(store: RunStore, entry: NewEntry, lock?: LaunchLock): Promise<LedgerEntry> {
  for (let left = TRIES; left > 0; left -= 1) {
    const ledger = await verifyLedger(store);
    if (lock !== undefined) {
      refuseFenced(ledger.entries, entry.run, lock.fence);
      await lock.refuseLost();
    }
    // a crash may have kept a head behind; two in a row would look like a loss
    await advanceHeads(store, ledger.entries.length, ledger.head);
    if (ledger.torn === "") {
      const written = await writeEntry(store, ledger, entry);
      if (written !== undefined) return written;
    } else await cutTorn(store, ledger, entry);
  }
  throw refusal("STORE_BUSY", "ledger", "a moment when nobody else writes", `${TRIES} moments when somebody did`, "run the command again");
}

/** The torn end goes, and an entry in its place tells of it. */
async function cutTorn(store: RunStore, ledger: Ledger, { run, target, at }: NewEntry): Promise<void> {
  const text = ledger.text?.slice(0, -ledger.torn.length) ?? "";
  if (!(await store.swap(LEDGER, ledger.text, text))) return;
  const mark = { kind: "crash-mark", tornSha256: sha256Hex(ledger.torn), run, target, at } as const;
  await writeEntry(store, { ...ledger, text }, mark);
}

/** Undefined when somebody else wrote since the ledger was read. */
async function writeEntry(store: RunStore, { entries, text, head }: Ledger, entry: NewEntry): Promise<LedgerEntry | undefined> {
  const seq = entries.length + 1;
  const parsed = entrySchema.parse({ ...entry, at: entry.at.toISOString(), seq, previous: head });
  const line = canonicalText(parsed);
  if (!(await store.swap(LEDGER, text, `${text ?? ""}${line}\n`))) return undefined;
  await advanceHeads(store, seq, sha256Hex(line));
  return parsed;
}

function broken(where: string, expected: string, got: string): Error {
  return refusal("LEDGER_BROKEN", where, expected, got, RESTORE);
}
