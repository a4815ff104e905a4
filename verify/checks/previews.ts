import type { Check, Probe } from "../check.ts";
import type { EnvironmentScope } from "../scope.ts";
import { addressesOf } from "./dns.ts";

/** What the zone's rules answer under the name of a preview that has ended. */
const REFUSED = 403;

export const PREVIEW_CHECKS: readonly Check<EnvironmentScope>[] = [
  {
    id: "previews.closed",
    source: "launch config, stages; docs/adr/0016-stages.md",
    businessRisk: "what was tried before the launch stays open beside it, under a name that nobody watches",
    probes: ({ environment: { closedPreviews = [] }, zone }) =>
      closedPreviews.filter((name) => !isElsewhere(name, zone)).map((name) => closed(name)),
  },
];

function closed(name: string): Probe {
  return {
    subject: name,
    expected: `no address, or ${REFUSED}`,
    ask: async (net) => {
      const addresses = await addressesOf(net, name);
      if (addresses.length === 0) return { outcome: "pass", got: "no address" };
      const { status } = await net.get(`https://${name}/`);
      return { outcome: status === REFUSED ? "pass" : "fail", got: `${status} at ${addresses.join(", ")}` };
    },
  };
}

/** A wildcard that goes past the edge answers for every name, with what was never a preview. */
function isElsewhere(name: string, { base }: EnvironmentScope["zone"]): boolean {
  return base.records.some((record) => record.name.startsWith("*.") && !record.proxied && name.endsWith(record.name.slice(1)));
}
