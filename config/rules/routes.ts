import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { LaunchConfig } from "../schema/launch.ts";
import type { RouteConfig } from "../schema/routes.ts";
import { groupBy, mistake, type Place, type Rule, type World } from "./world.ts";

interface RoutePlace extends Place {
  readonly key: string;
  readonly route: RouteConfig;
  readonly launch: LaunchConfig;
}

export const routeHosts: Rule = (world) =>
  eachRoute(world, ({ route, launch, ...place }) => {
    const environments = Object.values(launch.environments);
    const kinds = environments.map(({ hosts }) => (Object.hasOwn(hosts, route.host) ? hosts[route.host]?.kind : undefined));
    if (kinds.every((kind) => kind === undefined)) {
      const known = [...new Set(environments.flatMap(({ hosts }) => Object.keys(hosts)))];
      return [
        mistake(place, ["host"], {
          code: "ROUTE_HOST_UNKNOWN",
          expected: `one of the hosts ${known.join(", ")}`,
          got: route.host,
          fix: "name the host that serves the route",
        }),
      ];
    }
    if (!kinds.includes("redirect")) return [];
    return [
      mistake(place, ["host"], {
        code: "ROUTE_ON_REDIRECT",
        expected: "a host that serves the route",
        got: `${route.host}, which only redirects`,
        fix: "name the host that it redirects to",
      }),
    ];
  });

export const routesEverywhere: Rule = ({ environments }) =>
  environments.flatMap((environment) => {
    const missing = groupBy(
      Object.entries(environment.launch.routes).filter(([, { host }]) => !Object.hasOwn(environment.config.hosts, host)),
      ([, { host }]) => host,
    );
    const elsewhere = ([host]: [string, unknown]) =>
      Object.values(environment.launch.environments).some(({ hosts }) => Object.hasOwn(hosts, host));
    return [...missing].filter(elsewhere).map(([host, routes]) =>
      mistake(environment, ["hosts"], {
        code: "ROUTE_HOST_MISSING_HERE",
        expected: `a host ${host} for the routes ${routes.map(([key]) => key).join(", ")}`,
        got: "none in this environment",
        fix: "add the host, if this environment should serve them",
      }),
    );
  });

export const routesOnce: Rule = ({ configs }) =>
  configs.launches.flatMap(({ file, config }) => {
    const shapes = groupBy(
      Object.entries(config.routes),
      ([, { method, host, path }]) => `${method} ${host} ${path.replace(/\{[^}]*\}/g, "{}")}`,
    );
    return [...shapes.values()].flatMap(([first, ...others]) =>
      first === undefined
        ? []
        : others.map(([key, { method, path }]) =>
            mistake({ file, path: ["routes", key] }, [], {
              code: "ROUTE_TWICE",
              expected: "one line for each method and path of a host",
              got: `${method} ${path}, which is also the route ${first[0]}`,
              fix: "merge the two",
            }),
          ),
    );
  });

export const routePaths: Rule = (world) =>
  eachRoute(world, ({ route, ...place }) => {
    const fault = faultOf(route.path);
    if (fault === undefined) return [];
    return [
      mistake(place, ["path"], {
        code: "ROUTE_PATH_UNCLEAR",
        expected: "whole segments, with {name} for a variable one",
        got: `${route.path}, which has ${fault}`,
        fix: "spell the path as the application's router sees it",
      }),
    ];
  });

function faultOf(path: string): string | undefined {
  if (path === "/") return undefined;
  const segments = path.slice(1).split("/");
  if (segments.at(-1) === "") return "a slash at its end";
  if (segments.includes("")) return "an empty segment";
  if (segments.some((segment) => segment === "." || segment === "..")) return "a segment of dots";
  if (segments.some((segment) => /[{}]/.test(segment) && !/^\{[A-Za-z][A-Za-z0-9_]*\}$/.test(segment)))
    return "braces that are not a whole segment";
  const names = segments.filter((segment) => segment.startsWith("{"));
  return new Set(names).size < names.length ? "one name twice" : undefined;
}

export const publicRoutesExplained: Rule = (world) =>
  eachRoute(world, ({ route, ...place }) => {
    if (route.auth !== "public" || route.publicReason !== undefined) return [];
    return [
      mistake(place, ["publicReason"], {
        code: "ROUTE_PUBLIC_WITHOUT_REASON",
        expected: "a reason why everybody may call it",
        got: "nothing",
        fix: "add the reason, or set auth",
      }),
    ];
  });

export const cachedRoutesHarmless: Rule = (world) =>
  eachRoute(world, ({ route, ...place }) => {
    if (!route.cacheable) return [];
    const reads = route.method === "GET" || route.method === "HEAD";
    if (reads && route.auth === "public") return [];
    return [
      mistake(place, ["cacheable"], {
        code: "ROUTE_CACHES_PRIVATE_DATA",
        expected: "false, because one caller's answer must not go to another",
        got: `true on a ${route.method} route with auth ${route.auth}`,
        fix: "remove cacheable",
      }),
    ];
  });

export const routesHaveRoles: Rule = (world) =>
  eachRoute(world, ({ route, ...place }) => {
    if ((route.auth !== "session" && route.auth !== "token") || route.role !== undefined) return [];
    return [
      mistake(place, ["role"], {
        code: "ROUTE_WITHOUT_ROLE",
        expected: "the least role that may call it",
        got: "nothing",
        fix: "add the role",
      }),
    ];
  });

export const objectRoutesHaveTenants: Rule = (world) =>
  eachRoute(world, ({ route, ...place }) => {
    if (route.auth === "public" || route.tenantKey !== undefined || !/\{[^}]*\}/.test(route.path)) return [];
    return [
      mistake(place, ["tenantKey"], {
        code: "ROUTE_WITHOUT_TENANT",
        expected: `the field that binds the object of ${route.path} to one organisation`,
        got: "nothing",
        fix: "add tenantKey, and check it in the application's query",
      }),
    ];
  });

function eachRoute({ configs }: World, judge: (place: RoutePlace) => SlipwayError[]): SlipwayError[] {
  return configs.launches.flatMap(({ file, config }) =>
    Object.entries(config.routes).flatMap(([key, route]) => judge({ file, path: ["routes", key], key, route, launch: config })),
  );
}
