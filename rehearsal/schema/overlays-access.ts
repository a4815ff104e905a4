import type { AttributeChanges } from "./overlay.ts";

// Access as cloudflare/cloudflare 5.22.0 has it, where the bindings (5.14.0) do not. Source: see overlays.ts.

/** What one selector of a policy or group got since 5.14.0. */
const SELECTORS: AttributeChanges = Object.fromEntries(
  ["include", "exclude", "require"].flatMap((list) => [
    [`${list}[].cloudflare_account_member`, "single O"],
    [`${list}[].cloudflare_account_member.account_id`, "string O"],
    [`${list}[].user_risk_score`, "single O"],
    [`${list}[].user_risk_score.user_risk_score`, "list(string) R"],
  ]),
);

export const ACCESS_OVERLAYS: Readonly<Record<string, AttributeChanges>> = {
  cloudflare_zero_trust_access_application: {
    mfa_config: "single O",
    "mfa_config.allowed_authenticators": "list(string) O",
    "mfa_config.mfa_disabled": "bool O",
    "mfa_config.session_duration": "string O",
    oauth_configuration: "single O",
    "oauth_configuration.dynamic_client_registration": "single O",
    "oauth_configuration.dynamic_client_registration.allow_any_on_localhost": "bool O",
    "oauth_configuration.dynamic_client_registration.allow_any_on_loopback": "bool O",
    "oauth_configuration.dynamic_client_registration.allowed_uris": "list(string) O",
    "oauth_configuration.dynamic_client_registration.enabled": "bool O",
    "oauth_configuration.enabled": "bool O",
    "oauth_configuration.grant": "single O",
    "oauth_configuration.grant.access_token_lifetime": "string O",
    "oauth_configuration.grant.session_duration": "string O",
    "policies[].connection_rules.rdp": "single O",
    "policies[].connection_rules.rdp.allowed_clipboard_local_to_remote_formats": "list(string) O",
    "policies[].connection_rules.rdp.allowed_clipboard_remote_to_local_formats": "list(string) O",
    "policies[].mfa_config": "single O",
    "policies[].mfa_config.allowed_authenticators": "list(string) O",
    "policies[].mfa_config.mfa_disabled": "bool O",
    "policies[].mfa_config.session_duration": "string O",
    "saas_app.client_secret": "CS",
    "scim_config.authentication.client_secret": "OS",
    "scim_config.authentication.password": "OS",
    "scim_config.authentication.token": "OS",
    self_hosted_domains: "set(string) OC",
    type: "OC",
  },
  cloudflare_zero_trust_access_group: SELECTORS,
  cloudflare_zero_trust_access_policy: {
    ...SELECTORS,
    connection_rules: "single O",
    "connection_rules.rdp": "single O",
    "connection_rules.rdp.allowed_clipboard_local_to_remote_formats": "list(string) O",
    "connection_rules.rdp.allowed_clipboard_remote_to_local_formats": "list(string) O",
    mfa_config: "single O",
    "mfa_config.allowed_authenticators": "list(string) O",
    "mfa_config.mfa_disabled": "bool O",
    "mfa_config.session_duration": "string O",
  },
  cloudflare_zero_trust_access_service_token: {
    client_secret: "CS",
  },
};
