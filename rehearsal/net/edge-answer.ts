import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { type CacheDecision, cacheDecision } from "../../edge/cache-decision.ts";
import { HOP_BY_HOP_HEADERS } from "../../edge/hop-by-hop.ts";
import type { EdgeRequest } from "../../edge/request.ts";
import { applyResponseHeaders, type HeaderValues } from "../../edge/response-headers.ts";
import type { PhaseRules } from "../../edge/rule-match.ts";
import type { Hsts, ZoneSettings } from "./edge-state.ts";

/** Only the edge may set these; a visitor's are thrown away. Source: developers.cloudflare.com/fundamentals/reference/http-headers (checked 2026-11-22). */
const OWN_HEADERS = /^(cf-|x-forwarded-proto$|true-client-ip$)/;

export function newRay(): string {
  return `${randomBytes(8).toString("hex")}-SIM`;
}

/** What the origin gets to see of a request. */
export function originHeaders(headers: IncomingHttpHeaders, request: EdgeRequest, ray: string): Record<string, string | string[]> {
  const kept = passedOn(headers, (name) => !OWN_HEADERS.test(name));
  const scheme = new URL(request.url).protocol.slice(0, -1);
  const forwardedFor = kept["x-forwarded-for"];
  return {
    ...kept,
    "cf-connecting-ip": request.sourceAddress,
    "cf-ray": ray,
    "cf-visitor": JSON.stringify({ scheme }),
    "x-forwarded-for": forwardedFor === undefined ? request.sourceAddress : `${String(forwardedFor)}, ${request.sourceAddress}`,
    "x-forwarded-proto": scheme,
  };
}

export interface AnswerContext {
  readonly request: EdgeRequest;
  readonly rulesets: readonly PhaseRules[];
  readonly settings: ZoneSettings;
  readonly ray: string;
}

/** What the visitor gets to see of an answer, the origin's or the edge's own. */
export function visitorHeaders(
  headers: IncomingHttpHeaders,
  statusCode: number,
  { request, rulesets, settings, ray }: AnswerContext,
): HeaderValues {
  const decision = cacheDecision(request, rulesets);
  const own = { "cf-ray": ray, server: "cloudflare", "cf-cache-status": cacheStatus(decision), ...browserTtl(decision) };
  const secure = request.url.startsWith("https:") && settings.hsts !== undefined ? hstsHeaders(settings.hsts) : {};
  const answer = { ...passedOn(headers, (name) => !name.startsWith("cf-")), ...own, ...secure };
  return applyResponseHeaders(request, rulesets, { statusCode, headers: answer });
}

/** This edge keeps nothing, so nothing is ever a HIT. Source: developers.cloudflare.com/cache/concepts/cache-responses (checked 2026-11-25). */
function cacheStatus({ keeps }: CacheDecision): string {
  return keeps === undefined ? "DYNAMIC" : keeps ? "MISS" : "BYPASS";
}

function browserTtl({ keeps, browserTtlSeconds }: CacheDecision): Record<string, string> {
  return keeps === true && browserTtlSeconds !== undefined ? { "cache-control": `max-age=${browserTtlSeconds}` } : {};
}

/** Source: RFC 6797 section 6.1; developers.cloudflare.com/ssl/edge-certificates/additional-options/http-strict-transport-security (checked 2026-11-22). */
function hstsHeaders({ max_age, include_subdomains, preload, nosniff }: Hsts): Record<string, string> {
  const parts = [`max-age=${max_age}`, ...(include_subdomains ? ["includeSubDomains"] : []), ...(preload ? ["preload"] : [])];
  return { "strict-transport-security": parts.join("; "), ...(nosniff ? { "x-content-type-options": "nosniff" } : {}) };
}

function passedOn(headers: IncomingHttpHeaders, keep: (name: string) => boolean): Record<string, string | string[]> {
  const named = String(headers.connection ?? "")
    .toLowerCase()
    .split(",")
    .map((name) => name.trim());
  const passed: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !HOP_BY_HOP_HEADERS.has(name) && !named.includes(name) && keep(name)) passed[name] = value;
  }
  return passed;
}
