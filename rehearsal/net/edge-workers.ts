import type { EdgeRequest } from "../../edge/request.ts";
import { bare, type EdgeState, type NetZone } from "./edge-state.ts";

/** Discard-only address behind the record that Cloudflare keeps for a worker's own domain. Source: RFC 6666. */
const NO_ORIGIN = "100::";

/**
 * Name at which a worker's script runs in the rehearsal's network; undefined where no worker stands in front of the address. Of several
 * routes the most specific one counts, and a route without a script leaves the request to the origin.
 * Source: developers.cloudflare.com/workers/configuration/routing/routes, matching behavior (checked 2026-11-26).
 */
export function workerName({ url }: EdgeRequest, { workerRoutes = [], workerDomains = [] }: EdgeState): string | undefined {
  const { hostname, pathname } = new URL(url);
  const address = `${bare(hostname)}${pathname}`;
  const [route] = workerRoutes
    .filter(({ pattern }) => patternOf(String(pattern)).test(address))
    .toSorted((a, b) => String(b.pattern).length - String(a.pattern).length);
  if (route !== undefined) return typeof route.script === "string" && route.script !== "" ? scriptHost(route.script) : undefined;
  const domain = workerDomains.find((each) => bare(String(each.hostname)) === bare(hostname));
  return domain === undefined ? undefined : scriptHost(String(domain.service));
}

/** Where a script runs: a name that no record can lead to. */
export function scriptHost(script: string): string {
  return `${script}.worker`;
}

/** Cloudflare makes the record of a worker's own domain, and keeps it. */
export function domainRecords({ zoneId, domain }: NetZone, states: EdgeState["workerDomains"] = []): Readonly<Record<string, unknown>>[] {
  return states
    .filter(({ zone_id, hostname }) => zone_id === zoneId && `.${String(hostname)}`.endsWith(`.${domain}`))
    .map(({ hostname }) => ({ zone_id: zoneId, name: hostname, type: "AAAA", content: NO_ORIGIN, ttl: 1, proxied: true }));
}

/** An asterisk stands for anything, at the start of a host and at the end of a path. */
function patternOf(pattern: string): RegExp {
  const parts = pattern.replace(/^https?:\/\//, "").split("*");
  return new RegExp(`^${parts.map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join(".*")}$`);
}
