import { checkDmarcText } from "../mail/dmarc/check-text.ts";
import { dmarcName, isDmarc, reportAuthorisationName } from "../mail/dmarc/record.ts";
import { type Answer, type Facts, mxHosts } from "../mail/dns/answer.ts";
import { tlsRptMailboxes, tlsRptName } from "../mail/tls-rpt.ts";
import { parseTxt } from "../mail/txt.ts";
import type { RecordModel } from "./model.ts";
import { domainOfAddress, isWithin } from "./rules/world.ts";

/** A domain that a DMARC record sends reports to. */
export interface ReportDestination {
  readonly record: RecordModel;
  /** Reports about who sends as the domain, or about deliveries that could not be encrypted. */
  readonly about: "dmarc" | "tls";
  /** What is reported about. */
  readonly domain: string;
  readonly destination: string;
  /** Undefined: not known. */
  readonly takesMail: boolean | undefined;
  /** Whether receivers may send reports there; undefined: not known. Source: RFC 9990 section 3. */
  readonly agrees: boolean | undefined;
}

const PREFIX = dmarcName("");
const TLS_PREFIX = tlsRptName("");

/** Of every record about reports among those of one zone, composed or written. */
export function reportDestinations(zoneDomain: string, records: readonly RecordModel[], facts: Facts): ReportDestination[] {
  return [...dmarcDestinations(zoneDomain, records, facts), ...tlsDestinations(records, facts)];
}

/** Nobody has to agree to reports about encryption. Source: RFC 8460 section 5. */
function tlsDestinations(records: readonly RecordModel[], facts: Facts): ReportDestination[] {
  return records.flatMap((record) => {
    const text = record.type === "TXT" && record.name.startsWith(TLS_PREFIX) ? parseTxt(record.content) : undefined;
    const destinations = new Set(text === undefined ? [] : tlsRptMailboxes(text).map(domainOfAddress));
    const domain = record.name.slice(TLS_PREFIX.length);
    return [...destinations].map((destination) => ({
      record,
      about: "tls" as const,
      domain,
      destination,
      takesMail: takesMail(destination, facts),
      agrees: true,
    }));
  });
}

function dmarcDestinations(zoneDomain: string, records: readonly RecordModel[], facts: Facts): ReportDestination[] {
  return records.flatMap((record) => {
    const text = record.type === "TXT" && record.name.startsWith(PREFIX) ? parseTxt(record.content) : undefined;
    const dmarc = text === undefined ? undefined : checkDmarcText(text).record;
    if (dmarc === undefined) return [];
    const domain = record.name.slice(PREFIX.length);
    const destinations = new Set([...dmarc.reportTo, ...dmarc.failureReportTo].map(domainOfAddress));
    return [...destinations].map((destination) => {
      const isHome = isWithin(destination, zoneDomain) || isWithin(domain, destination);
      return {
        record,
        about: "dmarc" as const,
        domain,
        destination,
        takesMail: takesMail(destination, facts),
        agrees: isHome || agrees(domain, destination, facts),
      };
    });
  });
}

/** A domain without MX takes mail at its own address; the null MX says that nobody does. Source: RFC 5321 section 5.1, RFC 7505 section 3. */
function takesMail(domain: string, facts: Facts): boolean | undefined {
  const exchangers = facts(domain, "MX");
  if (exchangers?.kind === "found") return mxHosts(exchangers.values).length > 0;
  if (exchangers === undefined || exchangers.kind === "nxdomain") return exchangers === undefined ? undefined : false;
  const addresses = [facts(domain, "A"), facts(domain, "AAAA")];
  if (addresses.some((answer) => answer?.kind === "found")) return true;
  return addresses.includes(undefined) ? undefined : false;
}

function agrees(domain: string, destination: string, facts: Facts): boolean | undefined {
  const answer: Answer | undefined = facts(reportAuthorisationName(domain, destination), "TXT");
  return answer === undefined ? undefined : answer.kind === "found" && answer.values.some(isDmarc);
}
