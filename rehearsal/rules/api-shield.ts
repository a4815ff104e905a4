import { oneOf, type Rules } from "./rule.ts";

// What the provider enforces on API Shield beyond its schemas.
// Source: cloudflare/terraform-provider-cloudflare v5.22.0, internal/services/*/schema.go, as the provider itself reports it.

export const API_SHIELD_RULES: Readonly<Record<string, Rules>> = {
  cloudflare_api_shield_operation: {
    endpoint: { replace: true },
    host: { replace: true },
    id: { replace: true, keep: true },
    method: { replace: true, checks: [oneOf("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "CONNECT", "PATCH", "TRACE")] },
    operation_id: { replace: true, keep: true },
    zone_id: { replace: true },
  },
  cloudflare_schema_validation_schemas: {
    id: { keep: true },
    kind: { replace: true, checks: [oneOf("openapi_v3")] },
    name: { replace: true },
    schema_id: { keep: true },
    source: { replace: true },
    zone_id: { replace: true },
  },
  cloudflare_schema_validation_settings: {
    validation_default_mitigation_action: { checks: [oneOf("none", "log", "block")] },
    validation_override_mitigation_action: { checks: [oneOf("none")] },
    zone_id: { replace: true },
  },
};
