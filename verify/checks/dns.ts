import type { RecordModel } from "../../config/model.ts";
import { TARGET_ORIGIN } from "../../config/names.ts";
import { recordKey } from "../../config/resolve/records.ts";
import { parseTxt } from "../../mail/txt.ts";
import type { Check, Probe } from "../check.ts";
import type { Net } from "../net.ts";
import { type AskedType, isReadable } from "../probes/dns-data.ts";
import type { EnvironmentScope, ZonePromise } from "../scope.ts";

/** What a check of extra records says of itself, in an environment and in a zone. */
const RECORD_ANSWERS = {
  id: "dns.record-answers",
  source: "zone and launch config, records; RFC 1035 section 3.7",
  businessRisk: "whoever relies on the record, such as a mail service or a certificate authority, does not find what it was promised",
} as const;

/** Records of a zone that hosts and mail do not bring, and the zone's signature. */
export const ZONE_DNS_CHECKS: readonly Check<{ readonly zone: ZonePromise }>[] = [
  {
    ...RECORD_ANSWERS,
    probes: ({ zone }) => recordProbes(zone.base.records.filter(isExtra)),
  },
  {
    id: "dns.zone-signed",
    source: "zone config, dnssec; RFC 4035 section 2.1; readiness row N3",
    businessRisk: "answers about the domain can be forged on the way, and mail and visitors be led astray",
    probes: ({ zone }) => (zone.base.edge?.dnssec === undefined ? [] : [signed(zone.base.zone.domain, zone.base.edge.dnssec)]),
  },
];

/** Host names, as the zone's own servers answer for them. */
export const DNS_CHECKS: readonly Check<EnvironmentScope>[] = [
  {
    id: "dns.host-resolves",
    source: "RFC 1034 section 3.6; readiness row R17",
    businessRisk: "visitors cannot find the host: sign-in, onboarding and every integration that calls it are down",
    probes: ({ environment }) => recordProbes(environment.records.filter((record) => !isExtra(record))),
  },
  {
    ...RECORD_ANSWERS,
    probes: ({ environment }) => recordProbes(environment.records.filter(isExtra)),
  },
  {
    id: "dns.origin-hidden",
    source: "Cloudflare docs, dns/proxy-status (checked 2026-11-22); readiness row R18",
    businessRisk: "anybody can call the origin directly, past every limit, block and DDoS protection",
    probes: ({ environment }) => environment.records.filter(({ proxied }) => proxied).map(originHidden),
  },
];

function isExtra({ key }: RecordModel): boolean {
  return key.startsWith(recordKey(""));
}

/** Whether the zone's own servers hold a key-signing key. That the parent vouches for it is the registrar's part. */
function signed(domain: string, status: "active" | "disabled"): Probe {
  return {
    subject: domain,
    expected: status === "active" ? "a key-signing key" : "no key",
    ask: async (net) => {
      const keys = (await net.dns(domain, "DNSKEY")).filter(({ name, type }) => name === domain && type === "DNSKEY");
      const holds = status === "active" ? keys.some(({ data }) => data.startsWith(KEY_SIGNING)) : keys.length === 0;
      return { outcome: holds ? "pass" : "fail", got: keys.length === 0 ? "no key" : `${keys.length} key${keys.length === 1 ? "" : "s"}` };
    },
  };
}

/** Flags of a zone key with the secure entry point bit. Source: RFC 4034 section 2.1.1. */
const KEY_SIGNING = "257 ";

/** Every record of the list as the zone's own servers answer it. */
export function recordProbes(records: readonly RecordModel[]): readonly Probe[] {
  return records.flatMap((record) =>
    record.proxied ? [servedByEdge(record)] : isReadable(record.type) ? [answered(record, record.type)] : [],
  );
}

function servedByEdge({ name }: RecordModel): Probe {
  const asked = askable(name);
  return {
    subject: name,
    expected: "an address of the edge",
    ask: async (net) => {
      const addresses = await addressesOf(net, asked);
      return { outcome: addresses.length > 0 ? "pass" : "fail", got: addresses.join(", ") || "no address" };
    },
  };
}

function answered(record: RecordModel, type: AskedType): Probe {
  const asked = askable(record.name);
  const value = type === "TXT" ? (parseTxt(record.content) ?? record.content) : record.content;
  // a null MX names the root, whose name is empty
  const wanted = value === "." ? "" : value;
  return {
    subject: record.name,
    expected: `${type} ${record.priority === undefined ? "" : `${record.priority} `}${value}`,
    ask: async (net) => {
      const answers = (await net.dns(asked, type)).filter((answer) => answer.name === asked && answer.type === type);
      const fits = answers.some(({ data, priority }) => data === wanted && (record.priority === undefined || priority === record.priority));
      return { outcome: fits ? "pass" : "fail", got: answers.map(({ data }) => data).join(", ") || "no such record" };
    },
  };
}

/** A name that only the wildcard answers for. */
function askable(name: string): string {
  return name.replace(/^\*/, "slipway-wildcard-probe");
}

function originHidden(record: RecordModel): Probe {
  return {
    subject: record.name,
    expected: "no trace of the origin",
    ask: async (net) => {
      const answers = (await Promise.all((["A", "AAAA", "CNAME"] as const).map((type) => net.dns(record.name, type)))).flat();
      if (answers.length === 0) return { outcome: "fail", got: "no answer at all" };
      // the edge never answers an alias for a proxied name, so where the target's name is not known, any alias gives it away
      const leak = answers.find(({ type, data }) => (record.content === TARGET_ORIGIN ? type === "CNAME" : data === record.content));
      return { outcome: leak === undefined ? "pass" : "fail", got: leak === undefined ? "none" : `${leak.type} ${leak.data}` };
    },
  };
}

/** What a visitor would connect to, IPv4 and IPv6. */
export async function addressesOf(net: Net, name: string): Promise<readonly string[]> {
  const answers = await Promise.all([net.dns(name, "A"), net.dns(name, "AAAA")]);
  return answers.flat().flatMap(({ type, data }) => (type === "A" || type === "AAAA" ? [data] : []));
}
