import { organizationalDomain } from "../../mail/dmarc/organizational-domain.ts";
import { REPORT_AUTHORISATION, reportAuthorisationName } from "../../mail/dmarc/record.ts";
import { renderTxt } from "../../mail/txt.ts";
import { declaredPolicies } from "../declared-policies.ts";
import type { RecordModel } from "../model.ts";
import { domainOfAddress, isWithin, type World } from "../rules/world.ts";

/** A domain that gets reports about another organisation's mail: receivers send them only when it agrees in its own DNS. */
export interface ReportAuthorisation {
  /** Whose mail is reported about. */
  readonly domain: string;
  /** Domain of the mailbox. */
  readonly destination: string;
  /** Declared zone that the destination lies in; undefined: somebody else's. */
  readonly zone: string | undefined;
}

/** Source: RFC 9990 section 3, verifying external destinations. */
export function reportAuthorisations(world: World): ReportAuthorisation[] {
  const { records, tree } = declaredPolicies(world);
  return [...records].flatMap(([domain, { reportTo, failureReportTo }]) => {
    const destinations = new Set([...reportTo, ...failureReportTo].map(domainOfAddress));
    return [...destinations]
      .filter((destination) => organizationalDomain(destination, tree) !== organizationalDomain(domain, tree))
      .map((destination) => ({ domain, destination, zone: zoneOf(world, destination) }));
  });
}

/** The records that one of our zones has to hold for the others. */
export function authorisationRecords(authorisations: readonly ReportAuthorisation[], domain: string, ttlSeconds: number): RecordModel[] {
  return authorisations
    .filter(({ zone }) => zone === domain)
    .map((authorisation) => ({
      key: `mail-dmarc-reports-${authorisation.domain.replaceAll(".", "_")}${keyBelow(authorisation.destination, domain)}`,
      concern: "mail",
      name: reportAuthorisationName(authorisation.domain, authorisation.destination),
      type: "TXT",
      content: renderTxt(REPORT_AUTHORISATION),
      ttlSeconds,
      proxied: false,
    }));
}

function zoneOf({ zonesByDomain }: World, name: string): string | undefined {
  const around = [...zonesByDomain.keys()].filter((domain) => isWithin(name, domain));
  return around.toSorted((one, other) => other.length - one.length)[0];
}

/** Labels hold no underscore, so that no two names share a key. */
function keyBelow(name: string, domain: string): string {
  return name === domain ? "" : `__${name.slice(0, -(domain.length + 1)).replaceAll(".", "_")}`;
}
