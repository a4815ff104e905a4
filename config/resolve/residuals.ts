import type { HostModel } from "../host-model.ts";
import type { EnvironmentModel, Residual } from "../model.ts";
import { type EnvironmentPlace, groupBy, where } from "../rules/world.ts";
import type { LaunchConfig } from "../schema/launch.ts";
import { sessionChanges } from "./route-rules.ts";

type Routes = EnvironmentModel["routes"];

/** What hosts and routes promise and the edge cannot keep, or not alone. */
export function edgeResiduals(environment: EnvironmentPlace, hosts: readonly HostModel[], routes: Routes): Residual[] {
  const cached = cachingHosts(environment.launch);
  const routesByHost = groupBy(routes, ({ host }) => host);
  return hosts.flatMap((host) => {
    const at = where(environment, ["hosts", host.key]);
    const own = routesByHost.get(host.key) ?? [];
    return [...(cached.has(host.key) ? caching(host, at) : []), ...crossOrigin(host, own, at), ...forgery(host, own, at)];
  });
}

/** The keys of hosts with a route that may be cached. */
export function cachingHosts({ routes }: LaunchConfig): ReadonlySet<string> {
  return new Set(Object.values(routes).flatMap(({ host, cacheable }) => (cacheable ? [host] : [])));
}

/** One value of Cache-Control for the whole host cannot fit both kinds of route. */
function caching({ name, kind }: HostModel, at: string): Residual[] {
  if (kind === "web") return [];
  return [
    {
      where: at,
      wanted: `no-store on every answer of ${name} but those of cacheable routes`,
      enforced: "the Cache-Control that the origin sends",
      remaining: "the origin sends no-store on every route that is not cacheable",
    },
  ];
}

function crossOrigin({ kind, name, cors }: HostModel, routes: Routes, at: string): Residual[] {
  if (cors !== undefined) {
    return [
      {
        where: at,
        wanted: `browsers let pages of ${cors.origins.join(", ")} call ${name}`,
        enforced: "the CORS headers of every answer",
        remaining: "the origin answers OPTIONS with 204 or 200: no rule of the edge can make that answer",
      },
    ];
  }
  if (kind !== "api" || !routes.some(({ auth }) => auth === "session")) return [];
  return [
    {
      where: at,
      wanted: `browsers let only known pages call ${name}`,
      enforced: "nothing at the edge",
      remaining: "the origin sends CORS headers for known origins only, or the host declares cors",
    },
  ];
}

function forgery(host: HostModel, routes: Routes, at: string): Residual[] {
  if (sessionChanges(host, routes).length === 0) return [];
  return [
    {
      where: at,
      wanted: `no page of a stranger changes anything on ${host.name} with a visitor's session`,
      enforced: "403 for requests whose Origin is none of the host's own",
      remaining: "the application checks a token or SameSite cookies: a request without an Origin header passes the edge",
    },
  ];
}
