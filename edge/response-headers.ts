import type { FieldValues } from "./expression/fields.ts";
import { type EdgeRequest, fieldsOf } from "./request.ts";
import type { HeaderChange, HeadersRule } from "./rule.ts";
import { compute, matches, type PhaseRules, rulesOf } from "./rule-match.ts";

export type HeaderValues = Readonly<Record<string, string | readonly string[]>>;

export interface EdgeResponse {
  readonly statusCode: number;
  /** By name in lower case; several values for a header that came several times. */
  readonly headers: HeaderValues;
}

/**
 * The response headers that the visitor gets: every matching rule runs, in order, and the last word wins. `set` replaces all values of
 * the header. Rules see the answer's status, also that of an answer the edge made itself.
 * Source: developers.cloudflare.com/rules/transform/response-header-modification; .../fields/reference/cf.response.1xxx_code, which
 * says that these rules see the edge's own errors (checked 2026-11-22).
 */
export function applyResponseHeaders(request: EdgeRequest, rulesets: readonly PhaseRules[], response: EdgeResponse): HeaderValues {
  const fields: FieldValues = { ...fieldsOf(request), "http.response.code": response.statusCode };
  const headers = new Map(Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]));
  for (const rule of rulesOf(rulesets, "http_response_headers_transform")) {
    if (!matches(rule, fields)) continue;
    for (const [name, change] of Object.entries(rule.headers)) {
      const value = changedValue(rule, change, headers.get(name.toLowerCase()), fields);
      if (value === undefined) headers.delete(name.toLowerCase());
      else headers.set(name.toLowerCase(), value);
    }
  }
  return Object.fromEntries(headers);
}

function changedValue(rule: HeadersRule, change: HeaderChange, before: HeaderValues[string] | undefined, fields: FieldValues) {
  if ("set" in change) return change.set;
  if ("compute" in change) return compute(rule, change.compute, fields);
  if ("add" in change) return before === undefined ? change.add : [before, change.add].flat();
  return undefined;
}
