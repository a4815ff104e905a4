import { oneOf, type Rules } from "./rule.ts";

// What the provider enforces on products that a zone has one of, and on its page and address rules, beyond their schemas.
// Source: cloudflare/terraform-provider-cloudflare v5.22.0, internal/services/*/schema.go, as the provider itself reports it.

export const ZONE_PRODUCT_RULES: Readonly<Record<string, Rules>> = {
  cloudflare_bot_management: {
    ai_bots_protection: { checks: [oneOf("block", "disabled", "only_on_ad_pages")] },
    cf_robots_variant: { checks: [oneOf("off", "policy_only")] },
    content_bots_protection: { keep: true, checks: [oneOf("block", "disabled")] },
    crawler_protection: { checks: [oneOf("enabled", "disabled")] },
    id: { replace: true, keep: true },
    is_robots_txt_managed: { default: false },
    sbfm_definitely_automated: { checks: [oneOf("allow", "block", "managed_challenge")] },
    sbfm_likely_automated: { checks: [oneOf("allow", "block", "managed_challenge")] },
    sbfm_verified_bots: { checks: [oneOf("allow", "block")] },
    zone_id: { replace: true, keep: true },
  },
  cloudflare_custom_pages: {
    account_id: { replace: true },
    id: { replace: true, keep: true },
    identifier: {
      replace: true,
      keep: true,
      checks: [
        oneOf(
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
        ),
      ],
    },
    state: { checks: [oneOf("default", "customized")] },
    zone_id: { replace: true },
  },
  cloudflare_leaked_credential_check: {
    zone_id: { replace: true },
  },
  cloudflare_leaked_credential_check_rule: {
    id: { keep: true },
    zone_id: { replace: true },
  },
  cloudflare_managed_transforms: {
    id: { replace: true, keep: true },
    zone_id: { replace: true, keep: true },
  },
  cloudflare_page_shield_policy: {
    action: { checks: [oneOf("allow", "log", "add_reporting_directives")] },
    id: { keep: true },
    zone_id: { replace: true },
  },
  cloudflare_tiered_cache: {
    id: { replace: true, keep: true },
    value: { checks: [oneOf("on", "off")] },
    zone_id: { replace: true, keep: true },
  },
  cloudflare_url_normalization_settings: {
    id: { replace: true, keep: true },
    scope: { checks: [oneOf("incoming", "both", "none")] },
    type: { checks: [oneOf("cloudflare", "rfc3986")] },
    zone_id: { replace: true, keep: true },
  },
  cloudflare_zone_lockdown: {
    "configurations[].target": { checks: [oneOf("ip", "ip_range")] },
    description: { replace: true },
    id: { keep: true },
    paused: { replace: true, default: false },
    priority: { replace: true },
    zone_id: { replace: true },
  },
};
