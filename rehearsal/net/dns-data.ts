import type { Answer } from "dns-packet";
import type { ZoneRecord } from "./edge-state.ts";

/** A record as it goes over the wire, with the name as it was asked for. Types that the rehearsal does not play give nothing. */
export function dataOf({ type, content, ttlSeconds: ttl, priority, data }: ZoneRecord, name: string): Answer[] {
  switch (type) {
    case "A":
    case "AAAA":
      return [{ type, name, ttl, data: content }];
    case "CNAME":
    case "NS":
    case "PTR":
      return [{ type, name, ttl, data: content.replace(/\.$/, "") }];
    case "MX":
      return [{ type, name, ttl, data: { preference: priority, exchange: content.replace(/\.$/, "") } }];
    case "TXT":
      return [{ type, name, ttl, data: txtStrings(content) }];
    case "CAA":
      return [{ type, name, ttl, data: { flags: numberOf(data.flags), tag: tagOf(data.tag), value: String(data.value ?? "") } }];
    case "SRV":
      return [
        {
          type,
          name,
          ttl,
          data: {
            priority: numberOf(data.priority),
            weight: numberOf(data.weight),
            port: numberOf(data.port),
            target: String(data.target ?? ""),
          },
        },
      ];
    default:
      return securityData(type, data).map((answer) => ({ ...answer, name, ttl }));
  }
}

type Wire = Extract<Answer, { type: "DS" | "DNSKEY" | "TLSA" | "SSHFP" | "NAPTR" }>;
type Untitled<T> = T extends Wire ? Pick<T, "type" | "data"> : never;

/** Keys, fingerprints and rewriting rules. */
function securityData(type: string, data: ZoneRecord["data"]): Untitled<Wire>[] {
  const number = (key: string): number => numberOf(data[key]);
  const text = (key: string): string => String(data[key] ?? "");
  switch (type) {
    case "DS": {
      const digest = Buffer.from(text("digest"), "hex");
      return [{ type, data: { keyTag: number("key_tag"), algorithm: number("algorithm"), digestType: number("digest_type"), digest } }];
    }
    case "DNSKEY":
      return [{ type, data: { flags: number("flags"), algorithm: number("algorithm"), key: Buffer.from(text("public_key"), "base64") } }];
    case "TLSA": {
      const certificate = Buffer.from(text("certificate"), "hex");
      return [{ type, data: { usage: number("usage"), selector: number("selector"), matchingType: number("matching_type"), certificate } }];
    }
    case "SSHFP":
      return [{ type, data: { algorithm: number("algorithm"), hash: number("type"), fingerprint: text("fingerprint") } }];
    case "NAPTR":
      return [
        {
          type,
          data: {
            order: number("order"),
            preference: number("preference"),
            flags: text("flags"),
            services: text("service"),
            regexp: text("regex"),
            replacement: text("replacement"),
          },
        },
      ];
    default:
      return [];
  }
}

/** Longest string in a TXT record, in bytes. Source: RFC 1035 section 3.3. */
const MAX_STRING_BYTES = 255;

/** `"a" "b"` is two strings; without quotes it is one, cut where it has to be. `\"` and `\\` stand for themselves. */
export function txtStrings(content: string): Buffer[] {
  const quoted = [...content.matchAll(/"((?:[^"\\]|\\[\s\S])*)"/g)].map(([, body = ""]) => body.replace(/\\([\s\S])/g, "$1"));
  const strings = /^\s*"/.test(content) && quoted.length > 0 ? quoted : [content];
  return strings.flatMap((text) => {
    const bytes = Buffer.from(text);
    const cuts = Math.max(1, Math.ceil(bytes.length / MAX_STRING_BYTES));
    return Array.from({ length: cuts }, (_, index) => bytes.subarray(index * MAX_STRING_BYTES, (index + 1) * MAX_STRING_BYTES));
  });
}

function numberOf(value: unknown): number {
  return typeof value === "number" || typeof value === "string" ? Number(value) : 0;
}

function tagOf(value: unknown): "issue" | "issuewild" | "iodef" {
  return value === "issuewild" || value === "iodef" ? value : "issue";
}
