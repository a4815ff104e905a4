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

/**
 * Fields that hold lists of text: those of a map by key, header names in lower case.
 * Source: developers.cloudflare.com/ruleset-engine/rules-language/fields/reference, http.request.headers (checked 2026-11-25).
 */
export const LISTS: ReadonlyMap<string, { readonly isMap: boolean }> = new Map([
  ["http.request.headers", { isMap: true }],
  ["http.request.headers.names", { isMap: false }],
]);

/** Rate-limit characteristics that are no fields. Source: developers.cloudflare.com/waf/rate-limiting-rules/parameters. */
export const NOT_IN_EXPRESSIONS: ReadonlySet<string> = new Set(["cf.colo.id", "cf.unique_visitor_id"]);

/** Values of a header by its name in lower case. */
export type HeaderLists = Readonly<Record<string, readonly string[]>>;

/** What is known of one request or answer, by field name. Addresses are text. */
export type FieldValues = Readonly<Record<string, string | number | boolean | HeaderLists>>;
