/** Cloudflare plans, weakest first. */
export const PLANS = ["free", "pro", "business", "enterprise"] as const;
export type CloudflarePlan = (typeof PLANS)[number];

/** Paid extras that lift a limit which the plan alone does not. */
export const ADD_ONS = ["acm", "advanced-rate-limiting", "bot-management", "api-shield"] as const;
export type CloudflareAddOn = (typeof ADD_ONS)[number];
