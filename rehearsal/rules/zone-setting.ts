import type { Rules } from "./rule.ts";

// Neither the setting's name nor its value is checked by the provider; the API does that.
// Source: cloudflare/terraform-provider-cloudflare v5.22.0, internal/services/zone_setting/schema.go, as the provider itself reports it.

export const ZONE_SETTING_RULES: Rules = {
  id: { replace: true, keep: true },
  setting_id: { replace: true, keep: true },
  zone_id: { replace: true },
};
