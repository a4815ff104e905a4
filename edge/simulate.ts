import { SlipwayError } from "../errors/slipway-error.ts";
import type { FieldValues } from "./expression/fields.ts";
import { count, counterKey, type RateCounters, withCounter } from "./rate-counter.ts";
import { type EdgeRequest, fieldsOf } from "./request.ts";
import type { Phase, RedirectRule } from "./rule.ts";
import { compute, matches, type PhaseRules, rulesOf } from "./rule-match.ts";

export interface EdgeSimulationState {
  /** Any clock that only goes forward. */
  readonly nowSeconds: number;
  readonly counters: RateCounters;
  /** Counters are kept per data centre. */
  readonly dataCentre?: string;
  /** Zone setting always_use_https. */
  readonly alwaysUseHttps?: boolean;
}

export type EdgeOutcome = (
  | { readonly kind: "redirect"; readonly ref: string; readonly statusCode: 301 | 302 | 307 | 308; readonly location: string }
  | { readonly kind: "block"; readonly ref: string; readonly statusCode: 403 | 429; readonly retryAfterSeconds?: number }
  /** A page that proves a person is there; a program sees 403. */
  | { readonly kind: "challenge"; readonly ref: string; readonly statusCode: 403 }
  | { readonly kind: "forward" }
) & {
  /** References of the rules whose expression was true, in the order they ran. */
  readonly matched: readonly string[];
  /** The counters after this request. */
  readonly counters: RateCounters;
};

/** Stands for a rule reference where a zone setting decides. */
export const ALWAYS_USE_HTTPS = "zone setting always_use_https";

/**
 * What the edge does with one request before any origin sees it, in the documented order of phases: redirects, custom rules, rate limits.
 * The first rule that redirects, blocks or challenges ends it. That always_use_https comes before the redirects is not documented; we assume
 * it. What Cloudflare's managed rulesets would say is theirs to know: a request that comes to them is forwarded.
 *
 * Pure: the clock and the counters come in with `state` and leave with the outcome. Throws a SlipwayError of kind undecided when a rule looks
 * at something the request does not tell.
 * Source: developers.cloudflare.com/ruleset-engine/reference/phases-list (checked 2026-11-22).
 */
export function simulate(request: EdgeRequest, rulesets: readonly PhaseRules[], state: EdgeSimulationState): EdgeOutcome {
  const fields = fieldsOf(request);
  const matched: string[] = [];
  const { counters } = state;

  if (state.alwaysUseHttps && fields.ssl === false) {
    const location = String(fields["http.request.full_uri"]).replace(/^http:/, "https:");
    return { kind: "redirect", ref: ALWAYS_USE_HTTPS, statusCode: 301, location, matched, counters };
  }
  for (const rule of rulesOf(rulesets, "http_request_dynamic_redirect")) {
    if (!matches(rule, fields)) continue;
    matched.push(rule.ref);
    return { kind: "redirect", ref: rule.ref, statusCode: rule.statusCode, location: locationOf(rule, fields), matched, counters };
  }
  const skipped = new Set<Phase>();
  for (const rule of rulesOf(rulesets, "http_request_firewall_custom")) {
    if (!matches(rule, fields)) continue;
    matched.push(rule.ref);
    if (rule.action === "block") return { kind: "block", ref: rule.ref, statusCode: 403, matched, counters };
    if (rule.action === "managed_challenge") return { kind: "challenge", ref: rule.ref, statusCode: 403, matched, counters };
    if (rule.action !== "skip") continue;
    for (const phase of rule.skipsPhases) skipped.add(phase);
    if (rule.skipsRest) break;
  }
  return skipped.has("http_ratelimit") ? { kind: "forward", matched, counters } : limitRates(request, rulesets, state, { fields, matched });
}

function limitRates(
  request: EdgeRequest,
  rulesets: readonly PhaseRules[],
  { nowSeconds, counters: before, dataCentre = "simulated" }: EdgeSimulationState,
  { fields, matched }: { readonly fields: FieldValues; readonly matched: string[] },
): EdgeOutcome {
  let counters = before;
  for (const rule of rulesOf(rulesets, "http_ratelimit")) {
    if (!matches(rule, fields)) continue;
    matched.push(rule.ref);
    const key = counterKey(rule, request, fields, dataCentre);
    const { counter, isBlocked } = count(rule, counters.get(key), nowSeconds);
    counters = withCounter(counters, key, counter, nowSeconds);
    if (!isBlocked) continue;
    if (rule.action === "managed_challenge") return { kind: "challenge", ref: rule.ref, statusCode: 403, matched, counters };
    const endsSeconds = rule.mitigationTimeoutSeconds === 0 ? counter.windowEndsSeconds : counter.blockedUntilSeconds;
    const retryAfterSeconds = Math.ceil(endsSeconds - nowSeconds);
    return { kind: "block", ref: rule.ref, statusCode: 429, retryAfterSeconds, matched, counters };
  }
  return { kind: "forward", matched, counters };
}

/** Source: developers.cloudflare.com/rules/url-forwarding/single-redirects/settings; error 10055 for the conflict (checked 2026-11-22). */
function locationOf(rule: RedirectRule, fields: FieldValues): string {
  const target = "url" in rule.target ? rule.target.url : compute(rule, rule.target.expression, fields);
  const query = String(fields["http.request.uri.query"]);
  if (!rule.preserveQueryString) return target;
  const [address = "", ...fragment] = target.split("#");
  if (address.includes("?")) {
    throw new SlipwayError({
      kind: "config",
      code: "REDIRECT_QUERY_CONFLICT",
      where: `rule ${rule.ref}`,
      expected: "a target without a query string, because the visitor's is preserved",
      got: target,
      fix: "drop the query string from the target, or do not preserve the visitor's",
    });
  }
  return query === "" ? target : [`${address}?${query}`, ...fragment].join("#");
}
