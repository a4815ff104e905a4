import type { HostModel } from "../../config/host-model.ts";
import type { Check, Probe } from "../check.ts";
import { type EnvironmentScope, servedUrl, settingOf } from "../scope.ts";

const FORBIDDEN = 403;

/** That nobody reaches an origin but through the edge, where that is promised. */
export const ORIGIN_CHECKS: readonly Check<EnvironmentScope>[] = [
  {
    id: "origin.locked",
    source: "launch config, target; zone config, tls.originPulls; readiness row N1",
    businessRisk: "limits, logins and blocks at the edge protect nothing: anybody can ask the origin itself",
    probes: (scope) => lockedHosts(scope).map((host) => aroundTheEdge(scope, host)),
  },
];

/** Hosts of a load balancer that admits the edge alone, and of origins to which the zone proves itself so that they can. */
function lockedHosts({ environment, zone }: EnvironmentScope): readonly HostModel[] {
  const provesItself = settingOf(zone, "tls_client_auth") === "on" || zone.base.edge?.zoneOriginPulls === true;
  return environment.hosts.filter(({ origin }) => (origin === undefined ? environment.workload?.kind === "container" : provesItself));
}

function aroundTheEdge(scope: EnvironmentScope, host: HostModel): Probe {
  const url = servedUrl(scope, host);
  return {
    subject: host.name,
    expected: "no answer to whoever goes around the edge",
    ask: async (net) => {
      const origin = host.origin ?? (await net.originOf(scope.environment.zone.zoneId, host.name));
      if (origin === undefined) return { outcome: "not-applicable", got: "not tried: nobody here knows the origin's own name" };
      const answer = await net.around(origin, url);
      if ("closed" in answer) return { outcome: "pass", got: `none (${answer.closed})` };
      return { outcome: answer.status === FORBIDDEN ? "pass" : "fail", got: `${answer.status} from the origin itself` };
    },
  };
}
