import type { SlipwayError } from "../../errors/slipway-error.ts";
import { bimiDomain, isBimiName, showsLogo } from "../../mail/bimi.ts";
import { isDkimName } from "../../mail/dkim/record.ts";
import { checkDmarcText } from "../../mail/dmarc/check-text.ts";
import { type DmarcRecord, dmarcName } from "../../mail/dmarc/record.ts";
import { mtaStsName, policyHost } from "../../mail/mta-sts/policy.ts";
import { checkPolicyText } from "../../mail/policy-text.ts";
import { parseTxt } from "../../mail/txt.ts";
import type { ReportDestination } from "../report-destinations.ts";
import type { ZoneConfig } from "../schema/zone.ts";
import type { PlacedRecord } from "./placed-records.ts";
import { remarkError } from "./spf.ts";
import { mistake, type Place } from "./world.ts";

export interface Found {
  readonly errors: readonly SlipwayError[];
  readonly warnings: readonly SlipwayError[];
}

/** Mail policies that somebody wrote as records go through the same engine as those that the mail section composes. */
export function mailTextMistakes(zone: ZoneConfig, records: readonly PlacedRecord[]): Found {
  const written = records.filter(({ source }) => source === "records");
  const texts = [...written, ...records.filter(({ record }) => record.key === DMARC_KEY)].flatMap((placed) => {
    const text = placed.record.type === "TXT" ? parseTxt(placed.record.content) : undefined;
    return text === undefined ? [] : [{ ...placed, text, place: placeOf(placed) }];
  });
  const remarks = texts.flatMap(({ place, record, text }) => checkPolicyText(record.name, text).map((remark) => ({ place, remark })));
  const of = (severity: "error" | "warning"): SlipwayError[] =>
    remarks.filter(({ remark }) => remark.severity === severity).map(({ place, remark }) => remarkError(place, remark));
  const logos = [
    ...texts.filter(({ record, text }) => isBimiName(record.name) && showsLogo(text)),
    // an alias leads to a logo, or nobody would have set it
    ...written.filter(({ record }) => record.type === "CNAME" && isBimiName(record.name)),
  ];
  const policies = new Map(
    texts.flatMap(({ record, text, source }) => {
      const policy = source === "records" && record.name.startsWith(DMARC_PREFIX) ? checkDmarcText(text).record : undefined;
      return policy === undefined ? [] : [[record.name.slice(DMARC_PREFIX.length), policy] as const];
    }),
  );
  return {
    errors: [
      ...of("error"),
      ...written.flatMap(keyProxied),
      ...announcedUnserved(records),
      ...logos.flatMap(({ place, record }) => logoUnderPolicy(zone, policies, place, bimiDomain(record.name))),
    ],
    warnings: [...of("warning"), ...written.flatMap(policyDelegated), ...texts.flatMap(unenforced)],
  };
}

const DMARC_KEY = "mail-dmarc";
const DMARC_PREFIX = dmarcName("");

function placeOf({ place, record }: PlacedRecord): Place {
  return record.key === DMARC_KEY ? { ...place, path: [...place.path, "dmarc"] } : place;
}

/** The edge would answer with its own addresses. */
function keyProxied({ place, record }: PlacedRecord): SlipwayError[] {
  if (!record.proxied || !(isDkimName(record.name) || record.name.startsWith(DMARC_PREFIX))) return [];
  return [
    mistake(place, ["proxied"], {
      code: "DKIM_PROXIED",
      expected: "a key that receivers can read",
      got: `${record.name}, which is proxied`,
      fix: "set proxied: false",
    }),
  ];
}

function policyDelegated({ place, record }: PlacedRecord): SlipwayError[] {
  if (record.type !== "CNAME" || !record.name.startsWith(DMARC_PREFIX)) return [];
  return [
    mistake(place, [], {
      code: "DMARC_DELEGATED",
      expected: "a policy of ours",
      got: `whatever stands at ${record.content}`,
      fix: "publish it as TXT, or keep the alias knowingly and read what slipway mail lock says has changed",
    }),
  ];
}

/** The zone's own policy has a rule of its own, over its config. */
function unenforced({ place, record, text, source }: PlacedRecord & { readonly text: string }): SlipwayError[] {
  const policy = source === "records" && record.name.startsWith(DMARC_PREFIX) ? checkDmarcText(text).record : undefined;
  const weak = policy === undefined ? undefined : weaknessOf(policy);
  if (weak === undefined) return [];
  return [
    mistake(place, [], {
      code: "DMARC_NOT_ENFORCED",
      expected: "p= and sp= at quarantine or reject, and no t=y",
      got: weak,
      fix: "raise it when reports show that mail from the name is aligned, or leave the record out and let the domain's own policy hold",
    }),
  ];
}

function weaknessOf({ policy, subdomainPolicy, testing }: DmarcRecord): string | undefined {
  if (policy === "none") return "p=none";
  return subdomainPolicy === "none" ? "sp=none" : testing ? "t=y" : undefined;
}

/** Mail programs want the whole organisation enforced; a name with a policy of its own answers for itself. */
function logoUnderPolicy(
  { domain, mail }: ZoneConfig,
  written: ReadonlyMap<string, DmarcRecord>,
  place: Place,
  name: string,
): SlipwayError[] {
  const own = written.get(name);
  const { policy, subdomainPolicy, testing } = own ?? mail.dmarc;
  const inherited = own === undefined && name !== domain ? (subdomainPolicy ?? policy) : policy;
  const weak = inherited === "none" ? "policy none" : subdomainPolicy === "none" ? "subdomainPolicy none" : testing ? "testing" : undefined;
  if (weak === undefined) return [];
  return [
    mistake(place, [], {
      code: "BIMI_WITHOUT_ENFORCEMENT",
      expected: `a DMARC policy of quarantine or reject for ${name}, for all names below and without testing`,
      got: weak,
      fix: "raise the policy first, or take the logo away until then",
    }),
  ];
}

/** Senders that see the record look for the policy, in vain. */
function announcedUnserved(records: readonly PlacedRecord[]): SlipwayError[] {
  const names = new Set(records.map(({ record }) => record.name));
  const prefix = mtaStsName("");
  return records
    .filter(({ record, source }) => source === "records" && record.name.startsWith(prefix))
    .flatMap(({ place, record: { name } }) => {
      const host = policyHost(name.slice(prefix.length));
      if (names.has(host)) return [];
      return mistake(place, [], {
        code: "MTA_STS_WITHOUT_HOST",
        expected: `a record for ${host}, where senders look for the policy`,
        got: "none",
        fix: "declare mail.mtaSts, which publishes both; or take the announcement away",
      });
    });
}

/** Reports that cannot arrive. */
export function reportMistakes(destinations: readonly ReportDestination[], at: (destination: ReportDestination) => Place): Found {
  return {
    errors: destinations
      .filter(({ takesMail }) => takesMail === false)
      .map((each) =>
        mistake(at(each), [], {
          code: each.about === "tls" ? "TLS_REPORTS_UNDELIVERABLE" : "DMARC_REPORTS_UNDELIVERABLE",
          expected: "a mailbox of a domain that takes mail",
          got: `${each.destination}, which has no mail host`,
          fix: "name another mailbox",
        }),
      ),
    warnings: destinations
      .filter(({ agrees }) => agrees === false)
      .map((each) =>
        mistake(at(each), [], {
          code: "DMARC_REPORTS_ELSEWHERE",
          expected: `a mailbox of ${each.domain}, or of a domain that agrees to take its reports`,
          got: each.destination,
          fix: `have ${each.destination} publish TXT "v=DMARC1" at ${each.domain}._report._dmarc.${each.destination}, or use a mailbox of your own`,
        }),
      ),
  };
}
