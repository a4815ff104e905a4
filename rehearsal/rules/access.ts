import { atLeast, each, oneOf, type Rules, requires } from "./rule.ts";

// What the provider enforces on Access policies, groups and service tokens beyond their schemas.
// Source: cloudflare/terraform-provider-cloudflare v5.22.0, internal/services/*/schema.go, as the provider itself reports it.

export const ACCESS_RULES: Readonly<Record<string, Rules>> = {
  cloudflare_zero_trust_access_group: {
    account_id: { replace: true },
    "exclude[].user_risk_score.user_risk_score": { checks: [each(oneOf("low", "medium", "high", "unscored"))] },
    id: { keep: true },
    "include[].user_risk_score.user_risk_score": { checks: [each(oneOf("low", "medium", "high", "unscored"))] },
    "require[].user_risk_score.user_risk_score": { checks: [each(oneOf("low", "medium", "high", "unscored"))] },
    zone_id: { replace: true },
  },
  cloudflare_zero_trust_access_policy: {
    account_id: { replace: true },
    "approval_groups[].approvals_needed": { checks: [atLeast(0)] },
    "connection_rules.rdp.allowed_clipboard_local_to_remote_formats": { checks: [each(oneOf("text"))] },
    "connection_rules.rdp.allowed_clipboard_remote_to_local_formats": { checks: [each(oneOf("text"))] },
    decision: { checks: [oneOf("allow", "deny", "non_identity", "bypass")] },
    "exclude[].user_risk_score.user_risk_score": { checks: [each(oneOf("low", "medium", "high", "unscored"))] },
    id: { keep: true },
    "include[].user_risk_score.user_risk_score": { checks: [each(oneOf("low", "medium", "high", "unscored"))] },
    "mfa_config.allowed_authenticators": { checks: [each(oneOf("totp", "biometrics", "security_key"))] },
    "require[].user_risk_score.user_risk_score": { checks: [each(oneOf("low", "medium", "high", "unscored"))] },
    session_duration: { default: "24h" },
  },
  cloudflare_zero_trust_access_service_token: {
    account_id: { replace: true },
    client_id: { keep: "even-null" },
    client_secret: { keep: "even-null" },
    client_secret_version: { default: 1, checks: [requires("previous_client_secret_expires_at")] },
    duration: { default: "8760h" },
    id: { keep: true },
    previous_client_secret_expires_at: { checks: [requires("client_secret_version")] },
    zone_id: { replace: true },
  },
};
