import * as z from "zod";
import { canonicalText, parseJson, sha256Hex } from "./json.ts";
import { withLock } from "./lock.ts";
import { refusal, short } from "./refusal.ts";
import type { RunStore } from "./store.ts";

const LEDGER = "ledger.jsonl";
/** Number and hash of the last entry, so that a ledger cut short at a line's end is noticed too. */
const HEAD = "ledger.head.json";
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

const factSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("planned"), planner: z.string(), runSha256: digestSchema, contentDigest: digestSchema }),
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
    configDigest: digestSchema,
    /** Content that this run left behind as bad. */
    quarantined: z.strictObject({ configDigest: digestSchema, run: z.string(), reason: z.string() }).nullable(),
    /** Addresses that a second plan still wants to change. */
    leftovers: z.array(z.string()),
  }),
  z.strictObject({ kind: z.literal("partially-applied"), ...ended }),
  z.strictObject({ kind: z.literal("failed"), ...ended }),
  z.strictObject({ kind: z.literal("interrupted"), ...ended }),
  z.strictObject({ kind: z.literal("recovered"), by: z.string(), reason: z.string(), recovery: recoverySchema.optional() }),
  z.strictObject({ kind: z.literal("verified"), checks: z.int() }),
  z.strictObject({ kind: z.literal("applied-unverified"), reasons: z.array(z.string()) }),
  z.strictObject({ kind: z.literal("discarded"), by: z.string(), reason: z.string() }),
  /** A lock that nobody held any more was taken away by hand. */
  z.strictObject({ kind: z.literal("unlocked"), by: z.string(), reason: z.string(), lock: z.string() }),
  z.strictObject({ kind: z.literal("crash-mark"), tornSha256: digestSchema }),
]);

export type LedgerFact = z.output<typeof factSchema>;
export type StackOutcome = z.output<typeof stackOutcomeSchema>;

const placeSchema = z.strictObject({ seq: z.int(), at: z.iso.datetime(), run: z.string(), target: z.string(), previous: digestSchema });
const entrySchema = z.looseObject({ kind: z.string() }).transform((line, context) => {
  const { seq, at, run, target, previous, ...fact } = line;
  const [place, known] = [placeSchema.safeParse({ seq, at, run, target, previous }), factSchema.safeParse(fact)];
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
  /** SHA-256 of the last line; zeros for an empty ledger. */
  readonly head: string;
  /** What a crash left behind the last whole line. */
  readonly torn: string;
}

/**
 * Reads the whole ledger and proves its chain. A torn last line is a crash mark and is left out; anything else that is wrong refuses.
 * @throws SlipwayError kind "refused", code LEDGER_BROKEN or LEDGER_SHRUNK
 */
export async function verifyLedger(store: RunStore): Promise<Ledger> {
  const text = (await store.read(LEDGER)) ?? "";
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const lines = whole.split("\n").slice(0, -1);
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
  await refuseShrunk(store, entries.length, lines);
  return { entries, head, torn: text.slice(whole.length) };
}

/** Adds an entry; it is on disk when this returns. */
export async function appendLedger(store: RunStore, entry: LedgerFact & { run: string; target: string; at: Date }): Promise<LedgerEntry> {
  return await withLock(store, "ledger.lock.json", async () => {
    let { entries, head, torn } = await verifyLedger(store);
    if (torn !== "") {
      await store.cut(LEDGER, Buffer.byteLength((await store.read(LEDGER)) ?? "") - Buffer.byteLength(torn));
      const mark = { kind: "crash-mark", tornSha256: sha256Hex(torn), run: entry.run, target: entry.target, at: entry.at } as const;
      entries = [...entries, await writeEntry(store, mark, entries.length + 1, head)];
      ({ head } = await verifyLedger(store));
    }
    // a crash may have kept the head behind; two in a row would look like a loss
    const text = canonicalText({ seq: entries.length, hash: head });
    if (entries.length > 0 && (await store.read(HEAD)) !== text) await store.write(HEAD, text);
    return await writeEntry(store, entry, entries.length + 1, head);
  });
}

async function writeEntry(
  store: RunStore,
  entry: LedgerFact & { run: string; target: string; at: Date },
  seq: number,
  previous: string,
): Promise<LedgerEntry> {
  const parsed = entrySchema.parse({ ...entry, at: entry.at.toISOString(), seq, previous });
  const line = canonicalText(parsed);
  await store.append(LEDGER, `${line}\n`);
  await store.write(HEAD, canonicalText({ seq, hash: sha256Hex(line) }));
  return parsed;
}

const headSchema = z.strictObject({ seq: z.int(), hash: digestSchema });

/** One entry more than the head says is a crash between the two writes; fewer, or another line in its place, is a loss. */
async function refuseShrunk(store: RunStore, count: number, lines: readonly string[]): Promise<void> {
  const text = await store.read(HEAD);
  if (text === undefined && count <= 1) return;
  const head = headSchema.safeParse(parseJson(text ?? ""));
  const hash = head.success ? lines[head.data.seq - 1] : undefined;
  if (head.success && hash !== undefined && sha256Hex(hash) === head.data.hash && count <= head.data.seq + 1) return;
  const wanted = head.success ? `${head.data.seq} entries ending in ${short(head.data.hash)}` : "a readable ledger head";
  throw refusal(
    "LEDGER_SHRUNK",
    "ledger",
    wanted,
    `${count} entries`,
    "restore ledger.jsonl and ledger.head.json from a backup of the run store",
  );
}

function broken(where: string, expected: string, got: string): Error {
  return refusal("LEDGER_BROKEN", where, expected, got, "restore ledger.jsonl and ledger.head.json from a backup of the run store");
}
