import type { CloudflareAddOn, CloudflarePlan } from "../../../edge/plan-tier.ts";
import { makeOutside } from "../../../rehearsal/outside.ts";
import type { PlainObject } from "../../../rehearsal/value.ts";
import type { World } from "../../../rehearsal/world.ts";
import { worldOf, ZONE_ID } from "./harness.ts";
import { refusalOf } from "./refusal-of.ts";

// What Cloudflare's API refuses of its products beyond what the provider checks. Each row changes something that is taken as it is.

const ACCOUNT_ID = "1".repeat(32);
const FOREIGN_ID = "e".repeat(32);

function zoneOn(plan: CloudflarePlan, ...addOns: CloudflareAddOn[]): World {
  return worldOf({ zones: [{ zoneId: ZONE_ID, domain: "example.com", plan, addOns, accountId: ACCOUNT_ID }] });
}
const ALL: readonly CloudflareAddOn[] = ["acm", "bot-management", "api-shield"];
const rich = () => zoneOn("enterprise", ...ALL);
const type = (name: string) => `cloudflare_${name}`;
const inZone = (more: PlainObject): PlainObject => ({ zone_id: ZONE_ID, ...more });
const inAccount = (more: PlainObject): PlainObject => ({ account_id: ACCOUNT_ID, ...more });

const GOOD: Readonly<Record<string, PlainObject>> = {
  api_shield_operation: inZone({ method: "GET", host: "api.example.com", endpoint: "/v1/chats/{var1}/turns/{var2}" }),
  bot_management: inZone({ enable_js: true }),
  certificate_pack: inZone({
    certificate_authority: "google",
    hosts: ["example.com", "*.example.com"],
    type: "advanced",
    validation_method: "txt",
    validity_days: 90,
  }),
  custom_pages: inZone({ identifier: "500_errors", state: "customized", url: "https://example.com/500" }),
  healthcheck: inZone({ name: "api", address: "api.example.com", type: "HTTPS" }),
  leaked_credential_check: inZone({ enabled: true }),
  list: inAccount({ kind: "ip", name: "office", items: [{ ip: "192.0.2.1" }] }),
  load_balancer_monitor: inAccount({ type: "https", expected_codes: "200" }),
  load_balancer_pool: inAccount({ name: "origins", origins: [{ name: "a", address: "origin.example.net" }] }),
  managed_transforms: inZone({ managed_request_headers: [{ id: "add_visitor_location_headers", enabled: true }] }),
  notification_policy: inAccount({ name: "n", alert_type: "incident_alert", mechanisms: { email: [{ id: "ops@example.com" }] } }),
  notification_policy_webhooks: inAccount({ name: "pager", url: "https://hooks.example.com/x" }),
  page_shield_policy: inZone({ action: "log", description: "csp", enabled: true, expression: "true", value: "script-src 'self'" }),
  pages_project: inAccount({ name: "portal", production_branch: "main" }),
  r2_bucket: inAccount({ name: "assets" }),
  schema_validation_schemas: inZone({ kind: "openapi_v3", name: "chat", source: "openapi: 3.0.3", validation_enabled: true }),
  schema_validation_settings: inZone({ validation_default_mitigation_action: "block" }),
  total_tls: inZone({ enabled: true }),
  turnstile_widget: inAccount({ name: "login", mode: "managed", domains: ["app.example.com", "example.com"] }),
  workers_route: inZone({ pattern: "www.example.com/*" }),
  workers_script: inAccount({ script_name: "mta-sts", main_module: "worker.js", content: "export default {}" }),
  zero_trust_access_application: inAccount({
    name: "admin",
    type: "self_hosted",
    destinations: [{ type: "public", uri: "admin.example.com" }],
  }),
  zero_trust_access_group: inAccount({ name: "staff", include: [{ email_domain: { domain: "example.com" } }] }),
  zero_trust_access_policy: inAccount({ name: "staff", decision: "allow", include: [{ email_domain: { domain: "example.com" } }] }),
  zero_trust_access_service_token: inAccount({ name: "canary", duration: "720h" }),
  zone_lockdown: inZone({ urls: ["admin.example.com/*"], configurations: [{ target: "ip", value: "192.0.2.1" }] }),
};

it.each(Object.keys(GOOD))("takes a %s", (name) => {
  expect(refusalOf(type(name), GOOD[name] ?? {}, rich())).toBe("");
});

it.each(Object.entries(GOOD).filter(([, { zone_id: id }]) => id !== undefined))("refuses a %s in a zone that is not ours", (name, good) => {
  expect(refusalOf(type(name), { ...good, zone_id: FOREIGN_ID }, rich())).toContain("7003: Could not route to /zones/");
});

it.each(Object.entries(GOOD).filter(([, { account_id: id }]) => id !== undefined))(
  "refuses a %s in an account that is not ours",
  (name, good) => {
    expect(refusalOf(type(name), { ...good, account_id: FOREIGN_ID }, rich())).toContain("10000: Authentication error");
    expect(refusalOf(type(name), { ...good, account_id: "example" }, rich())).toContain("7003: Could not route to /accounts/example");
  },
);

it.each<[string, PlainObject, string]>([
  ["api_shield_operation", { host: "api.example.net" }, "does not lie in zone example.com"],
  ["api_shield_operation", { host: "API.example.com" }, "not a host name in lower case"],
  ["api_shield_operation", { endpoint: "v1" }, "endpoint must start with /"],
  ["api_shield_operation", { endpoint: "/v1/chats/{id}" }, "calls the variables of an endpoint var1"],
  ["api_shield_operation", { endpoint: "/v1/{var2}/{var1}" }, "calls the variables of an endpoint var1"],
  ["bot_management", { fight_mode: true }, "fight_mode is for plan free"],
  ["certificate_pack", { hosts: ["www.example.com"] }, "hosts must contain the zone's own name"],
  ["certificate_pack", { hosts: ["example.com", "www.example.net"] }, "does not lie in zone"],
  ["certificate_pack", { hosts: ["example.com", "a.*.example.com"] }, "wildcard that is not its first label"],
  ["certificate_pack", { hosts: ["example.com", ...Array.from({ length: 50 }, (_, i) => `h${i}.example.com`)] }, "at most 50 hosts"],
  ["certificate_pack", { validation_method: "http" }, "a wildcard cannot be validated by http"],
  ["certificate_pack", { certificate_authority: "lets_encrypt", validity_days: 30 }, "lets_encrypt signs for 90 days, got 30"],
  ["certificate_pack", { hosts: ["example.com", "xn--bcher-kva.example.com"] }, "google does not sign for punycode"],
  ["custom_pages", { url: null }, "a customized page must have a url"],
  ["custom_pages", { state: "default" }, "a page in its default state has no url"],
  ["custom_pages", { account_id: ACCOUNT_ID }, "exactly one of account_id and zone_id"],
  ["healthcheck", { name: "two words" }, "more than letters"],
  ["healthcheck", { type: "UDP" }, "not one of HTTP, HTTPS, TCP"],
  ["healthcheck", { type: "TCP", http_config: { path: "/" } }, "http_config does not go with type TCP"],
  ["healthcheck", { tcp_config: { port: 25 } }, "tcp_config goes with type TCP only"],
  ["leaked_credential_check_rule", inZone({ username: "x" }), "leaked credential checks are not enabled"],
  ["list", { name: "Office-1" }, "lower-case letters, digits and underscores"],
  ["list", { items: [{ asn: 64_496 }] }, "an item of a list of kind ip must have ip"],
  ["load_balancer_monitor", { expected_codes: null }, "expected_codes must be set"],
  ["load_balancer_pool", { monitor: FOREIGN_ID }, "1002: there is no monitor"],
  ["load_balancer_pool", { origins: [] }, "a pool must have an origin"],
  ["managed_transforms", { managed_request_headers: [{ id: "add_magic", enabled: true }] }, "there is no managed transform add_magic"],
  [
    "managed_transforms",
    {
      managed_request_headers: [
        { id: "add_true_client_ip_headers", enabled: true },
        { id: "remove_visitor_ip_headers", enabled: true },
      ],
    },
    "conflicts with",
  ],
  ["notification_policy", { mechanisms: {} }, "17101"],
  ["notification_policy", { mechanisms: { email: [{ id: "ops@example.com" }], pagerduty: [] } }, "an empty set of pagerduty"],
  ["notification_policy", { mechanisms: { email: [{ id: "ops" }] } }, "not an email address"],
  ["notification_policy", { mechanisms: { webhooks: [{ id: FOREIGN_ID }] } }, "there is no webhook"],
  ["notification_policy_webhooks", { url: "http://hooks.example.com" }, "not an https URL"],
  ["page_shield_policy", { value: "" }, "value must not be empty"],
  ["pages_domain", inAccount({ project_name: "nobody", name: "portal.example.com" }), "8000007: project not found"],
  ["pages_project", { name: "Portal" }, "8000012"],
  ["r2_bucket", { name: "Assets" }, "10005"],
  ["schema_validation_schemas", { source: "openapi: 2.0" }, "not an OpenAPI document"],
  ["turnstile_widget", { domains: ["example.com", "app.example.com"] }, "answers domains sorted"],
  ["workers_route", { pattern: "www.example.net/*" }, "does not lie in zone"],
  ["workers_route", { pattern: "www.example.com/*/x/*" }, "wildcard at its start and its end only"],
  ["workers_route", { script: "nobody" }, "script_not_found"],
  ["workers_script", { main_module: null }, "exactly one of main_module and body_part"],
  ["workers_script", { content: null }, "reads no files"],
  ["workers_script", { script_name: "Two Words" }, "invalid_script_name"],
  ["zero_trust_access_application", { destinations: [{ type: "public", uri: "admin.example.net" }] }, "does not belong to a zone"],
  ["zero_trust_access_application", { destinations: null }, "no domain and no destination"],
  ["zero_trust_access_application", { policies: [{ id: FOREIGN_ID, precedence: 1 }] }, "there is no policy"],
  ["zero_trust_access_application", { policies: [{ id: FOREIGN_ID }] }, "without precedence"],
  ["zero_trust_access_policy", { include: [] }, "must include somebody"],
  ["zero_trust_access_policy", { include: [{ group: { id: FOREIGN_ID } }] }, "there is no group"],
  ["zero_trust_access_group", { include: [] }, "must include somebody"],
  ["zero_trust_access_service_token", { duration: "30d" }, "not in hours"],
  ["zone_lockdown", { urls: ["example.net/*"] }, "does not lie in zone"],
  ["zone_lockdown", { configurations: [] }, "must not be empty"],
  ["zone_lockdown", { configurations: [{ target: "ip", value: "192.0.2.0/24" }] }, "does not fit"],
])("refuses a %s with %j", (name, change, says) => {
  expect(refusalOf(type(name), { ...GOOD[name], ...change }, rich())).toContain(says);
});

it.each<[string, PlainObject, World, string]>([
  ["api_shield_operation", {}, zoneOn("free"), ""],
  ["bot_management", { fight_mode: true }, zoneOn("free"), ""],
  ["bot_management", { sbfm_verified_bots: "allow" }, zoneOn("free"), "sbfm_verified_bots needs plan pro"],
  ["bot_management", { sbfm_likely_automated: "block" }, zoneOn("pro"), "sbfm_likely_automated needs plan business"],
  ["bot_management", { auto_update_model: true }, zoneOn("enterprise"), "needs the bot management subscription"],
  ["certificate_pack", {}, zoneOn("enterprise"), "1450: an advanced certificate needs Advanced Certificate Manager"],
  ["certificate_pack", {}, zoneOn("free", "acm"), ""],
  ["certificate_pack", { certificate_authority: "ssl_com", validity_days: 365 }, zoneOn("business", "acm"), "a year needs plan enterprise"],
  ["certificate_pack", { certificate_authority: "ssl_com", validity_days: 365 }, zoneOn("enterprise", "acm"), ""],
  ["custom_pages", {}, zoneOn("free"), "need plan pro"],
  ["healthcheck", {}, zoneOn("free"), "1 of at most 0 health checks per zone on plan free"],
  ["list", { kind: "asn", items: [{ asn: 64_496 }] }, zoneOn("business"), "lists of kind asn are not available on plan business"],
  [
    "managed_transforms",
    { managed_request_headers: [{ id: "add_true_client_ip_headers", enabled: true }] },
    zoneOn("pro"),
    "not available on plan pro",
  ],
  [
    "managed_transforms",
    { managed_request_headers: [{ id: "add_bot_protection_headers", enabled: true }] },
    zoneOn("enterprise"),
    "not available",
  ],
  ["notification_policy", { alert_type: "http_alert_origin_error" }, zoneOn("business"), "needs plan enterprise"],
  ["notification_policy", { alert_type: "health_check_status_notification" }, zoneOn("free"), "needs plan pro"],
  ["page_shield_policy", {}, zoneOn("business"), "of at most 0 content security rules"],
  ["schema_validation_settings", { validation_default_mitigation_action: "log" }, zoneOn("pro"), "action log is not available on plan pro"],
  ["schema_validation_schemas", { source: `openapi: 3.0.3 ${"x".repeat(200_000)}` }, zoneOn("free"), "bytes of all API schemas"],
  ["total_tls", {}, zoneOn("enterprise"), "Total TLS needs Advanced Certificate Manager"],
  ["total_tls", { enabled: false }, zoneOn("free"), ""],
  ["turnstile_widget", { region: "china" }, zoneOn("business"), "region china needs plan enterprise"],
  [
    "turnstile_widget",
    { domains: Array.from({ length: 11 }, (_, i) => `${String.fromCharCode(97 + i)}.example.com`) },
    zoneOn("pro"),
    "11 of at most 10 host names",
  ],
  ["zone_lockdown", {}, zoneOn("free"), "of at most 0 zone lockdown rules"],
])("knows what the plan has to say to a %s with %j", (name, change, world, says) => {
  const refusal = refusalOf(type(name), { ...GOOD[name], ...change }, world);
  if (says === "") expect(refusal).toBe("");
  else expect(refusal).toContain(says);
});

it.each<[string, string]>([
  ["api_shield_operation", "already exists; import it"],
  ["healthcheck", "a health check api already exists"],
  ["list", "a list office already exists"],
  ["load_balancer_pool", "1004: a pool origins already exists"],
  ["pages_project", "409 Conflict: portal already exists"],
  ["r2_bucket", "409 Conflict: assets/default already exists"],
  ["workers_route", "10020: a route with the pattern"],
  ["workers_script", "409 Conflict: mta-sts already exists"],
  ["zero_trust_access_application", "application_already_exists: admin.example.com"],
  ["zone_lockdown", "a rule for these urls already exists"],
  ["managed_transforms", "add_visitor_location_headers are enabled already; import the resource"],
])("refuses a %s that is there already", (name, says) => {
  const world = rich();
  makeOutside({ world, type: type(name), attributes: GOOD[name] ?? {} });
  expect(refusalOf(type(name), GOOD[name] ?? {}, world)).toContain(says);
});

it.each<[string, (index: number) => PlainObject, number, World, string]>([
  ["api_shield_operation", (i) => ({ endpoint: `/e${i}` }), 100, zoneOn("free"), "101 of at most 100 API endpoints"],
  ["healthcheck", (i) => ({ name: `h${i}` }), 10, zoneOn("pro"), "11 of at most 10 health checks"],
  ["list", (i) => ({ name: `l${i}` }), 1, zoneOn("free"), "2 of at most 1 custom lists"],
  ["schema_validation_schemas", (i) => ({ name: `s${i}` }), 5, zoneOn("pro"), "6 of at most 5 API schemas"],
  ["turnstile_widget", (i) => ({ name: `w${i}` }), 20, zoneOn("pro"), "21 of at most 20 Turnstile widgets"],
  ["zone_lockdown", (i) => ({ urls: [`u${i}.example.com/*`] }), 3, zoneOn("pro"), "4 of at most 3 zone lockdown rules"],
])("counts %s against the plan", (name, change, most, world, says) => {
  for (let index = 0; index < most; index += 1) makeOutside({ world, type: type(name), attributes: { ...GOOD[name], ...change(index) } });
  expect(refusalOf(type(name), { ...GOOD[name], ...change(most) }, world)).toContain(says);
});
