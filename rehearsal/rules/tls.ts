import { oneOf, type Rules } from "./rule.ts";

// What the provider enforces on certificates, client certificates at the origin and DNSSEC beyond their schemas.
// Source: cloudflare/terraform-provider-cloudflare v5.22.0, internal/services/*/schema.go, as the provider itself reports it.

export const TLS_RULES: Readonly<Record<string, Rules>> = {
  cloudflare_authenticated_origin_pulls_settings: {
    id: { replace: true, keep: true },
    zone_id: { replace: true, keep: true },
  },
  cloudflare_certificate_pack: {
    certificate_authority: { replace: true, checks: [oneOf("google", "lets_encrypt", "ssl_com")] },
    certificates: { keep: "even-null" },
    cloudflare_branding: { replace: true },
    dcv_delegation_records: { keep: "even-null" },
    hosts: { replace: true },
    id: { replace: true, keep: true },
    primary_certificate: { keep: "even-null" },
    status: { keep: "even-null" },
    type: { replace: true, checks: [oneOf("advanced")] },
    validation_errors: { keep: "even-null" },
    validation_method: { replace: true, checks: [oneOf("txt", "http", "email")] },
    validation_records: { keep: "even-null" },
    validity_days: { replace: true, checks: [oneOf("14", "30", "90", "365")] },
    zone_id: { replace: true },
  },
  cloudflare_total_tls: {
    certificate_authority: { checks: [oneOf("google", "lets_encrypt", "ssl_com")] },
    id: { replace: true, keep: true },
    zone_id: { replace: true, keep: true },
  },
  cloudflare_universal_ssl_setting: {
    id: { replace: true, keep: true },
    zone_id: { replace: true, keep: true },
  },
  cloudflare_zone_dnssec: {
    id: { replace: true, keep: true },
    status: { checks: [oneOf("active", "disabled")] },
    zone_id: { replace: true, keep: true },
  },
};
