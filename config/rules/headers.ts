import { HOP_BY_HOP_HEADERS } from "../../edge/hop-by-hop.ts";
import type { SlipwayError } from "../../errors/slipway-error.ts";
import { type HostPlace, mistake, type Rule } from "./world.ts";

/** Describe the body that the origin sent; a fixed value would contradict it. Source: RFC 9110 section 8. */
const BODY_HEADERS = [
  "content-length",
  "content-encoding",
  "content-type",
  "content-range",
  "date",
  "etag",
  "last-modified",
  "location",
  "server",
  "vary",
  "www-authenticate",
];

/** `set` replaces every cookie, Cloudflare's own too. Source: developers.cloudflare.com/rules/transform/response-header-modification. */
const COOKIE_HEADERS = ["set-cookie", "set-cookie2"];

export const headersSettable: Rule = ({ hosts }) =>
  eachHeader(hosts, (place, name) => {
    const reason = HOP_BY_HOP_HEADERS.has(name)
      ? "which belongs to the connection"
      : COOKIE_HEADERS.includes(name)
        ? "which would remove every other cookie"
        : BODY_HEADERS.includes(name)
          ? "which describes the origin's own answer"
          : name.startsWith("cf-") || name.startsWith("x-cf-")
            ? "which Cloudflare keeps for itself"
            : undefined;
    if (reason === undefined) return [];
    return [
      mistake(place, ["headers", name], {
        code: "HEADER_NOT_SETTABLE",
        expected: "a header that one value for the whole host suits",
        got: `${name}, ${reason}`,
        fix: "let the origin send it",
      }),
    ];
  });

export const headersOnce: Rule = ({ hosts }) =>
  eachHeader(hosts, (place, name) => {
    if (name !== "strict-transport-security") return [];
    return [
      mistake(place, ["headers", name], {
        code: "HEADER_SET_TWICE",
        expected: "HSTS in the zone config only",
        got: `${name} for the host ${place.key} too`,
        fix: "remove it and set tls.hsts of the zone",
      }),
    ];
  });

/** Directives that speak to caches, and not against them. Source: RFC 9111 section 5.2.2. */
const CACHING = /\b(max-age|s-maxage|public|immutable|stale-while-revalidate)\b/;

export const cacheHeadersMeant: Rule = ({ hosts }) =>
  eachHeader(hosts, (place, name, value) => {
    const isForCaches = /^(cdn-|cloudflare-cdn-)?cache-control$/.test(name) && CACHING.test(value.toLowerCase());
    if (!isForCaches) return [];
    return [
      mistake(place, ["headers", name], {
        code: "HEADER_NO_EDGE_EFFECT",
        expected: "no word about caching, because the edge decides before it sets headers",
        got: value,
        fix: "use the host's cache section",
      }),
    ];
  });

export const cspDirectivesOnce: Rule = ({ hosts }) =>
  eachHeader(hosts, (place, name, value) => {
    if (name !== "content-security-policy" && name !== "content-security-policy-report-only") return [];
    const directives = value
      .split(";")
      .map((directive) => directive.trim().split(/\s+/)[0]?.toLowerCase() ?? "")
      .filter((directive) => directive !== "");
    const twice = [...new Set(directives.filter((directive, index) => directives.indexOf(directive) !== index))];
    return twice.map((directive) =>
      mistake(place, ["headers", name], {
        code: "CSP_DIRECTIVE_TWICE",
        expected: "each directive once",
        got: `${directive} twice`,
        fix: "merge the two: browsers ignore the second",
      }),
    );
  });

export const corsOrigins: Rule = ({ hosts }) =>
  eachHeader(hosts, (place, name, value) => {
    if (name !== "access-control-allow-origin") return [];
    if (value === "*") return openCors(place);
    if (/^https:\/\/[a-z0-9.-]+(:\d+)?$/.test(value)) return [];
    return [
      mistake(place, ["headers", name], {
        code: "CORS_ORIGIN_WRONG",
        expected: "one https origin without path or trailing slash, or *",
        got: JSON.stringify(value),
        fix: "write it as https://app.example.com",
      }),
    ];
  });

function openCors(place: HostPlace): SlipwayError[] {
  const { launch } = place.environment;
  const guarded = Object.entries(launch.routes).find(([, route]) => route.host === place.key && route.auth !== "public");
  if (guarded === undefined) return [];
  return [
    mistake(place, ["headers", "access-control-allow-origin"], {
      code: "CORS_OPEN",
      expected: `the origin of the application, because the route ${guarded[0]} needs a ${guarded[1].auth}`,
      got: '"*"',
      fix: "name the one origin that calls this host",
    }),
  ];
}

function eachHeader(hosts: readonly HostPlace[], judge: (place: HostPlace, name: string, value: string) => SlipwayError[]): SlipwayError[] {
  return hosts.flatMap((place) =>
    place.host.kind === "redirect" ? [] : Object.entries(place.host.headers).flatMap(([name, value]) => judge(place, name, value)),
  );
}
