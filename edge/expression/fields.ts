import type { ValueType } from "./syntax-tree.ts";

interface FieldFacts {
  readonly type: ValueType;
  /** Only known once the origin has answered. */
  readonly ofResponse?: true;
}

/**
 * The fields that Slipway reads in expressions.
 * Source: developers.cloudflare.com/ruleset-engine/rules-language/fields/reference (checked 2026-11-22).
 */
export const FIELDS: ReadonlyMap<string, FieldFacts> = new Map<string, FieldFacts>([
  ["http.host", { type: "string" }],
  ["http.request.full_uri", { type: "string" }],
  ["http.request.method", { type: "string" }],
  ["http.request.uri", { type: "string" }],
  ["http.request.uri.path", { type: "string" }],
  ["http.request.uri.query", { type: "string" }],
  ["http.user_agent", { type: "string" }],
  ["http.referer", { type: "string" }],
  ["ip.src", { type: "ip" }],
  ["ip.src.asnum", { type: "int" }],
  ["ip.src.country", { type: "string" }],
  ["ssl", { type: "bool" }],
  ["cf.edge.server_port", { type: "int" }],
  ["cf.bot_management.verified_bot", { type: "bool" }],
  ["http.response.code", { type: "int", ofResponse: true }],
]);

/** Rate-limit characteristics that are no fields. Source: developers.cloudflare.com/waf/rate-limiting-rules/parameters. */
export const NOT_IN_EXPRESSIONS: ReadonlySet<string> = new Set(["cf.colo.id", "cf.unique_visitor_id"]);

/** What is known of one request or answer, by field name. Addresses are text. */
export type FieldValues = Readonly<Record<string, string | number | boolean>>;
