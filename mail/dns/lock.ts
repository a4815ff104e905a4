import * as z from "zod";
import { type Answer, type Facts, type Question, questionKey } from "./answer.ts";

/** Where the lock lies in a project, to be committed. */
export const DNS_LOCK_FILE = "config/dns.lock.json";

/** Older answers may no longer be what receivers see; senders move their ranges a few times a year. */
export const MAX_LOCK_AGE_DAYS = 30;

const entrySchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9_*-]+(\.[a-z0-9_-]+)+$/, { error: "a name in lower case without a trailing dot" }),
  type: z.enum(["A", "AAAA", "MX", "TXT"]),
  /** `nxdomain`: no such name; `empty`: the name is there, the type is not. Both are answers: SPF counts them. */
  answer: z.enum(["found", "empty", "nxdomain"]),
  /** Sorted. Of TXT only what concerns mail, so that they may be none. */
  values: z.array(z.string()).optional(),
  /** Time to live of the answer, in seconds. */
  ttlSeconds: z.int().min(0).optional(),
  /** Day of the answer, UTC. */
  observed: z.iso.date({ error: "a day as YYYY-MM-DD" }),
  /** Where an entry comes from that nobody resolved; `mail lock` replaces it. */
  note: z.string().optional(),
});

const lockSchema = z.strictObject({
  version: z.literal(1),
  records: z.array(entrySchema),
});

export type LockEntry = z.output<typeof entrySchema>;
export type DnsLock = z.output<typeof lockSchema>;

export const EMPTY_LOCK: DnsLock = { version: 1, records: [] };

export type ParsedLock =
  | { readonly ok: true; readonly lock: DnsLock }
  | { readonly ok: false; readonly where: string; readonly problem: string };

export function parseDnsLock(data: unknown): ParsedLock {
  const parsed = lockSchema.safeParse(data);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { ok: false, where: (issue?.path ?? []).join("."), problem: issue?.message ?? "something else" };
  }
  const keys = parsed.data.records.map(questionKey);
  const twice = keys.findIndex((key, index) => keys.indexOf(key) < index);
  if (twice >= 0) return { ok: false, where: `records.${twice}`, problem: `${keys[twice]} for the second time` };
  const hollow = parsed.data.records.findIndex(({ answer, values }) => (answer === "found") !== (values !== undefined));
  if (hollow >= 0) return { ok: false, where: `records.${hollow}`, problem: "values without found, or found without values" };
  return { ok: true, lock: parsed.data };
}

/** The same answers give the same bytes, one entry a line: differences read well in a review. */
export function renderDnsLock({ records }: DnsLock): string {
  const sorted = records.map((entry) => ({ key: questionKey(entry), entry })).sort((a, b) => (a.key < b.key ? -1 : 1));
  const lines = sorted.map(({ entry: { name, type, answer, values, ttlSeconds, observed, note } }) =>
    JSON.stringify({ name, type, answer, ...(values === undefined ? {} : { values: [...values].sort() }), ttlSeconds, observed, note }),
  );
  return `{\n  "version": 1,\n  "records": [${lines.map((line) => `\n    ${line}`).join(",")}\n  ]\n}\n`;
}

/** What the lock knows. */
export function lockFacts({ records }: DnsLock): Facts {
  const answers = new Map(records.map((entry) => [questionKey(entry), answerOf(entry)]));
  return (name, type) => answers.get(questionKey({ name, type }));
}

/** Facts that remember what they were asked. */
export interface RecordedFacts {
  readonly facts: Facts;
  readonly asked: () => readonly Question[];
  /** Of the asked, what nobody knew. */
  readonly missing: () => readonly Question[];
}

export function recorded(facts: Facts): RecordedFacts {
  const asked = new Map<string, Question>();
  const missing = new Map<string, Question>();
  return {
    facts: (name, type) => {
      const question = { name, type };
      const answer = facts(name, type);
      asked.set(questionKey(question), question);
      if (answer === undefined) missing.set(questionKey(question), question);
      return answer;
    },
    asked: () => [...asked.values()],
    missing: () => [...missing.values()],
  };
}

/** Days since the oldest of the entries that answer these questions; undefined when none does. */
export function ageOf({ records }: DnsLock, questions: readonly Question[], now: Date): number | undefined {
  const wanted = new Set(questions.map(questionKey));
  const days = records.filter((entry) => wanted.has(questionKey(entry))).map(({ observed }) => observed);
  const [oldest] = days.sort();
  return oldest === undefined ? undefined : Math.floor((now.getTime() - Date.parse(oldest)) / 86_400_000);
}

function answerOf({ answer, values }: LockEntry): Answer {
  return answer === "found" ? { kind: "found", values: values ?? [] } : { kind: answer };
}
