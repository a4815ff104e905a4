import { renderTxt } from "../../../mail/txt.ts";
import { type DnsServer, startDnsServer } from "../../../rehearsal/net/dns-server.ts";
import { type NetZone, recordsOf, type ZoneRecord } from "../../../rehearsal/net/edge-state.ts";
import type { Zone } from "../../mail/spf/facts.ts";

const LEAF = "v=spf1 ip4:192.0.2.0/24 -all";

/** What everybody else has in DNS. */
export const ELSEWHERE: Zone = {
  "TXT leaf.test": [LEAF],
  "TXT two.test": ["v=spf1 include:leaf.test include:leaf2.test ~all"],
  "TXT leaf2.test": ["v=spf1 ip6:2001:db8::/32 ~all"],
  "TXT deep.test": ["v=spf1 include:two.test include:three.test -all"],
  "TXT three.test": ["v=spf1 include:leaf.test a:host.test mx:mail.test -all"],
  "TXT sent.test": ["v=spf1 redirect=leaf.test"],
  "TXT round.test": ["v=spf1 include:round2.test -all"],
  "TXT round2.test": ["v=spf1 include:round.test -all"],
  "TXT open.test": ["v=spf1 +all"],
  "TXT slow.test": ["v=spf1 ptr -all"],
  "TXT broken.test": ["v=spf1 inlcude:leaf.test -all"],
  "TXT twice.test": [LEAF, "v=spf1 -all"],
  "TXT silent.test": ["hello"],
  "TXT why.test": ["%{i} may not send as %{d}"],
  "A host.test": ["192.0.2.7"],
  "AAAA host.test": ["2001:db8::7"],
  "A old.test": ["192.0.2.8"],
  "MX mail.test": ["10 host.test"],
  "MX many.test": Array.from({ length: 11 }, (_, index) => `${index} n${index}.test`),
  ...Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`A n${index}.test`, ["192.0.2.9"]])),
  "MX takes.test": ["10 host.test"],
  "TXT *._report._dmarc.takes.test": ["v=DMARC1;"],
  "MX shy.test": ["10 host.test"],
  "A bare.test": ["192.0.2.10"],
  "MX closed.test": ["0 ."],
  "PTR 7.2.0.192.in-addr.arpa": ["host.test"],
};

/** A name server for the cases' zones, and for everything else that is asked here: what it does not hold does not exist. */
export async function serve(zones: ReadonlyMap<string, Zone>): Promise<DnsServer> {
  const held = new Map([...zones, ["test", ELSEWHERE] as const, ["arpa", ELSEWHERE] as const, ["example", {}] as const]);
  const records = new Map([...held].map(([domain, zone]) => [domain, recordsIn(zone, domain)]));
  const netZones: readonly NetZone[] = [...held.keys()].map((domain) => ({ domain, zoneId: domain }));
  return startDnsServer(() => ({
    zones: netZones,
    recordsOf: ({ domain }) => records.get(domain) ?? [],
    foreign: [],
    edgeAddress: "192.0.2.254",
    originAddress: () => undefined,
  }));
}

function recordsIn(zone: Zone, domain: string): readonly ZoneRecord[] {
  return recordsOf(
    Object.entries(zone).flatMap(([key, values]) => {
      const [type = "", name = ""] = key.split(" ");
      if (!name.endsWith(domain)) return [];
      return values.map((value) => {
        const [, priority, host] = (type === "MX" && /^(\d+) (.+)$/.exec(value)) || [];
        const content = type === "TXT" ? renderTxt(value) : (host ?? value);
        return { name, type, content, ttl: 300, proxied: false, ...(priority === undefined ? {} : { priority: Number(priority) }) };
      });
    }),
  );
}
