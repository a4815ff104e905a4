import { byPath, ID, type ImportRule } from "./import-rule.ts";

/** A zone has exactly one, and its id is the zone's. */
const ONE_OF_ZONE: ImportRule = {
  key: ["zone_id"],
  importId: byPath("zone_id"),
  alwaysThere: ({ zone_id: zoneId }) => String(zoneId),
};

/** Source: section "Import" of each resource's page in the registry documentation of cloudflare/cloudflare 5.22.0; tried against the rehearsal. */
export const CLOUDFLARE_IMPORTS: Readonly<Record<string, ImportRule>> = {
  // a record's value stands in `data` where its type has fields of its own; `content` is computed then, and a plan does not know it
  cloudflare_dns_record: { key: ["zone_id", "type", "name"], oneOf: ["data", "content"], importId: byPath("zone_id", ID) },
  cloudflare_ruleset: { key: ["zone_id", "phase"], importId: byPath({ text: "zones" }, "zone_id", ID) },
  cloudflare_zone_setting: {
    key: ["zone_id", "setting_id"],
    importId: byPath("zone_id", "setting_id"),
    alwaysThere: ({ setting_id: settingId }) => String(settingId),
  },
  cloudflare_authenticated_origin_pulls_settings: ONE_OF_ZONE,
  cloudflare_bot_management: ONE_OF_ZONE,
  cloudflare_custom_pages: {
    key: ["zone_id", "identifier"],
    importId: byPath({ text: "zones" }, "zone_id", "identifier"),
    alwaysThere: ({ identifier }) => String(identifier),
  },
  cloudflare_leaked_credential_check: ONE_OF_ZONE,
  cloudflare_managed_transforms: ONE_OF_ZONE,
  cloudflare_tiered_cache: ONE_OF_ZONE,
  cloudflare_total_tls: ONE_OF_ZONE,
  cloudflare_universal_ssl_setting: ONE_OF_ZONE,
  cloudflare_url_normalization_settings: ONE_OF_ZONE,
  cloudflare_zone_dnssec: ONE_OF_ZONE,
  cloudflare_api_shield_operation: { key: ["zone_id", "method", "host", "endpoint"], importId: byPath("zone_id", ID) },
  cloudflare_certificate_pack: { key: ["zone_id", "hosts", "certificate_authority"], importId: byPath("zone_id", ID) },
  cloudflare_healthcheck: { key: ["zone_id", "name"], importId: byPath("zone_id", ID) },
  cloudflare_notification_policy: { key: ["account_id", "name"], importId: byPath("account_id", ID) },
  cloudflare_pages_domain: { key: ["account_id", "project_name", "name"], importId: byPath("account_id", "project_name", "name") },
  cloudflare_pages_project: { key: ["account_id", "name"], importId: byPath("account_id", "name") },
  cloudflare_schema_validation_schemas: { key: ["zone_id", "name"], importId: byPath("zone_id", ID) },
  cloudflare_worker: { key: ["account_id", "name"], importId: byPath("account_id", ID) },
  cloudflare_workers_custom_domain: { key: ["account_id", "hostname"], importId: byPath("account_id", ID) },
  cloudflare_workers_route: { key: ["zone_id", "pattern"], importId: byPath("zone_id", ID) },
  cloudflare_zero_trust_access_application: {
    // names repeat; two applications in front of one host cannot
    key: ["account_id", "destinations"],
    importId: byPath({ text: "accounts" }, "account_id", ID),
  },
  cloudflare_zero_trust_access_policy: { key: ["account_id", "name"], importId: byPath("account_id", ID) },
};

/**
 * Whoever writes one a second time changes nothing, or adds an inert copy.
 * Source: cloudflare/terraform-provider-cloudflare v5.22.0: schema_validation_settings has no import, and Create is a PUT; versions of a
 * worker never change, and a deployment points at one (checked 2026-11-26).
 */
export const CLOUDFLARE_WRITTEN_AGAIN: readonly string[] = [
  "cloudflare_schema_validation_settings",
  "cloudflare_worker_version",
  "cloudflare_workers_deployment",
];
