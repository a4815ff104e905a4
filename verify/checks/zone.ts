import type { Check, Probe } from "../check.ts";
import type { ZonePromise } from "../scope.ts";
import { addressesOf } from "./dns.ts";
import { HSTS_RISK, hstsProbes } from "./headers.ts";
import { TLS_PROMISES } from "./tls.ts";

interface ZoneScope {
  readonly zone: ZonePromise;
}

/** What a zone promises for every host in it, asked at its apex, which answers for the zone once a launch serves something there. */
export const ZONE_CHECKS: readonly Check<ZoneScope>[] = [
  {
    id: "headers.hsts",
    source: "zone config, tls.hsts; RFC 6797 section 6.1",
    businessRisk: HSTS_RISK,
    probes: ({ zone }) => hstsProbes(zone.base.zone.domain, zone).map((probe) => onceServed(zone, probe)),
  },
  ...TLS_PROMISES.map(
    ({ probe, ...about }): Check<ZoneScope> => ({
      ...about,
      probes: ({ zone }) => probe(zone.base.zone.domain, zone).map((each) => onceServed(zone, each)),
    }),
  ),
];

/** Before the first launch the apex leads nowhere, and nothing is wrong with that. */
function onceServed(zone: ZonePromise, probe: Probe): Probe {
  return {
    ...probe,
    ask: async (net) => {
      const addresses = await addressesOf(net, zone.base.zone.domain);
      return addresses.length === 0 ? { outcome: "not-applicable", got: "no launch serves the apex yet" } : probe.ask(net);
    },
  };
}
