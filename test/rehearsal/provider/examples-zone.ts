import type { Example } from "./example.ts";
import { example, inZone } from "./example-places.ts";

const schema = '{"openapi":"3.0.3","info":{"title":"chat","version":"1"},"paths":{}}';

/** Products of zones beside records, settings and rulesets. */
export const ZONE_EXAMPLES: Readonly<Record<string, Example>> = {
  ...example("api_shield_operation", {
    ...inZone({ method: "POST", host: "api.example.com", endpoint: "/api/chat/{var1}" }),
    replaced: { method: "PUT" },
    without: "",
    drift: { endpoint: "/api/other" },
    driftAction: "replace",
  }),
  ...example("authenticated_origin_pulls_settings", {
    ...inZone({ enabled: true }),
    updated: { enabled: false },
    without: "",
    drift: { enabled: false },
  }),
  ...example("bot_management", {
    ...inZone({ enable_js: true, sbfm_verified_bots: "allow", sbfm_definitely_automated: "block" }),
    updated: { sbfm_definitely_automated: "managed_challenge" },
    without: "enable_js",
    removal: "noop",
    drift: { enable_js: false },
  }),
  ...example("certificate_pack", {
    ...inZone({
      certificate_authority: "google",
      hosts: ["example.com", "*.example.com", "*.staging.example.com"],
      type: "advanced",
      validation_method: "txt",
      validity_days: 90,
    }),
    replaced: { certificate_authority: "lets_encrypt" },
    without: "",
    drift: { hosts: ["example.com"] },
    driftAction: "replace",
  }),
  ...example("custom_pages", {
    ...inZone({ identifier: "500_errors", state: "customized", url: "https://example.com/errors/500" }),
    updated: { url: "https://example.com/errors/50x" },
    replaced: { identifier: "1000_errors" },
    without: "",
    drift: { state: "default", url: "" },
  }),
  ...example("healthcheck", {
    ...inZone({
      name: "api",
      address: "api.example.com",
      type: "HTTPS",
      description: "api",
      check_regions: ["WEU"],
      http_config: { path: "/healthz", port: 443 },
    }),
    updated: { interval: 30 },
    without: "description",
    drift: { suspended: true },
  }),
  ...example("leaked_credential_check", {
    ...inZone({ enabled: true }),
    updated: { enabled: false },
    without: "",
    drift: { enabled: false },
  }),
  ...example("leaked_credential_check_rule", {
    ...inZone({ username: 'lookup_json_string(http.request.body.raw, "user")', depends_on: ["cloudflare_leaked_credential_check.it"] }),
    updated: { username: 'lookup_json_string(http.request.body.raw, "mail")' },
    without: "",
    drift: { username: "changed" },
  }),
  ...example("load_balancer", {
    ...inZone({
      name: "lb.example.com",
      description: "lb",
      default_pools: ["${cloudflare_load_balancer_pool.it.id}"],
      fallback_pool: "${cloudflare_load_balancer_pool.it.id}",
      proxied: true,
      steering_policy: "off",
    }),
    updated: { session_affinity: "cookie" },
    without: "steering_policy",
    drift: { enabled: false },
  }),
  ...example("managed_transforms", {
    ...inZone({
      managed_request_headers: [{ id: "add_true_client_ip_headers", enabled: false }],
      managed_response_headers: [{ id: "remove_x-powered-by_header", enabled: true }],
    }),
    updated: { managed_response_headers: [{ id: "add_security_headers", enabled: true }] },
    without: "managed_request_headers",
    drift: { managed_response_headers: [] },
  }),
  ...example("page_shield_policy", {
    ...inZone({
      action: "log",
      description: "csp",
      enabled: true,
      expression: 'http.host eq "www.example.com"',
      value: "script-src 'self'",
    }),
    updated: { action: "allow" },
    without: "",
    drift: { enabled: false },
  }),
  ...example("schema_validation_schemas", {
    ...inZone({ kind: "openapi_v3", name: "chat", source: schema, validation_enabled: true }),
    updated: { validation_enabled: false },
    without: "",
    drift: { validation_enabled: false },
  }),
  ...example("schema_validation_settings", {
    ...inZone({ validation_default_mitigation_action: "log", validation_override_mitigation_action: "none" }),
    updated: { validation_default_mitigation_action: "block" },
    without: "validation_override_mitigation_action",
    drift: { validation_default_mitigation_action: "none" },
  }),
  ...example("tiered_cache", { ...inZone({ value: "on" }), updated: { value: "off" }, without: "", drift: { value: "off" } }),
  ...example("total_tls", {
    ...inZone({ enabled: true, certificate_authority: "google" }),
    updated: { certificate_authority: "lets_encrypt" },
    without: "certificate_authority",
    drift: { enabled: false },
  }),
  ...example("universal_ssl_setting", {
    ...inZone({ enabled: true }),
    updated: { enabled: false },
    without: "",
    drift: { enabled: false },
  }),
  ...example("url_normalization_settings", {
    ...inZone({ type: "cloudflare", scope: "both" }),
    updated: { type: "rfc3986" },
    without: "",
    drift: { scope: "none" },
  }),
  ...example("workers_route", {
    ...inZone({ pattern: "mta-sts.example.com/*", script: "${cloudflare_workers_script.it.script_name}" }),
    updated: { pattern: "mta-sts.example.com/.well-known/*" },
    without: "script",
    drift: { pattern: "www.example.com/*" },
  }),
  ...example("zone_dnssec", {
    ...inZone({ status: "active" }),
    updated: { status: "disabled" },
    without: "",
    drift: { status: "disabled" },
  }),
  ...example("zone_lockdown", {
    ...inZone({ description: "admin", urls: ["admin.example.com/*"], configurations: [{ target: "ip", value: "192.0.2.1" }] }),
    updated: { configurations: [{ target: "ip_range", value: "192.0.2.0/24" }] },
    without: "",
    drift: { urls: ["example.com/*"] },
  }),
};
