import type { HostModel } from "../../config/host-model.ts";
import type { HstsValue } from "../../config/model.ts";
import type { Check, Probe } from "../check.ts";
import type { HttpAnswer } from "../probes/http.ts";
import { type EnvironmentScope, hostsOf, servedUrl, settingOf, type ZonePromise } from "../scope.ts";
import { urlOf } from "./access.ts";

/** Their values are credentials, wherever they turn up. */
const CREDENTIALS = /^(authorization|proxy-authorization|cookie|set-cookie)$/;

/** Source: developers.cloudflare.com/cache/concepts/cache-responses (checked 2026-11-25). */
const KEPT = /\b(HIT|STALE|UPDATING|REVALIDATED|MISS|EXPIRED)\b/;

export const HSTS_RISK = "a first request over plain HTTP can be taken over, and with it the session";

export const HEADER_CHECKS: readonly Check<EnvironmentScope>[] = [
  {
    id: "headers.hsts",
    source: "zone config, tls.hsts; RFC 6797 section 6.1",
    businessRisk: HSTS_RISK,
    probes: (scope) => hostsOf(scope, "web", "api").flatMap(({ name }) => hstsProbes(name, scope.zone)),
  },
  {
    id: "headers.cache",
    source: "launch config, routes.<route>.auth; readiness row R18",
    businessRisk: "one customer's conversation or record is served to the next who asks",
    probes: (scope) => hostsOf(scope, "web", "api").flatMap(({ name }) => neverKept(scope, name)),
  },
  {
    id: "headers.declared",
    source: "launch config, hosts.<host>.headers; OWASP ASVS 5.0, 3.4",
    businessRisk: "browsers do not defend the page: framing, sniffing or injected scripts reach customers' sessions",
    probes: (scope) => hostsOf(scope, "web", "api").flatMap((host) => declared(host, servedUrl(scope, host))),
  },
];

/** One probe when the zone promises HSTS, none otherwise. */
export function hstsProbes(host: string, zone: ZonePromise): readonly Probe[] {
  const value = settingOf(zone, "security_header");
  const promise = typeof value === "object" ? value.strict_transport_security : undefined;
  if (promise === undefined || !promise.enabled) return [];
  return [
    {
      subject: host,
      expected: renderHsts(promise),
      ask: async (net) => {
        const found = (await net.get(`https://${host}/`)).headers.get("strict-transport-security") ?? [];
        // browsers look at the first one only, so a second is somebody else's mistake waiting to be first
        return {
          outcome: found.length === 1 && sameHsts(found[0] ?? "", promise) ? "pass" : "fail",
          got: found.join(" | ") || "no such header",
        };
      },
    },
  ];
}

function declared(host: HostModel, url: string): readonly Probe[] {
  return Object.entries(host.headers).map(([name, value]): Probe => {
    return {
      subject: `${host.name} ${name}`,
      expected: value,
      ask: async (net) => {
        const found = (await net.get(url)).headers.get(name) ?? [];
        return { outcome: found.length === 1 && found[0] === value ? "pass" : "fail", got: quoted(name, found) };
      },
    };
  });
}

/** Asked twice, because only the second answer can come from a cache. */
function neverKept({ environment }: EnvironmentScope, name: string): readonly Probe[] {
  const guarded = environment.routes.filter(({ hostName, method, auth }) => hostName === name && method === "GET" && auth !== "public");
  return guarded.map((route): Probe => {
    const url = urlOf(route);
    return {
      subject: url,
      expected: "no answer out of a cache",
      ask: async (net) => {
        await net.http({ method: "GET", url });
        const status = (await net.http({ method: "GET", url })).headers.get("cf-cache-status")?.join(", ") ?? "none";
        return { outcome: KEPT.test(status) ? "fail" : "pass", got: `cf-cache-status: ${status}` };
      },
    };
  });
}

function quoted(name: string, values: NonNullable<ReturnType<HttpAnswer["headers"]["get"]>>): string {
  if (values.length === 0) return "no such header";
  return CREDENTIALS.test(name) ? "(not shown)" : values.join(" | ");
}

function renderHsts({ max_age, include_subdomains, preload }: HstsValue): string {
  return [`max-age=${max_age}`, ...(include_subdomains ? ["includeSubDomains"] : []), ...(preload ? ["preload"] : [])].join("; ");
}

/** Order and spelling of directives mean nothing. Source: RFC 6797 section 6.1. */
function sameHsts(header: string, promise: HstsValue): boolean {
  const directives = header
    .split(";")
    .map((each) =>
      each
        .trim()
        .toLowerCase()
        .replace(/\s*=\s*/, "=")
        .replace(/"/g, ""),
    )
    .filter((each) => each !== "");
  return directives.sort().join(";") === renderHsts(promise).toLowerCase().split("; ").sort().join(";");
}
