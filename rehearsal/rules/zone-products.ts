import {
  AI_BOT_ACTIONS,
  ERROR_PAGE_IDS,
  NORMALIZATION_SCOPES,
  NORMALIZATION_TYPES,
  ROBOT_ACTIONS,
  VERIFIED_BOT_ACTIONS,
} from "../../edge/zone-options.ts";
import { oneOf, type Rules } from "./rule.ts";

// What the provider enforces on products that a zone has one of, and on its page and address rules, beyond their schemas.
// Source: cloudflare/terraform-provider-cloudflare v5.22.0, internal/services/*/schema.go, as the provider itself reports it.

export const ZONE_PRODUCT_RULES: Readonly<Record<string, Rules>> = {
  cloudflare_bot_management: {
    ai_bots_protection: { checks: [oneOf(...AI_BOT_ACTIONS)] },
    cf_robots_variant: { checks: [oneOf("off", "policy_only")] },
    content_bots_protection: { keep: true, checks: [oneOf("block", "disabled")] },
    crawler_protection: { checks: [oneOf("enabled", "disabled")] },
    id: { replace: true, keep: true },
    is_robots_txt_managed: { default: false },
    sbfm_definitely_automated: { checks: [oneOf(...ROBOT_ACTIONS)] },
    sbfm_likely_automated: { checks: [oneOf(...ROBOT_ACTIONS)] },
    sbfm_verified_bots: { checks: [oneOf(...VERIFIED_BOT_ACTIONS)] },
    zone_id: { replace: true, keep: true },
  },
  cloudflare_custom_pages: {
    account_id: { replace: true },
    id: { replace: true, keep: true },
    identifier: {
      replace: true,
      keep: true,
      checks: [oneOf(...ERROR_PAGE_IDS)],
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
    scope: { checks: [oneOf(...NORMALIZATION_SCOPES)] },
    type: { checks: [oneOf(...NORMALIZATION_TYPES)] },
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
