import { type Answer, type Question, type QuestionType, questionKey } from "../mail/dns/answer.ts";
import { type DnsLock, type LockEntry, lockFacts } from "../mail/dns/lock.ts";
import { declaredDns } from "./declared-dns.ts";
import { type ZoneMailDns, zoneMailDns } from "./mail-dns.ts";
import type { Model, RecordModel } from "./model.ts";
import { zoneTarget } from "./names.ts";
import type { ZoneConfig } from "./schema/zone.ts";

export interface LookedUp {
  readonly answer: Answer;
  /** Absent where nobody said. */
  readonly ttlSeconds?: number;
}

export type LookUp = (name: string, type: QuestionType) => Promise<LookedUp>;

export interface RefreshOptions {
  /** Whose names are asked again. */
  readonly zones: readonly ZoneConfig[];
  readonly model: Model;
  readonly previous: DnsLock;
  /** Entries that these zones do not reach are kept; without it they go. */
  readonly keepsOthers: boolean;
  readonly lookUp: LookUp;
  readonly now: Date;
}

export interface Refreshed {
  readonly lock: DnsLock;
  /** Nobody could tell; when there are any, the lock is incomplete. */
  readonly unanswered: readonly Question[];
}

/** An include may lead to includes: so deep no honest record goes. */
const MAX_ROUNDS = 20;
/** A record that leads to more names than this is an accident, or an attack. */
const MAX_QUESTIONS = 2_000;

/** Asks for every name that the zones' mail records reach, round by round, until no answer leads on. */
export async function refreshLock(options: RefreshOptions): Promise<Refreshed> {
  const { zones, model, previous, keepsOthers, lookUp, now } = options;
  const entries = new Map<string, LockEntry>();
  const unanswered = new Map<string, Question>();
  const optional = new Set<string>();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const lock = { version: 1 as const, records: [...entries.values()] };
    const found = zones.map((zone) => mailDnsOf(zone, model, lock));
    for (const { wanted } of found) for (const question of wanted) optional.add(questionKey(question));
    const open = found.flatMap(({ missing, wanted }) => [...missing, ...wanted]);
    const questions = [...new Map(open.map((question) => [questionKey(question), question])).values()].filter(
      (question) => !unanswered.has(questionKey(question)),
    );
    if (questions.length === 0 || entries.size + questions.length > MAX_QUESTIONS) break;
    const answers = await Promise.all(questions.map(async (question) => ({ question, ...(await lookUp(question.name, question.type)) })));
    for (const { question, answer, ttlSeconds } of answers) {
      const entry = entryOf(question, answer, ttlSeconds, now);
      if (entry === undefined) unanswered.set(questionKey(question), question);
      else entries.set(questionKey(question), entry);
    }
  }
  const kept = keepsOthers ? previous.records.filter((entry) => !entries.has(questionKey(entry))) : [];
  return {
    lock: { version: 1, records: [...kept, ...entries.values()] },
    unanswered: [...unanswered].flatMap(([key, question]) => (optional.has(key) ? [] : [question])),
  };
}

/** What a zone's mail rests on, as far as a lock knows. */
export function mailDnsOf(zone: ZoneConfig, model: Model, lock: DnsLock): ZoneMailDns {
  const all = [...model.zones.values()].flatMap(({ base }) => base.records);
  const environments = [...model.environments.values()];
  const declared = [...all, ...environments.flatMap(({ records }) => records)];
  const own: readonly RecordModel[] = [
    ...(model.zones.get(zoneTarget(zone.domain))?.base.records ?? []),
    ...environments.filter((environment) => environment.zone.domain === zone.domain).flatMap(({ records }) => records),
  ];
  return zoneMailDns(zone, own, declaredDns(declared, lockFacts(lock)));
}

function entryOf({ name, type }: Question, answer: Answer, ttlSeconds: number | undefined, now: Date): LockEntry | undefined {
  if (answer.kind === "failed" || type === "PTR" || type === "CNAME") return undefined;
  const observed = now.toISOString().slice(0, 10);
  const ttl = ttlSeconds === undefined ? {} : { ttlSeconds };
  if (answer.kind !== "found") return { name, type, answer: answer.kind, ...ttl, observed };
  const values = answer.values.filter((value) => type !== "TXT" || concernsMail(value)).toSorted();
  return { name, type, answer: "found", values, ...ttl, observed };
}

/** A policy, a consent to reports, or anything with a key: a name holds proofs of ownership too, which come and go. */
function concernsMail(text: string): boolean {
  return /^[\s"']*v\s*=\s*(spf|dmarc)/i.test(text) || /(?:^|;)\s*p\s*=/i.test(text);
}
