import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { Facts, Question } from "../../mail/dns/answer.ts";
import { ageOf, DNS_LOCK_FILE, EMPTY_LOCK, lockFacts, MAX_LOCK_AGE_DAYS } from "../../mail/dns/lock.ts";
import type { MailRemark } from "../../mail/remark.ts";
import { costRemarks } from "../../mail/spf/check-cost.ts";
import { lengthRemarks } from "../../mail/spf/check-text.ts";
import { declaredDns } from "../declared-dns.ts";
import { type CountedSpf, type MailTarget, zoneMailDns } from "../mail-dns.ts";
import type { RecordModel } from "../model.ts";
import { zoneTarget } from "../names.ts";
import type { Sourced } from "../parse.ts";
import type { ZoneConfig } from "../schema/zone.ts";
import { mailTextMistakes, reportMistakes } from "./mail-texts.ts";
import type { PlacedRecord } from "./placed-records.ts";
import { remarkError } from "./spf.ts";
import { spfTextMistakes } from "./spf-texts.ts";
import { mistake, type Place, type World } from "./world.ts";

export interface Judged {
  readonly errors: readonly SlipwayError[];
  readonly warnings: readonly SlipwayError[];
}

/** What the spelled-out mail records lead to, over the DNS lock. Needs the model: only there senders have become records. */
export function mailDns(world: World, placed: ReadonlyMap<string, readonly PlacedRecord[]>): Judged {
  const all = [...placed.values()].flat().map(({ record }) => record);
  const facts = declaredDns(all, lockFacts(world.lock ?? EMPTY_LOCK));
  const judged = world.configs.zones.map((zone) => zoneMistakes(world, zone, placed.get(zone.config.domain) ?? [], facts));
  return { errors: judged.flatMap(({ errors }) => errors), warnings: judged.flatMap(({ warnings }) => warnings) };
}

function zoneMistakes(world: World, zone: Sourced<ZoneConfig>, placed: readonly PlacedRecord[], facts: Facts): Judged {
  const dns = zoneMailDns(
    zone.config,
    placed.map(({ record }) => record),
    facts,
  );
  const places = new Map(placed.map((each) => [each.record, placeOf(each)]));
  const at = (record: RecordModel): Place => places.get(record) ?? { file: zone.file, path: ["mail"] };
  const texts = [spfTextMistakes(placed), mailTextMistakes(zone.config, placed), reportMistakes(dns.reports, ({ record }) => at(record))];
  const costs = dns.spf.flatMap((spf) => spfRemarks(spf).map((remark) => ({ place: at(spf.record), remark })));
  const of = (severity: MailRemark["severity"]): SlipwayError[] =>
    costs.filter(({ remark }) => remark.severity === severity).map(({ place, remark }) => remarkError(place, remark));
  return {
    errors: [
      ...texts.flatMap(({ errors }) => errors),
      ...of("error"),
      ...notLocked(zone, dns.missing),
      ...dns.targets.flatMap((target) => gone(zone, at(target.record), target)),
      ...dns.dangling.map((record) => dangling(zone, at(record), record)),
    ],
    warnings: [...texts.flatMap(({ warnings }) => warnings), ...of("warning"), ...lockOld(world, zone, dns.asked)],
  };
}

const SECTIONS: Readonly<Record<string, string>> = {
  "mail-dmarc": "dmarc",
  "mail-tls-rpt": "tlsReportTo",
  "mail-mta-sts": "mtaSts",
  "mail-mta-sts-host": "mtaSts",
};

/** What the mail section brings comes from its senders, from its policy, or from its list of mail hosts. */
function placeOf({ place, source, record }: PlacedRecord): Place {
  if (source !== "mail") return place;
  const section = SECTIONS[record.key];
  if (section !== undefined) return { ...place, path: [...place.path, section] };
  const isOwnMx = record.type === "MX" && !record.key.includes("_");
  return { ...place, path: [...place.path, isOwnMx ? "mx" : "senders"] };
}

/** Of a composed record; a written one has been judged as a text, length and all. */
function spfRemarks({ record, text, analysis, shares }: CountedSpf): MailRemark[] {
  return [...costRemarks(analysis, shares), ...(record.concern === "mail" ? lengthRemarks(text) : [])];
}

function notLocked({ file, config }: Sourced<ZoneConfig>, missing: readonly Question[]): SlipwayError[] {
  const [first, second, ...others] = missing.map(({ name, type }) => `${name} ${type}`);
  if (first === undefined) return [];
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return [
    mistake({ file, path: ["mail"] }, [], {
      code: "DNS_NOT_LOCKED",
      expected: `an answer in ${DNS_LOCK_FILE} to every name that the mail records lead to`,
      got: `none for ${second === undefined ? first : `${first}, ${second}`}${more}`,
      fix: `run slipway mail lock ${zoneTarget(config.domain)}, and commit ${DNS_LOCK_FILE}`,
    }),
  ];
}

function lockOld({ lock = EMPTY_LOCK, now }: World, { file, config }: Sourced<ZoneConfig>, asked: readonly Question[]): SlipwayError[] {
  const days = now === undefined ? undefined : ageOf(lock, asked, now);
  if (days === undefined || days <= MAX_LOCK_AGE_DAYS) return [];
  return [
    mistake({ file, path: ["mail"] }, [], {
      code: "DNS_LOCK_OLD",
      expected: `answers in ${DNS_LOCK_FILE} of the last ${MAX_LOCK_AGE_DAYS} days`,
      got: `one that is ${days} days old`,
      fix: `run slipway mail lock ${zoneTarget(config.domain)}`,
    }),
  ];
}

function gone(zone: Sourced<ZoneConfig>, place: Place, { record, questions, found }: MailTarget): SlipwayError[] {
  if (found !== false) return [];
  return [
    mistake(place, [], {
      code: "MAIL_TARGET_GONE",
      expected: `${questions.map(({ type }) => type).join(" or ")} at ${record.content}, where ${record.name} leads`,
      got: "a name without it",
      fix: `copy the name from the service again, or set it up there first; then run slipway mail lock ${zoneTarget(zone.config.domain)}`,
    }),
  ];
}

/** Source: github.com/EdOverflow/can-i-take-over-xyz: whoever registers the name, or claims it at its service, answers for ours. */
function dangling({ config }: Sourced<ZoneConfig>, place: Place, { name, content }: RecordModel): SlipwayError {
  return mistake(place, [], {
    code: "RECORD_TARGET_GONE",
    expected: `a name that exists at ${content}, where ${name} leads`,
    got: "none: whoever takes it answers in your name",
    fix: `remove the record, or claim the name there first and run slipway mail lock ${zoneTarget(config.domain)}`,
  });
}
