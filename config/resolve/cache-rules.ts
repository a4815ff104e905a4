import { quote } from "../../edge/expression/literal.ts";
import { routesExpression } from "../../edge/limit-expression.ts";
import type { CacheRule } from "../../edge/rule.ts";
import type { HostModel } from "../host-model.ts";
import type { EnvironmentModel } from "../model.ts";
import { groupBy } from "../rules/world.ts";
import type { CacheConfig } from "../schema/cache.ts";
import { hostIs } from "./rule-parts.ts";

type Routes = EnvironmentModel["routes"];

/**
 * What may be kept comes first and what may not comes last: of several rules that match, the last one decides.
 * Source: developers.cloudflare.com/cache/how-to/cache-rules/order (checked 2026-11-25).
 */
export function cacheRules(
  owner: string,
  hosts: readonly HostModel[],
  routes: Routes,
  files: ReadonlyMap<string, CacheConfig>,
): CacheRule[] {
  return [
    ...bypass(`${owner}--cache-none`, "answers of APIs and internal hosts are not kept", closedHosts(hosts)),
    ...publicRoutes(owner, routes),
    ...hosts.flatMap((host) => fileRule(owner, host, files.get(host.key))),
    ...privateRoutes(owner, hosts, routes, files),
  ];
}

function closedHosts(hosts: readonly HostModel[]): string | undefined {
  const names = hosts.filter(({ kind }) => kind !== "web").map(({ name }) => name);
  return names.length === 0 ? undefined : `(${hostIs(names)})`;
}

function publicRoutes(owner: string, routes: Routes): CacheRule[] {
  const expression = anyRoute(routes.filter(({ cacheable }) => cacheable));
  return expression === undefined ? [] : [{ ...rule(`${owner}--cache-routes`, "public routes that may be kept", expression), cache: true }];
}

function fileRule(owner: string, { key, name }: HostModel, files: CacheConfig | undefined): CacheRule[] {
  if (files === undefined) return [];
  const { paths, edgeSeconds, browserSeconds } = files;
  const below = [...new Set(paths)].sort().map((path) => `starts_with(http.request.uri.path, ${quote(path)})`);
  return [
    {
      ...rule(`${owner}--cache-files-${key}`, `files of ${name} that may be kept`, `(${hostIs([name])} and (${below.join(" or ")}))`),
      cache: true,
      ...(edgeSeconds === undefined ? {} : { edgeTtlSeconds: edgeSeconds }),
      ...(browserSeconds === undefined ? {} : { browserTtlSeconds: browserSeconds }),
      deceptionArmor: true,
    },
  ];
}

/** Where something is kept at all, everything behind a login is named again, behind it. */
function privateRoutes(owner: string, hosts: readonly HostModel[], routes: Routes, files: ReadonlyMap<string, CacheConfig>): CacheRule[] {
  const keeping = new Set([...files.keys(), ...routes.filter(({ cacheable }) => cacheable).map(({ host }) => host)]);
  const guarded = routes.filter(({ auth, host }) => auth !== "public" && (keeping.has(host) || isWeb(hosts, host)));
  return bypass(`${owner}--cache-private`, "answers behind a login are not kept", anyRoute(guarded));
}

function isWeb(hosts: readonly HostModel[], key: string): boolean {
  return hosts.some((host) => host.key === key && host.kind === "web");
}

function bypass(ref: string, description: string, expression: string | undefined): CacheRule[] {
  return expression === undefined ? [] : [{ ...rule(ref, description, expression), cache: false }];
}

/** Whatever the method: an answer to HEAD is kept with that to GET. */
function anyRoute(routes: Routes): string | undefined {
  if (routes.length === 0) return undefined;
  const groups = [...groupBy(routes, ({ hostName }) => hostName)];
  return `(${groups.map(([host, group]) => `(${routesExpression({ host, byMethod: false, routes: group })})`).join(" or ")})`;
}

function rule(ref: string, description: string, expression: string) {
  return { phase: "http_request_cache_settings", action: "set_cache_settings", ref, description, expression, enabled: true } as const;
}
