import type { RecordModel } from "../../config/model.ts";
import type { Check, Probe } from "../check.ts";
import type { Net } from "../net.ts";
import type { EnvironmentScope } from "../scope.ts";

/** Host names, as the zone's own servers answer for them. */
export const DNS_CHECKS: readonly Check<EnvironmentScope>[] = [
  {
    id: "dns.host-resolves",
    source: "RFC 1034 section 3.6; readiness row R17",
    businessRisk: "visitors cannot find the host: sign-in, onboarding and every integration that calls it are down",
    probes: ({ environment }) => environment.records.map(resolves),
  },
  {
    id: "dns.origin-hidden",
    source: "Cloudflare docs, dns/proxy-status (checked 2026-11-22); readiness row R18",
    businessRisk: "anybody can call the origin directly, past every limit, block and DDoS protection",
    probes: ({ environment }) => environment.records.filter(({ proxied }) => proxied).map(originHidden),
  },
];

function resolves(record: RecordModel): Probe {
  const plain = record.proxied ? undefined : record.content;
  return {
    subject: record.name,
    expected: plain === undefined ? "an address of the edge" : `${record.type} ${plain}`,
    ask: async (net) => {
      if (plain === undefined) {
        const addresses = await addressesOf(net, record.name);
        return { outcome: addresses.length > 0 ? "pass" : "fail", got: addresses.join(", ") || "no address" };
      }
      const answers = (await net.dns(record.name, record.type)).filter(({ name, type }) => name === record.name && type === record.type);
      const got = answers.map(({ data }) => data).join(", ") || "no such record";
      return { outcome: answers.some(({ data }) => data === plain) ? "pass" : "fail", got };
    },
  };
}

function originHidden(record: RecordModel): Probe {
  return {
    subject: record.name,
    expected: "no trace of the origin",
    ask: async (net) => {
      const answers = (await Promise.all((["A", "AAAA", "CNAME"] as const).map((type) => net.dns(record.name, type)))).flat();
      if (answers.length === 0) return { outcome: "fail", got: "no answer at all" };
      const leaks = answers.filter(({ data }) => data === record.content);
      return { outcome: leaks.length === 0 ? "pass" : "fail", got: leaks.length === 0 ? "none" : `${record.type} ${record.content}` };
    },
  };
}

/** What a visitor would connect to, IPv4 and IPv6. */
export async function addressesOf(net: Net, name: string): Promise<readonly string[]> {
  const answers = await Promise.all([net.dns(name, "A"), net.dns(name, "AAAA")]);
  return answers.flat().flatMap(({ type, data }) => (type === "A" || type === "AAAA" ? [data] : []));
}
