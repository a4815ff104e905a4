import { isDkimName } from "../mail/dkim/record.ts";
import { dmarcName } from "../mail/dmarc/record.ts";
import { type Answer, type Facts, mxHosts, type Question, type QuestionType } from "../mail/dns/answer.ts";
import { recorded } from "../mail/dns/lock.ts";
import { recordsOf, SENDER_CATALOGUE } from "../mail/senders/catalogue.ts";
import type { CostShare } from "../mail/spf/check-cost.ts";
import { canonicalTerm } from "../mail/spf/compose.ts";
import { isSpf, parseSpfRecord } from "../mail/spf/record.ts";
import { analyseSpf, type SpfAnalysis } from "../mail/spf/worst-case.ts";
import { parseTxt } from "../mail/txt.ts";
import type { RecordModel } from "./model.ts";
import { type ReportDestination, reportDestinations } from "./report-destinations.ts";
import { recordKey } from "./resolve/records.ts";
import { isWithin } from "./rules/world.ts";
import type { Sender } from "./schema/senders.ts";
import type { ZoneConfig } from "./schema/zone.ts";

/** One SPF record that receivers can read, and what it costs them. */
export interface CountedSpf {
  readonly record: RecordModel;
  readonly text: string;
  readonly shares: readonly CostShare[];
  readonly analysis: SpfAnalysis;
}

/** A name of somebody else's that a record leads to, where an answer is needed for mail to work. */
export interface MailTarget {
  readonly record: RecordModel;
  /** At least one of them has to be found. */
  readonly questions: readonly Question[];
  readonly found: boolean | undefined;
}

/** All that one zone's mail rests on in DNS. */
export interface ZoneMailDns {
  readonly spf: readonly CountedSpf[];
  readonly targets: readonly MailTarget[];
  readonly reports: readonly ReportDestination[];
  /** Aliases to names that are gone, which whoever registers the name takes over. */
  readonly dangling: readonly RecordModel[];
  /** Worth an answer, but nothing waits for it. */
  readonly wanted: readonly Question[];
  readonly asked: readonly Question[];
  readonly missing: readonly Question[];
}

/** @param records the zone's, and those that environments declare in it */
export function zoneMailDns(zone: ZoneConfig, records: readonly RecordModel[], known: Facts): ZoneMailDns {
  const { facts, asked, missing } = recorded(known);
  const spf = records.flatMap((record) => {
    const text = record.type === "TXT" ? parseTxt(record.content) : undefined;
    const parsed = text !== undefined && isSpf(text) ? parseSpfRecord(text) : undefined;
    if (text === undefined || parsed?.ok !== true) return [];
    const analysis = analyseSpf(record.name, parsed.record, facts);
    return [{ record, text, analysis, shares: sharesOf(analysis, zone.mail.senders) }];
  });
  const targets = records.flatMap((record) => {
    // where a record leads within the zone is judged over the declared records alone
    const questions = isWithin(record.content, zone.domain) ? [] : questionsBehind(record);
    if (questions.length === 0) return [];
    const answers = questions.map(({ name, type }) => facts(name, type));
    const serves = isReturnPath(record) ? holdsSpf : (answer: Answer | undefined): boolean => answer?.kind === "found";
    const found = answers.some(serves) ? true : answers.includes(undefined) ? undefined : false;
    return [{ record, questions, found }];
  });
  const reports = reportDestinations(zone.domain, records, facts);
  const aliases = records.filter((record) => record.type === "CNAME" && isOthers(record, zone.domain));
  return {
    spf,
    targets,
    reports,
    dangling: aliases.filter(({ content }) => known(content, "A")?.kind === "nxdomain"),
    wanted: aliases.filter(({ content }) => known(content, "A") === undefined).map(({ content }) => ({ name: content, type: "A" })),
    asked: asked(),
    missing: missing(),
  };
}

/** Only where mail breaks without an answer; hosts and other aliases are somebody else's concern. */
function questionsBehind({ type, content, name, concern, key }: RecordModel): Question[] {
  const ask = (...types: readonly QuestionType[]): Question[] => types.map((each) => ({ name: content, type: each }));
  if (type === "MX") return mxHosts([`0 ${content}`]).length === 0 ? [] : ask("A", "AAAA");
  if (type !== "CNAME") return [];
  if (isDkimName(name) || name.startsWith(dmarcName("")) || key.startsWith(RETURN_PATH)) return ask("TXT");
  if (concern !== "mail") return [];
  return ask("A", "AAAA");
}

/** Of a written alias: where hosts lead is for their owners to say, and mail has questions of its own. */
function isOthers(record: RecordModel, domain: string): boolean {
  return record.key.startsWith(recordKey("")) && !isWithin(record.content, domain) && questionsBehind(record).length === 0;
}

const RETURN_PATH = "mail-return-path-";

function isReturnPath({ key }: RecordModel): boolean {
  return key.startsWith(RETURN_PATH);
}

function holdsSpf(answer: Answer | undefined): boolean {
  return answer?.kind === "found" && answer.values.some(isSpf);
}

/** What each service costs: its own terms, in the order of the config; terms of nobody go by their text. */
function sharesOf({ terms }: SpfAnalysis, senders: readonly Sender[]): CostShare[] {
  const owners = senders.flatMap((sender) => {
    const { name, spf } = recordsOf(sender);
    return spf.flatMap(({ terms: own }) => own.map((term) => [canonicalTerm(term), { name, ...wayOutOf(sender) }] as const));
  });
  const byTerm = new Map(owners);
  const shares = new Map<string, CostShare>();
  for (const { text, lookups } of terms) {
    const owner = byTerm.get(text) ?? { name: text };
    shares.set(owner.name, { ...owner, lookups: lookups + (shares.get(owner.name)?.lookups ?? 0) });
  }
  return [...shares.values()];
}

function wayOutOf(sender: Sender): { readonly wayOut?: string } {
  if (sender.kind !== "sendgrid") return {};
  return { wayOut: `set apexSpf: false at ${SENDER_CATALOGUE.sendgrid.title}, whose envelope sender is its return path` };
}
