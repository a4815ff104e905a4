import {
  CACHE_RULES,
  CUSTOM_RULES,
  limitFor,
  type PlanLimit,
  RATE_RULES,
  REDIRECT_RULES,
  TRANSFORM_RULES,
} from "../../edge/plan-limits.ts";
import type { CloudflarePlan } from "../../edge/plan-tier.ts";
import { own } from "../value.ts";
import type { WorldZone } from "../world.ts";

export interface PhaseRow {
  /** "zone" for phases of a zone, "root" for those of an account. */
  readonly kind: "zone" | "root";
  readonly actions: readonly string[];
  /** Rules per zone, shared by all phases that name the same limit. */
  readonly slots?: PlanLimit<number>;
  /** Parameters that one of which the action must have. */
  readonly parameters?: readonly string[];
}

/** Config, origin and compression rules have the same numbers, each for itself. Source: developers.cloudflare.com/plans (checked 2026-11-22). */
const perProduct = (title: string, free = 10): PlanLimit<number> => ({
  title: `${title} rules per zone`,
  byPlan: { free, pro: 25, business: 50, enterprise: 300 },
  source: "developers.cloudflare.com/plans",
  checked: "2026-11-22",
});

/**
 * What each phase takes. A phase that is not here is refused.
 * Source: developers.cloudflare.com/ruleset-engine/reference/phases-list and the products' own pages (checked 2026-11-22).
 */
export const PHASE_ROWS: Readonly<Record<string, PhaseRow>> = {
  ddos_l7: { kind: "zone", actions: ["execute"] },
  http_config_settings: { kind: "zone", actions: ["set_config"], slots: perProduct("configuration") },
  http_custom_errors: { kind: "zone", actions: ["serve_error"], slots: perProduct("custom error", 0) },
  http_ratelimit: { kind: "zone", actions: ["block", "challenge", "js_challenge", "managed_challenge", "log"], slots: RATE_RULES },
  http_request_cache_settings: { kind: "zone", actions: ["set_cache_settings"], slots: CACHE_RULES },
  http_request_dynamic_redirect: { kind: "zone", actions: ["redirect"], slots: REDIRECT_RULES, parameters: ["from_value"] },
  http_request_firewall_custom: {
    kind: "zone",
    actions: ["block", "challenge", "js_challenge", "managed_challenge", "log", "skip"],
    slots: CUSTOM_RULES,
  },
  http_request_firewall_managed: { kind: "zone", actions: ["execute", "skip"] },
  http_request_late_transform: { kind: "zone", actions: ["rewrite"], slots: TRANSFORM_RULES, parameters: ["headers"] },
  http_request_origin: { kind: "zone", actions: ["route"], slots: perProduct("origin") },
  http_request_redirect: { kind: "root", actions: ["redirect"], parameters: ["from_list"] },
  http_request_transform: { kind: "zone", actions: ["rewrite"], slots: TRANSFORM_RULES, parameters: ["uri"] },
  http_response_compression: { kind: "zone", actions: ["compress_response"], slots: perProduct("compression") },
  http_response_headers_transform: { kind: "zone", actions: ["rewrite"], slots: TRANSFORM_RULES, parameters: ["headers"] },
};

/** Actions that do nothing without any parameter. */
export const WITH_PARAMETERS = [
  "redirect",
  "rewrite",
  "route",
  "set_config",
  "set_cache_settings",
  "execute",
  "skip",
  "serve_error",
  "compress_response",
];

/** Cloudflare's managed rulesets and the weakest plan that may run them. Source: developers.cloudflare.com/waf/managed-rules (checked 2026-11-22). */
export const MANAGED_RULESETS: Readonly<Record<string, { readonly name: string; readonly phase: string; readonly plan: CloudflarePlan }>> =
  {
    "77454fe2d30c4220b5701f6fdfb893ba": { name: "Cloudflare Managed Free Ruleset", phase: "http_request_firewall_managed", plan: "free" },
    efb7b8c949ac4650a09736fc376e9aee: { name: "Cloudflare Managed Ruleset", phase: "http_request_firewall_managed", plan: "pro" },
    "4814384a9e5d4991b9815dcfc25d2f1f": { name: "Cloudflare OWASP Core Ruleset", phase: "http_request_firewall_managed", plan: "pro" },
    "4d21379b4f9f4bb088e0729962c8b3cf": { name: "HTTP DDoS Attack Protection", phase: "ddos_l7", plan: "free" },
  };

/** Phases that share the slots of `phase`, itself included. */
export function phasesSharing(phase: string): string[] {
  const slots = own(PHASE_ROWS, phase)?.slots;
  return slots === undefined ? [] : Object.keys(PHASE_ROWS).filter((other) => PHASE_ROWS[other]?.slots === slots);
}

export function slotsOf(phase: string, { plan, addOns = [] }: WorldZone): { readonly limit: number; readonly title: string } | undefined {
  const slots = own(PHASE_ROWS, phase)?.slots;
  return slots === undefined ? undefined : { limit: limitFor(slots, plan, addOns), title: slots.title };
}
