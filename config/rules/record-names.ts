import { prefixIn } from "../dns/name.ts";
import { deception } from "../dns/scripts.ts";
import type { RecordType } from "../schema/records.ts";
import { isWithin, labelsUp, mistake, type Rule } from "./world.ts";

export const recordsInZone: Rule = ({ records, zonesByDomain }) =>
  records.flatMap((place) => {
    const { name } = place.record;
    const { domain } = place;
    if (!isWithin(name, domain)) {
      const isLabel = !name.includes(".") || name.startsWith("_");
      return mistake(place, ["name"], {
        code: "RECORD_OUTSIDE_ZONE",
        expected: `${domain} or a name below it`,
        got: name,
        fix: isLabel ? `did you mean ${name}.${domain}? names are written in full` : "move the record to its own zone, or correct the name",
      });
    }
    const closest = labelsUp(name).find((each) => zonesByDomain.has(each));
    if (closest !== undefined && closest !== domain) {
      return mistake(place, ["name"], {
        code: "RECORD_OUTSIDE_ZONE",
        expected: `a name that zone ${domain} answers for`,
        got: `${name}, which belongs to zone ${closest}`,
        fix: `move the record to the config of zone ${closest}`,
      });
    }
    const repeated = name.endsWith(`.${domain}.${domain}`) || name === `${domain}.${domain}`;
    if (!repeated) return [];
    return mistake(place, ["name"], {
      code: "RECORD_NAME_REPEATS_ZONE",
      expected: `the domain ${domain} once`,
      got: name,
      fix: `did you mean ${name.slice(0, -domain.length - 1)}?`,
    });
  });

/** A launch speaks for its hosts alone. A host at the apex would make the whole zone its own, so there it speaks for that name only. */
export const recordsBelowHosts: Rule = ({ records }) =>
  records.flatMap((place) => {
    const { environment, domain, record } = place;
    if (environment === undefined || !isWithin(record.name, domain)) return [];
    const names = Object.values(environment.config.hosts).map(({ name }) => name);
    if (names.some((name) => record.name === name || (name !== domain && isWithin(record.name, name)))) return [];
    return mistake(place, ["name"], {
      code: "RECORD_NOT_BELOW_HOST",
      expected: `a name at or below a host of this environment: ${names.filter((name) => name !== domain).join(", ")}`,
      got: record.name,
      fix: `declare it in the config of zone ${domain}`,
    });
  });

/** Labels that a type's names start with. */
const FORMS: Partial<Readonly<Record<RecordType, { readonly pattern: RegExp; readonly expected: string }>>> = {
  SRV: {
    pattern: /^_[a-z0-9][a-z0-9-]*\._(tcp|udp|tls|sctp)(\.|$)/,
    expected: "_service._protocol in front, such as _sip._tcp (RFC 2782)",
  },
  URI: {
    pattern: /^_[a-z0-9][a-z0-9-]*\._[a-z0-9][a-z0-9-]*(\.|$)/,
    expected: "_service._protocol in front, such as _http._tcp (RFC 7553)",
  },
  TLSA: { pattern: /^(_\d{1,5}|\*)\._(tcp|udp|sctp)(\.|$)/, expected: "_port._protocol in front, such as _25._tcp (RFC 6698 section 3)" },
  SMIMEA: { pattern: /^([0-9a-f]{56}|\*)\._smimecert(\.|$)/, expected: "56 hex digits and _smimecert in front (RFC 8162 section 3)" },
  OPENPGPKEY: { pattern: /^([0-9a-f]{56}|\*)\._openpgpkey(\.|$)/, expected: "56 hex digits and _openpgpkey in front (RFC 7929 section 3)" },
};

export const recordNameForms: Rule = ({ records }) =>
  records.flatMap((place) => {
    const { record, domain } = place;
    const prefix = prefixIn(domain, record.name);
    const form = FORMS[record.type];
    if (prefix === undefined || form === undefined || form.pattern.test(prefix)) return [];
    const repaired = prefix
      .split(".")
      .map((label, index) => (index < 2 && !label.startsWith("_") ? `_${label}` : label))
      .join(".");
    return mistake(place, ["name"], {
      code: "RECORD_NAME_FORM",
      expected: form.expected,
      got: record.name,
      fix: form.pattern.test(repaired) ? `did you mean ${repaired}.${domain}?` : "correct the name",
    });
  });

/** What stands at the domain itself belongs to Cloudflare or to the parent zone. */
const NOT_AT_APEX: Partial<Readonly<Record<RecordType, string>>> = {
  NS: "Cloudflare sets the zone's own name servers",
  DS: "the parent zone holds it: the registrar publishes it",
};

export const recordsNotAtApex: Rule = ({ records }) =>
  records.flatMap((place) => {
    const { record, domain } = place;
    const reason = NOT_AT_APEX[record.type];
    if (reason === undefined || record.name !== domain) return [];
    return mistake(place, ["name"], {
      code: "RECORD_AT_APEX",
      expected: `${record.type} of a name below ${domain}; ${reason}`,
      got: record.name,
      fix: "remove the record, or name the sub-zone that it is for",
    });
  });

/** Every name that people read: of zones, hosts and records. */
export const namesHonest: Rule = ({ configs, hosts, records }) =>
  [
    ...configs.zones.map(({ file, config }) => ({ place: { file, path: ["domain"] }, name: config.domain })),
    ...hosts.map(({ file, path, host }) => ({ place: { file, path: [...path, "name"] }, name: host.name })),
    ...records.map(({ file, path, record }) => ({ place: { file, path: [...path, "name"] }, name: record.name })),
  ].flatMap(({ place, name }) => {
    const found = deception(name);
    if (found === undefined) return [];
    return mistake(place, [], {
      code: "NAME_DECEPTIVE",
      expected: "a name that looks like what it is",
      got: found,
      fix: "type the name again, in one script",
    });
  });
