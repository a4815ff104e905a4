import type { Answer, RecordType } from "dns-packet";

/** Types whose values are read back; the DNS library knows no others. */
const READABLE = ["A", "AAAA", "CAA", "CNAME", "DNSKEY", "DS", "MX", "NAPTR", "NS", "PTR", "SRV", "SSHFP", "TLSA", "TXT"] as const;

export type AskedType = Extract<RecordType, (typeof READABLE)[number]>;

export function isReadable(type: string): type is AskedType {
  return READABLE.some((each) => each === type);
}

/** One record, names in lower case without trailing dot, TXT strings joined. */
export interface DnsAnswer {
  readonly name: string;
  readonly type: string;
  /** As the model spells `content`, but for TXT, which comes unquoted. */
  readonly data: string;
  /** MX only. */
  readonly priority?: number;
}

/** What an answer says; empty for a type that is not readable. Source: RFC 1035 section 5.1 and the RFC of each type. */
export function readAnswer(answer: Answer): DnsAnswer[] {
  const name = hostname(answer.name);
  const read = (data: string, more: Pick<DnsAnswer, "priority"> = {}): DnsAnswer[] => [{ name, type: answer.type, data, ...more }];
  switch (answer.type) {
    case "A":
    case "AAAA":
      return read(answer.data);
    case "CNAME":
    case "NS":
    case "PTR":
      return read(hostname(answer.data));
    case "MX":
      return read(hostname(answer.data.exchange), { priority: answer.data.preference ?? 0 });
    case "TXT": {
      const strings = Array.isArray(answer.data) ? answer.data : [answer.data];
      return read(strings.map((each) => each.toString()).join(""));
    }
    case "CAA":
      return read(`${answer.data.flags ?? 0} ${answer.data.tag} "${answer.data.value}"`);
    case "SRV": {
      const { priority = 0, weight = 0, port, target } = answer.data;
      return read(`${priority} ${weight} ${port} ${hostname(target) || "."}`);
    }
    case "DS": {
      const { keyTag, algorithm, digestType, digest } = answer.data;
      return read(`${keyTag} ${algorithm} ${digestType} ${digest.toString("hex")}`);
    }
    case "DNSKEY": {
      const { flags, algorithm, key } = answer.data;
      return read(`${flags} ${DNSSEC_PROTOCOL} ${algorithm} ${key.toString("base64")}`);
    }
    case "TLSA": {
      const { usage, selector, matchingType, certificate } = answer.data;
      return read(`${usage} ${selector} ${matchingType} ${certificate.toString("hex")}`);
    }
    case "SSHFP":
      return read(`${answer.data.algorithm} ${answer.data.hash} ${answer.data.fingerprint.toLowerCase()}`);
    case "NAPTR": {
      const { order, preference, flags, services, regexp, replacement } = answer.data;
      return read(`${order} ${preference} ${flags} "${services}" "${regexp}" ${hostname(replacement) || "."}`);
    }
    default:
      return [];
  }
}

/** Source: RFC 4034 section 2.1.2. */
const DNSSEC_PROTOCOL = 3;

function hostname(text: string): string {
  return text.toLowerCase().replace(/\.$/, "");
}
