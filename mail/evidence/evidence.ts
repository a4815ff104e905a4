import { createHash } from "node:crypto";
import * as z from "zod";
import type { AggregateReport } from "./aggregate-report.ts";

/** Shortest window that shows weekly and monthly senders beginning to repeat. */
export const MIN_WINDOW_DAYS = 14;
/** Older evidence speaks of another world. */
export const MAX_EVIDENCE_AGE_DAYS = 30;
/** Share of messages from known senders that has to be aligned before a policy may be raised. */
export const MIN_ALIGNED_RATE = 0.98;
const DAY_SECONDS = 86_400;

/** Messages with one From domain that passed in one way. */
const flowSchema = z.strictObject({
  from: z.string(),
  spf: z.array(z.string()),
  dkim: z.array(z.strictObject({ domain: z.string(), selector: z.string() })),
  messages: z.int().min(1),
});

/** What aggregate reports say of a domain: enough to replay them against another policy, and no addresses of people. */
export const evidenceSchema = z.strictObject({
  version: z.literal(1),
  domain: z.string(),
  /** UTC days, inclusive. */
  from: z.iso.date(),
  to: z.iso.date(),
  days: z.int().min(0),
  reports: z.int().min(1),
  /** Over the reports' own hashes, sorted: which reports these are. */
  reportsSha256: z.string().regex(/^[0-9a-f]{64}$/),
  messages: z.int().min(0),
  /** The senders that the config had when the evidence was made. */
  senders: z.array(z.string()),
  flows: z.array(flowSchema),
});

export type Evidence = z.output<typeof evidenceSchema>;
export type Flow = z.output<typeof flowSchema>;

export function evidencePath(domain: string): string {
  return `config/evidence/${domain}.json`;
}

/** @param reports of one domain; a report that came twice counts once */
export function evidenceOf(options: {
  readonly domain: string;
  readonly reports: readonly { readonly report: AggregateReport; readonly sha256: string }[];
  readonly senders: readonly string[];
}): Evidence | undefined {
  const { domain, senders } = options;
  const unique = [...new Map(options.reports.map((each) => [`${each.report.reporter} ${each.report.id}`, each])).values()];
  const begin = Math.min(...unique.map(({ report }) => report.begin));
  const end = Math.max(...unique.map(({ report }) => report.end));
  if (unique.length === 0) return undefined;
  const flows = new Map<string, Flow>();
  for (const { from, spf, dkim, messages } of unique.flatMap(({ report }) => report.rows)) {
    if (messages === 0) continue;
    const key = JSON.stringify([from, [...spf].sort(), dkim.map((each) => `${each.domain} ${each.selector}`).sort()]);
    const known = flows.get(key);
    flows.set(key, { from, spf: [...spf].sort(), dkim: [...dkim], messages: messages + (known?.messages ?? 0) });
  }
  const sorted = [...flows].sort(([one, a], [other, b]) => b.messages - a.messages || (one < other ? -1 : 1)).map(([, flow]) => flow);
  const hash = createHash("sha256");
  for (const sha256 of unique.map((each) => each.sha256).sort()) hash.update(sha256);
  return {
    version: 1,
    domain,
    from: dayOf(begin),
    to: dayOf(end - 1),
    days: daysCovered(unique.map(({ report }) => report)),
    reports: unique.length,
    reportsSha256: hash.digest("hex"),
    messages: sorted.reduce((sum, { messages }) => sum + messages, 0),
    senders: [...senders].sort(),
    flows: sorted,
  };
}

/** Days on which at least one receiver reported: two reports a month apart cover two days, not thirty. */
function daysCovered(reports: readonly AggregateReport[]): number {
  const days = new Set<number>();
  for (const { begin, end } of reports) {
    const last = Math.min(Math.floor(Math.max(end - 1, begin) / DAY_SECONDS), Math.floor(begin / DAY_SECONDS) + 31);
    for (let day = Math.floor(begin / DAY_SECONDS); day <= last; day += 1) days.add(day);
  }
  return days.size;
}

function dayOf(seconds: number): string {
  return new Date(Math.max(seconds, 0) * 1000).toISOString().slice(0, 10);
}
