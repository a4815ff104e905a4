import type { CloudflareAddOn, CloudflarePlan } from "./plan-tier.ts";
import type { Phase } from "./rule.ts";

/** One row of the table of what a Cloudflare plan admits. */
export interface PlanLimit<T> {
  readonly title: string;
  readonly byPlan: Readonly<Record<CloudflarePlan, T>>;
  /** What an add-on on top of Enterprise lifts the limit to. */
  readonly withAddOn?: { readonly addOn: CloudflareAddOn; readonly value: T };
  readonly source: string;
  /** Day on which the source was last read, YYYY-MM-DD. */
  readonly checked: string;
}

const PLANS_PAGE = "developers.cloudflare.com/plans";
const RATE_AVAILABILITY = "developers.cloudflare.com/waf/rate-limiting-rules, availability";
const RATE_PARAMETERS = "developers.cloudflare.com/waf/rate-limiting-rules/parameters";
const CHECKED = "2026-11-22";

/** Rate-limit rules in one zone. Enterprise's number depends on the contract; this is the least. */
export const RATE_RULES: PlanLimit<number> = {
  title: "rate-limit rules per zone",
  byPlan: { free: 1, pro: 2, business: 5, enterprise: 5 },
  withAddOn: { addOn: "advanced-rate-limiting", value: 100 },
  source: RATE_AVAILABILITY,
  checked: CHECKED,
};

/** Stands for every request field. */
export const ANY_FIELD = "*";

const FREE_FIELDS = ["http.request.uri.path", "cf.bot_management.verified_bot"];
const PRO_FIELDS = [...FREE_FIELDS, "http.host", "http.request.uri", "http.request.full_uri", "http.request.uri.query"];
const BUSINESS_FIELDS = [...PRO_FIELDS, "http.request.method", "ip.src", "http.user_agent"];

/** Fields that the expression of a rate-limit rule may name. */
export const RATE_FIELDS: PlanLimit<readonly string[]> = {
  title: "fields in a rate-limit expression",
  byPlan: { free: FREE_FIELDS, pro: PRO_FIELDS, business: BUSINESS_FIELDS, enterprise: [ANY_FIELD] },
  source: RATE_AVAILABILITY,
  checked: CHECKED,
};

/** Always needed below Enterprise, and written by us everywhere: counters live in one data centre. */
export const DATA_CENTRE = "cf.colo.id";
const NAT_AWARE = [DATA_CENTRE, "ip.src", "cf.unique_visitor_id"];

/** What a rate-limit rule may count by. `ip.src` and `cf.unique_visitor_id` exclude each other. */
export const RATE_CHARACTERISTICS: PlanLimit<readonly string[]> = {
  title: "rate-limit characteristics",
  byPlan: { free: [DATA_CENTRE, "ip.src"], pro: [DATA_CENTRE, "ip.src"], business: NAT_AWARE, enterprise: NAT_AWARE },
  withAddOn: { addOn: "advanced-rate-limiting", value: [ANY_FIELD] },
  source: `${RATE_AVAILABILITY}; ${RATE_PARAMETERS}, with the same characteristics`,
  checked: CHECKED,
};

/**
 * Counting periods, in seconds. Cloudflare's own pages disagree (six values on the parameters page, 21 in the availability table):
 * these are the ones that both admit.
 */
export const RATE_PERIODS_SECONDS: PlanLimit<readonly number[]> = {
  title: "rate-limit periods, in seconds",
  byPlan: { free: [10], pro: [10, 60], business: [10, 60, 120, 300, 600], enterprise: [10, 60, 120, 300, 600, 3600] },
  source: `${RATE_PARAMETERS}, period; ${RATE_AVAILABILITY}`,
  checked: CHECKED,
};

/** How long a block lasts, in seconds. 0 throttles instead of blocking, which needs Enterprise for the block action. */
export const RATE_MITIGATIONS_SECONDS: PlanLimit<readonly number[]> = {
  title: "rate-limit block durations, in seconds",
  byPlan: {
    free: [10],
    pro: [10, 60, 120, 300, 600, 3600],
    business: [10, 60, 120, 300, 600, 3600, 86_400],
    enterprise: [0, 10, 60, 120, 300, 600, 3600, 86_400],
  },
  source: `${RATE_PARAMETERS}, for duration; ${RATE_AVAILABILITY}`,
  checked: CHECKED,
};

export const CUSTOM_RULES: PlanLimit<number> = {
  title: "custom rules per zone",
  byPlan: { free: 5, pro: 20, business: 100, enterprise: 1000 },
  source: PLANS_PAGE,
  checked: CHECKED,
};

export const REDIRECT_RULES: PlanLimit<number> = {
  title: "single redirects per zone",
  byPlan: { free: 10, pro: 25, business: 50, enterprise: 300 },
  source: PLANS_PAGE,
  checked: CHECKED,
};

export const CACHE_RULES: PlanLimit<number> = {
  title: "cache rules per zone",
  byPlan: { free: 10, pro: 25, business: 50, enterprise: 300 },
  source: PLANS_PAGE,
  checked: CHECKED,
};

/** Shortest time that the edge may be told to keep an answer, in seconds. */
export const EDGE_TTL_SECONDS: PlanLimit<number> = {
  title: "shortest edge TTL of a cache rule, in seconds",
  byPlan: { free: 7200, pro: 3600, business: 1, enterprise: 1 },
  source: PLANS_PAGE,
  checked: CHECKED,
};

/** The action log of custom rules, and of overrides for managed ones. */
export const LOG_ACTION: PlanLimit<boolean> = {
  title: "action log",
  byPlan: { free: false, pro: false, business: false, enterprise: true },
  source: PLANS_PAGE,
  checked: CHECKED,
};

/** Shared by all transform phases of a zone; Slipway uses one of them. */
export const TRANSFORM_RULES: PlanLimit<number> = {
  title: "transform rules per zone",
  byPlan: { free: 10, pro: 25, business: 50, enterprise: 300 },
  source: PLANS_PAGE,
  checked: CHECKED,
};

/** Free zones made before 2024-09-01 have 1,000. */
export const DNS_RECORDS: PlanLimit<number> = {
  title: "DNS records per zone",
  byPlan: { free: 200, pro: 3500, business: 3500, enterprise: 3500 },
  source: PLANS_PAGE,
  checked: CHECKED,
};

/** Longest value of a record, in bytes on the wire, on every plan. Source: developers.cloudflare.com/dns/manage-dns-records/reference/dns-record-types (checked 2026-11-25). */
export const MAX_RECORD_BYTES = 4096;

export const DNS_COMMENT_LENGTH: PlanLimit<number> = {
  title: "characters in the comment of a DNS record",
  byPlan: { free: 100, pro: 500, business: 500, enterprise: 500 },
  source: PLANS_PAGE,
  checked: CHECKED,
};

/** Shortest TTL of a record that is not proxied, in seconds; 1 stands for automatic on every plan. */
export const DNS_MIN_TTL_SECONDS: PlanLimit<number> = {
  title: "shortest record TTL, in seconds",
  byPlan: { free: 60, pro: 60, business: 60, enterprise: 30 },
  source: "registry.terraform.io/providers/cloudflare/cloudflare, dns_record, ttl",
  checked: CHECKED,
};

/** `matches` and `regex_replace`. */
export const REGULAR_EXPRESSIONS: PlanLimit<boolean> = {
  title: "regular expressions in rules",
  byPlan: { free: false, pro: false, business: true, enterprise: true },
  source: "developers.cloudflare.com/ruleset-engine/rules-language/operators",
  checked: CHECKED,
};

/** Longest rules-language expression, in characters, on every plan. Source: developers.cloudflare.com/ruleset-engine/rules-language/expressions. */
export const MAX_EXPRESSION_LENGTH = 4096;

/** A phase that is not here has no number of its own. */
export const RULES_BY_PHASE: Readonly<Partial<Record<Phase, PlanLimit<number>>>> = {
  http_request_dynamic_redirect: REDIRECT_RULES,
  http_request_firewall_custom: CUSTOM_RULES,
  http_ratelimit: RATE_RULES,
  http_request_cache_settings: CACHE_RULES,
  http_response_headers_transform: TRANSFORM_RULES,
};

/** What the plan admits, lifted by the row's add-on where the zone has both Enterprise and the add-on. */
export function limitFor<T>(limit: PlanLimit<T>, plan: CloudflarePlan, addOns: readonly CloudflareAddOn[]): T {
  const lifted = limit.withAddOn;
  return plan === "enterprise" && lifted !== undefined && addOns.includes(lifted.addOn) ? lifted.value : limit.byPlan[plan];
}

export function admits(admitted: readonly string[], name: string): boolean {
  return admitted.includes(ANY_FIELD) || admitted.includes(name);
}
