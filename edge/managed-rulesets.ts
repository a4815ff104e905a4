import type { CloudflarePlan } from "./plan-tier.ts";

// Rulesets that Cloudflare keeps for everybody. Source: developers.cloudflare.com/waf/managed-rules (checked 2026-11-22).

const FREE_RULESET = "77454fe2d30c4220b5701f6fdfb893ba";
const CLOUDFLARE_RULESET = "efb7b8c949ac4650a09736fc376e9aee";
/** Plan pro and above. */
export const OWASP_RULESET = "4814384a9e5d4991b9815dcfc25d2f1f";

/** Cloudflare's own ruleset, as far as the plan has it. */
export function rulesetFor(plan: CloudflarePlan): string {
  return plan === "free" ? FREE_RULESET : CLOUDFLARE_RULESET;
}
