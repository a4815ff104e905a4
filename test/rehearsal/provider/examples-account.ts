import type { Example } from "./example.ts";
import { example, inAccount } from "./example-places.ts";
import { ZONE_ID } from "./harness.ts";

const staff = [{ email_domain: { domain: "example.com" } }];
const contractors = [{ email_domain: { domain: "example.net" } }];
const redirect = (target: string) => ({
  redirect: {
    source_url: "example.com/old",
    target_url: `https://example.com/${target}`,
    status_code: 301,
    include_subdomains: false,
    subpath_matching: false,
    preserve_query_string: false,
    preserve_path_suffix: false,
  },
});

/** Products of accounts. */
export const ACCOUNT_EXAMPLES: Readonly<Record<string, Example>> = {
  ...example("list", {
    ...inAccount({ kind: "redirect", name: "legacy", description: "moved", items: [redirect("new")] }),
    updated: { items: [redirect("newer"), redirect("new")] },
    without: "description",
    drift: { description: "changed" },
  }),
  ...example("load_balancer_monitor", {
    ...inAccount({ type: "https", expected_codes: "200", method: "GET", path: "/healthz", port: 443, description: "api" }),
    updated: { interval: 30 },
    without: "description",
    drift: { path: "/" },
  }),
  ...example("load_balancer_pool", {
    ...inAccount({
      name: "origins",
      description: "origins",
      monitor: "${cloudflare_load_balancer_monitor.it.id}",
      origins: [{ name: "a", address: "origin.example.net" }],
    }),
    updated: { minimum_origins: 2 },
    without: "description",
    drift: { enabled: false },
  }),
  ...example("notification_policy", {
    ...inAccount({
      name: "origin",
      alert_type: "real_origin_monitoring",
      description: "origin is down",
      enabled: true,
      mechanisms: { webhooks: [{ id: "${cloudflare_notification_policy_webhooks.it.id}" }] },
    }),
    updated: { alert_type: "incident_alert" },
    without: "description",
    drift: { enabled: false },
  }),
  ...example("notification_policy_webhooks", {
    ...inAccount({ name: "pager", url: "https://hooks.example.com/x" }),
    updated: { name: "on call" },
    without: "",
    drift: { url: "https://hooks.example.com/y" },
  }),
  ...example("pages_domain", {
    ...inAccount({ project_name: "${cloudflare_pages_project.it.name}", name: "portal.example.com" }),
    without: "",
    drift: {},
  }),
  ...example("pages_project", {
    ...inAccount({ name: "portal", production_branch: "main" }),
    updated: { production_branch: "release" },
    without: "",
    drift: { production_branch: "dev" },
  }),
  ...example("r2_bucket", {
    ...inAccount({ name: "assets", location: "weur" }),
    updated: { storage_class: "InfrequentAccess" },
    without: "location",
    removal: "noop",
    drift: { storage_class: "InfrequentAccess" },
  }),
  ...example("turnstile_widget", {
    ...inAccount({ name: "login", mode: "managed", domains: ["app.example.com", "example.com"] }),
    updated: { mode: "invisible" },
    without: "",
    drift: { name: "changed" },
  }),
  ...example("worker", {
    ...inAccount({ name: "portal", observability: { enabled: true, head_sampling_rate: 0.5 }, tags: ["portal"] }),
    updated: { observability: { enabled: true } },
    without: "tags",
    drift: { logpush: true },
  }),
  ...example("worker_version", {
    ...inAccount({
      worker_id: "${cloudflare_worker.it.id}",
      compatibility_date: "2026-11-01",
      main_module: "app.js",
      modules: [{ name: "app.js", content_type: "application/javascript+module", content_base64: "ZXhwb3J0IGRlZmF1bHQge30=" }],
      bindings: [{ name: "LOG_LEVEL", type: "plain_text", text: "info" }],
    }),
    without: "",
    drift: {},
  }),
  ...example("workers_custom_domain", {
    ...inAccount({ hostname: "worker.example.com", service: "${cloudflare_worker.it.name}", zone_id: ZONE_ID }),
    without: "",
    drift: {},
  }),
  ...example("workers_deployment", {
    ...inAccount({
      script_name: "${cloudflare_worker.it.name}",
      strategy: "percentage",
      versions: [{ version_id: "${cloudflare_worker_version.it.id}", percentage: 100 }],
    }),
    without: "",
    drift: {},
  }),
  ...example("workers_script", {
    ...inAccount({ script_name: "mta-sts", main_module: "worker.js", compatibility_date: "2026-01-01", content: "export default {}" }),
    updated: { content: "export default { fetch() {} }" },
    without: "compatibility_date",
    drift: { logpush: true },
  }),
  ...example("zero_trust_access_application", {
    ...inAccount({
      name: "admin",
      type: "self_hosted",
      destinations: [{ type: "public", uri: "admin.example.com" }],
      session_duration: "24h",
      policies: [{ id: "${cloudflare_zero_trust_access_policy.it.id}", precedence: 1 }],
      enable_binding_cookie: true,
    }),
    updated: { session_duration: "8h" },
    without: "enable_binding_cookie",
    drift: { session_duration: "720h" },
  }),
  ...example("zero_trust_access_group", {
    ...inAccount({ name: "staff", include: staff }),
    updated: { include: contractors },
    without: "",
    drift: { name: "x" },
  }),
  ...example("zero_trust_access_policy", {
    ...inAccount({
      name: "staff",
      decision: "allow",
      include: [{ group: { id: "${cloudflare_zero_trust_access_group.it.id}" } }],
      session_duration: "8h",
    }),
    updated: { exclude: contractors },
    without: "session_duration",
    drift: { decision: "bypass" },
  }),
  ...example("zero_trust_access_service_token", {
    ...inAccount({ name: "canary", duration: "720h" }),
    updated: { name: "probe" },
    without: "duration",
    drift: { name: "changed" },
  }),
};
