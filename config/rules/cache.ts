import { EDGE_TTL_SECONDS, limitFor } from "../../edge/plan-limits.ts";
import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { CacheConfig } from "../schema/cache.ts";
import { type HostPlace, mistake, type Rule } from "./world.ts";

/** A kept answer goes to everybody who asks for the same address. */
export const cachedFilesPublic: Rule = ({ hosts }) =>
  eachCache(hosts, (place, { paths }) => {
    const routes = Object.entries(place.environment.launch.routes).filter(([, { host, auth }]) => host === place.key && auth !== "public");
    return paths.flatMap((beginning, index) => {
      const hit = routes.find(([, { path }]) => overlaps(beginning, path));
      if (hit === undefined) return [];
      return [
        mistake(place, ["cache", "paths", String(index)], {
          code: "CACHE_PRIVATE_ROUTE",
          expected: "files that everybody may have",
          got: `${beginning}, which also fits ${hit[1].path} of the route ${hit[0]}, which needs a ${hit[1].auth}`,
          fix: "keep files and routes apart",
        }),
      ];
    });
  });

/** Whether some path of the pattern starts like this. */
function overlaps(beginning: string, path: string): boolean {
  const wanted = beginning.split("/").slice(1, -1);
  const segments = path.split("/").slice(1);
  return (
    segments.length > wanted.length && wanted.every((part, index) => segments[index] === part || segments[index]?.startsWith("{") === true)
  );
}

export const cacheTimesOnPlan: Rule = ({ hosts }) =>
  eachCache(hosts, (place, { edgeSeconds }) => {
    const zone = place.environment.zone?.config;
    if (zone === undefined || edgeSeconds === undefined) return [];
    const least = limitFor(EDGE_TTL_SECONDS, zone.plan, zone.addOns);
    if (edgeSeconds >= least) return [];
    return [
      mistake(place, ["cache", "edgeSeconds"], {
        code: "CACHE_TIME_NOT_ON_PLAN",
        expected: `at least ${least} seconds on plan ${zone.plan}`,
        got: String(edgeSeconds),
        fix: "keep files longer, or leave it to the origin's Cache-Control",
      }),
    ];
  });

function eachCache(hosts: readonly HostPlace[], judge: (place: HostPlace, cache: CacheConfig) => SlipwayError[]): SlipwayError[] {
  return hosts.flatMap((place) => (place.host.kind === "web" && place.host.cache !== undefined ? judge(place, place.host.cache) : []));
}
