// What Cloudflare takes as values of a zone's products.
// Source: registry.terraform.io/providers/cloudflare/cloudflare 5.22.0, bot_management, custom_pages, url_normalization_settings.

export const ROBOT_ACTIONS = ["allow", "block", "managed_challenge"] as const;
export const VERIFIED_BOT_ACTIONS = ["allow", "block"] as const;
export const AI_BOT_ACTIONS = ["block", "disabled", "only_on_ad_pages"] as const;

export const ERROR_PAGE_IDS = [
  "1000_errors",
  "500_errors",
  "basic_challenge",
  "country_challenge",
  "ip_block",
  "managed_challenge",
  "ratelimit_block",
  "under_attack",
  "waf_block",
  "waf_challenge",
] as const;

export const NORMALIZATION_SCOPES = ["incoming", "both", "none"] as const;
export const NORMALIZATION_TYPES = ["cloudflare", "rfc3986"] as const;

// Settings. Source: developers.cloudflare.com/api, zone settings (checked 2026-11-22).

export const SECURITY_LEVELS = ["essentially_off", "low", "medium", "high", "under_attack"] as const;
export const POLISH_LEVELS = ["off", "lossless", "lossy"] as const;
/** How long a passed challenge holds. */
export const CHALLENGE_SECONDS = [
  300, 900, 1800, 2700, 3600, 7200, 10_800, 14_400, 28_800, 57_600, 86_400, 604_800, 2_592_000, 31_536_000,
] as const;
