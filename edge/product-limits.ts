import type { PlanLimit } from "./plan-limits.ts";
import type { CloudflarePlan } from "./plan-tier.ts";

// What a plan admits of the products beside rules and records. All of it is documented and none of it measured.

const PLANS_PAGE = "developers.cloudflare.com/plans";
const API_SHIELD_PAGE = "developers.cloudflare.com/api-shield/plans";
const CHECKED = "2026-11-22";
const NO_LIMIT = Number.POSITIVE_INFINITY;

function onPlansPage<T>(title: string, byPlan: Readonly<Record<CloudflarePlan, T>>): PlanLimit<T> {
  return { title, byPlan, source: PLANS_PAGE, checked: CHECKED };
}

/** Standalone health checks of a zone. */
export const HEALTH_CHECKS = onPlansPage("health checks per zone", { free: 0, pro: 10, business: 50, enterprise: 1000 });
export const ZONE_LOCKDOWNS = onPlansPage("zone lockdown rules per zone", { free: 0, pro: 3, business: 10, enterprise: 200 });
/** Content security rules; Enterprise's need the advanced client-side security. */
export const CONTENT_SECURITY_RULES = onPlansPage("content security rules per zone", { free: 0, pro: 0, business: 0, enterprise: 5 });
/** Places in a request, beside the well-known ones, where the check for leaked credentials looks. */
export const CREDENTIAL_LOCATIONS = onPlansPage("custom locations of leaked credentials per zone", {
  free: 0,
  pro: 0,
  business: 0,
  enterprise: 10,
});
export const ERROR_PAGES = onPlansPage("custom error pages", { free: false, pro: true, business: true, enterprise: true });
/** Lists of addresses, host names and networks, per account. */
export const CUSTOM_LISTS = onPlansPage("custom lists per account", { free: 1, pro: 10, business: 10, enterprise: 1000 });
export const LIST_KINDS = onPlansPage<readonly string[]>("kinds of custom lists", {
  free: ["ip", "redirect"],
  pro: ["ip", "redirect"],
  business: ["ip", "redirect"],
  enterprise: ["ip", "redirect", "hostname", "asn"],
});
export const REDIRECT_LISTS = onPlansPage("bulk redirect lists per account", { free: 5, pro: 5, business: 5, enterprise: 25 });
export const REDIRECT_LIST_ITEMS = onPlansPage("bulk redirects per account", {
  free: 10_000,
  pro: 25_000,
  business: 50_000,
  enterprise: 1_000_000,
});
export const TURNSTILE_WIDGETS = onPlansPage("Turnstile widgets per account", { free: 20, pro: 20, business: 20, enterprise: NO_LIMIT });
export const TURNSTILE_HOSTNAMES = onPlansPage("host names per Turnstile widget", { free: 10, pro: 10, business: 10, enterprise: 200 });

/** Endpoints saved for API Shield in a zone. */
export const API_ENDPOINTS: PlanLimit<number> = {
  title: "API endpoints per zone",
  byPlan: { free: 100, pro: 250, business: 500, enterprise: 500 },
  withAddOn: { addOn: "api-shield", value: 10_000 },
  source: API_SHIELD_PAGE,
  checked: CHECKED,
};
export const API_SCHEMAS: PlanLimit<number> = {
  title: "API schemas per zone",
  byPlan: { free: 5, pro: 5, business: 10, enterprise: 5 },
  withAddOn: { addOn: "api-shield", value: 10 },
  source: API_SHIELD_PAGE,
  checked: CHECKED,
};
export const API_SCHEMA_BYTES: PlanLimit<number> = {
  title: "bytes of all API schemas of a zone",
  byPlan: { free: 200_000, pro: 500_000, business: 2_000_000, enterprise: 5_000_000 },
  withAddOn: { addOn: "api-shield", value: 10_000_000 },
  source: API_SHIELD_PAGE,
  checked: CHECKED,
};
/** What schema validation may do with a request that does not fit. */
export const API_MITIGATIONS: PlanLimit<readonly string[]> = {
  title: "actions of schema validation",
  byPlan: { free: ["none", "block"], pro: ["none", "block"], business: ["none", "block"], enterprise: ["none", "log", "block"] },
  source: API_SHIELD_PAGE,
  checked: CHECKED,
};

/** All of them, for a reader who wants to see what a plan admits. */
export const PRODUCT_LIMITS: readonly PlanLimit<number | boolean | readonly string[]>[] = [
  HEALTH_CHECKS,
  ZONE_LOCKDOWNS,
  CONTENT_SECURITY_RULES,
  CREDENTIAL_LOCATIONS,
  ERROR_PAGES,
  CUSTOM_LISTS,
  LIST_KINDS,
  REDIRECT_LISTS,
  REDIRECT_LIST_ITEMS,
  TURNSTILE_WIDGETS,
  TURNSTILE_HOSTNAMES,
  API_ENDPOINTS,
  API_SCHEMAS,
  API_SCHEMA_BYTES,
  API_MITIGATIONS,
];

/** Weakest plan that an alert is for; those that are not here are for all. Source: developers.cloudflare.com/notifications/notification-available (checked 2026-11-22). */
export const ALERT_PLANS: Readonly<Record<string, CloudflarePlan>> = {
  billing_usage_alert: "pro",
  health_check_status_notification: "pro",
  http_alert_edge_error: "enterprise",
  http_alert_origin_error: "enterprise",
  traffic_anomalies_alert: "enterprise",
};
