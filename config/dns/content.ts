import { renderTxt } from "../../mail/txt.ts";
import type { RecordModel } from "../model.ts";
import type { RecordConfig } from "../schema/records.ts";

/** What a record says: in zone-file form, and for the types that the provider takes in fields, in those too. */
export type RecordContent = Pick<RecordModel, "content" | "data" | "priority">;

type Of<T extends RecordConfig["type"]> = Extract<RecordConfig, { type: T }>;

/**
 * The one spelling of a record's value that Cloudflare answers with.
 * Source: cloudflare/terraform-provider-cloudflare v5.22.0, dns_record, `content` and `data`; the RFC of each type.
 */
export function contentOf(record: RecordConfig): RecordContent {
  switch (record.type) {
    case "A":
    case "AAAA":
      return { content: record.address };
    case "CNAME":
    case "PTR":
      return { content: record.target };
    case "NS":
      return { content: record.host };
    case "MX":
      return { content: record.host, priority: record.priority };
    case "TXT":
      return { content: renderTxt(record.text) };
    case "OPENPGPKEY":
      return { content: record.publicKey };
    case "URI":
      return { ...fields({ weight: record.weight, target: record.target }), priority: record.priority };
    case "SRV":
      return fields({ priority: record.priority, weight: record.weight, port: record.port, target: record.target });
    case "CAA":
      return fields({ flags: record.critical ? CAA_CRITICAL : 0, tag: record.tag, value: record.value });
    case "HTTPS":
    case "SVCB":
      return fields({ priority: record.priority, target: record.target, value: parametersOf(record) });
    case "TLSA":
    case "SMIMEA": {
      const { usage, selector, matchingType, certificate } = record;
      return fields({ usage, selector, matching_type: matchingType, certificate });
    }
    case "SSHFP":
      return fields({ algorithm: record.algorithm, type: record.fingerprintType, fingerprint: record.fingerprint });
    case "DS": {
      const { keyTag, algorithm, digestType, digest } = record;
      return fields({ key_tag: keyTag, algorithm, digest_type: digestType, digest });
    }
    case "DNSKEY": {
      const { flags, protocol, algorithm, publicKey } = record;
      return fields({ flags, protocol, algorithm, public_key: publicKey });
    }
    case "CERT": {
      const { certificateType, keyTag, algorithm, certificate } = record;
      return fields({ type: certificateType, key_tag: keyTag, algorithm, certificate });
    }
    case "NAPTR": {
      const { order, preference, flags, service, regexp, replacement } = record;
      return fields({ order, preference, flags, service, regex: regexp, replacement });
    }
    case "LOC":
      return fields(locationOf(record));
  }
}

/** The issuer-critical bit. Source: RFC 8659 section 4.1. */
const CAA_CRITICAL = 128;

function fields(data: NonNullable<RecordModel["data"]>): RecordContent {
  const content = Object.entries(data).map(([name, value]) => (QUOTED.has(name) ? `"${value}"` : String(value)));
  return { data, content: content.join(" ") };
}

/** Fields that zone files quote. `flags` is text in NAPTR only, and a number reads the same there. */
const QUOTED: ReadonlySet<string> = new Set(["value", "service", "regex"]);

/** Parameters in the order of their numbers. Source: RFC 9460 section 14.3.2. */
function parametersOf({ parameters }: Of<"HTTPS"> | Of<"SVCB">): string {
  const { alpn, noDefaultAlpn, port, ipv4Hints, ipv6Hints } = parameters;
  return [
    alpn === undefined ? [] : [`alpn="${alpn.join(",")}"`],
    noDefaultAlpn === true ? ["no-default-alpn"] : [],
    port === undefined ? [] : [`port="${port}"`],
    ipv4Hints === undefined ? [] : [`ipv4hint="${ipv4Hints.join(",")}"`],
    ipv6Hints === undefined ? [] : [`ipv6hint="${ipv6Hints.join(",")}"`],
  ]
    .flat()
    .join(" ");
}

function locationOf(record: Of<"LOC">): NonNullable<RecordModel["data"]> {
  const { latitude, longitude } = record;
  return {
    lat_degrees: latitude.degrees,
    lat_minutes: latitude.minutes,
    lat_seconds: latitude.seconds,
    lat_direction: latitude.direction,
    long_degrees: longitude.degrees,
    long_minutes: longitude.minutes,
    long_seconds: longitude.seconds,
    long_direction: longitude.direction,
    altitude: record.altitudeMetres,
    size: record.sizeMetres,
    precision_horz: record.horizontalPrecisionMetres,
    precision_vert: record.verticalPrecisionMetres,
  };
}
