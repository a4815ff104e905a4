import type { AttributeChanges } from "./overlay.ts";

// Products of zones and accounts as cloudflare/cloudflare 5.22.0 has them, where the bindings (5.14.0) do not. Source: see overlays.ts.

/** What the API fills in where an override of a load balancer's rule leaves it out. */
const LOAD_BALANCER_OVERRIDES = [
  "adaptive_routing",
  "adaptive_routing.failover_across_pools",
  "country_pools",
  "location_strategy",
  "location_strategy.mode",
  "location_strategy.prefer_ecs",
  "pop_pools",
  "random_steering",
  "random_steering.default_weight",
  "region_pools",
  "session_affinity",
  "session_affinity_attributes",
  "session_affinity_attributes.drain_duration",
  "session_affinity_ttl",
  "steering_policy",
  "ttl",
];

export const PRODUCT_OVERLAYS: Readonly<Record<string, AttributeChanges>> = {
  cloudflare_api_shield_operation: {
    schemas: "single C",
    "schemas.learned": "single C",
    "schemas.learned.parameters": "list(map(string)) C",
    "schemas.learned.request_body": "map(string) C",
    "schemas.uploaded": "single C",
    "schemas.uploaded.parameters": "list(map(string)) C",
    "schemas.uploaded.request_body": "map(string) C",
  },
  cloudflare_authenticated_origin_pulls_settings: {
    id: "string C",
  },
  cloudflare_bot_management: {
    content_bots_protection: "string OC",
  },
  cloudflare_certificate_pack: {
    dcv_delegation_records: "list C",
    "dcv_delegation_records[].cname": "string C",
    "dcv_delegation_records[].cname_target": "string C",
    "dcv_delegation_records[].emails": "list(string) C",
    "dcv_delegation_records[].http_body": "string C",
    "dcv_delegation_records[].http_url": "string C",
    "dcv_delegation_records[].status": "string C",
    "dcv_delegation_records[].txt_name": "string C",
    "dcv_delegation_records[].txt_value": "string C",
    hosts: "set(string) OC",
    "validation_records[].cname": "string C",
    "validation_records[].cname_target": "string C",
    "validation_records[].status": "string C",
  },
  cloudflare_list: {
    items: "O",
  },
  cloudflare_load_balancer_pool: {
    "origins[].flatten_cname": "bool OC",
  },
  cloudflare_managed_transforms: {
    managed_request_headers: "O",
    managed_response_headers: "O",
  },
  cloudflare_notification_policy_webhooks: {
    secret: "OS",
  },
  cloudflare_turnstile_widget: {
    secret: "CS",
  },
  cloudflare_load_balancer: {
    "rules[].overrides": "OC",
    ...Object.fromEntries(LOAD_BALANCER_OVERRIDES.map((name) => [`rules[].overrides.${name}`, "OC"])),
    "session_affinity_attributes.drain_duration": "OC",
    "session_affinity_attributes.require_all_headers": "OC",
    "session_affinity_attributes.samesite": "OC",
    "session_affinity_attributes.secure": "OC",
    "session_affinity_attributes.zero_downtime_failover": "OC",
  },
};
