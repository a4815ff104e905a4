import { isObject, type JsonObject } from "./json.ts";

/** How one resource type is found again without its id, and how terraform imports it. */
interface ImportRule {
  /** Attributes that together tell one object from every other at the vendor. */
  readonly key: readonly string[];
  /** Of these, the one that has a value belongs to the key too. */
  readonly oneOf?: readonly string[];
  /** Belong to the key, too; only a config sets them, so one that a plan does not tell of is null. */
  readonly also?: readonly string[];
  /** Import id, out of the vendor's id and the planned attributes. */
  readonly importId: (id: string, attributes: JsonObject) => string;
  /** Every zone has every setting, so there is nothing to look for: this is its id. */
  readonly alwaysThere?: (attributes: JsonObject) => string;
}

const byId = (id: string): string => id;

/** A zone has exactly one, and its id is the zone's. */
const ONE_OF_ZONE: ImportRule = {
  key: ["zone_id"],
  importId: (_id, { zone_id: zoneId }) => String(zoneId),
  alwaysThere: ({ zone_id: zoneId }) => String(zoneId),
};

/**
 * Source: section "Import" of each resource's page in the registry documentation of cloudflare/cloudflare 5.22.0 and hashicorp/aws
 * 6.25.0; topic and secret tried on the real provider 5.100.0, the rest against the rehearsal. Terraform's id of a secret, a topic and a subscription is its ARN, of a parameter and an alarm its name.
 */
const RULES: Readonly<Record<string, ImportRule>> = {
  // a record's value stands in `data` where its type has fields of its own; `content` is computed then, and a plan does not know it
  cloudflare_dns_record: {
    key: ["zone_id", "type", "name"],
    oneOf: ["data", "content"],
    importId: (id, { zone_id: zoneId }) => `${zoneId}/${id}`,
  },
  cloudflare_ruleset: { key: ["zone_id", "phase"], importId: (id, { zone_id: zoneId }) => `zones/${zoneId}/${id}` },
  cloudflare_zone_setting: {
    key: ["zone_id", "setting_id"],
    importId: (_id, { zone_id: zoneId, setting_id: settingId }) => `${zoneId}/${settingId}`,
    alwaysThere: ({ setting_id: settingId }) => String(settingId),
  },
  cloudflare_authenticated_origin_pulls_settings: ONE_OF_ZONE,
  cloudflare_bot_management: ONE_OF_ZONE,
  cloudflare_custom_pages: {
    key: ["zone_id", "identifier"],
    importId: (_id, { zone_id: zoneId, identifier }) => `zones/${zoneId}/${identifier}`,
    alwaysThere: ({ identifier }) => String(identifier),
  },
  cloudflare_leaked_credential_check: ONE_OF_ZONE,
  cloudflare_managed_transforms: ONE_OF_ZONE,
  cloudflare_tiered_cache: ONE_OF_ZONE,
  cloudflare_total_tls: ONE_OF_ZONE,
  cloudflare_universal_ssl_setting: ONE_OF_ZONE,
  cloudflare_url_normalization_settings: ONE_OF_ZONE,
  cloudflare_zone_dnssec: ONE_OF_ZONE,
  cloudflare_notification_policy: { key: ["account_id", "name"], importId: (id, { account_id: accountId }) => `${accountId}/${id}` },
  cloudflare_api_shield_operation: {
    key: ["zone_id", "method", "host", "endpoint"],
    importId: (id, { zone_id: zoneId }) => `${zoneId}/${id}`,
  },
  cloudflare_schema_validation_schemas: { key: ["zone_id", "name"], importId: (id, { zone_id: zoneId }) => `${zoneId}/${id}` },
  cloudflare_zero_trust_access_application: {
    // names repeat; two applications in front of one host cannot
    key: ["account_id", "destinations"],
    importId: (id, { account_id: accountId }) => `accounts/${accountId}/${id}`,
  },
  cloudflare_zero_trust_access_policy: {
    key: ["account_id", "name"],
    importId: (id, { account_id: accountId }) => `${accountId}/${id}`,
  },
  aws_secretsmanager_secret: { key: ["name"], importId: byId },
  // hashicorp/aws 5.100.0 never takes an imported one for declared with insecure_value: every later plan updates it (measured)
  aws_ssm_parameter: { key: ["name"], importId: byId },
  aws_route53_health_check: { key: ["type", "fqdn", "port", "resource_path"], also: ["search_string"], importId: byId },
  aws_cloudwatch_metric_alarm: { key: ["alarm_name"], importId: byId },
  aws_ecs_cluster: { key: ["name"], importId: (_id, { name }) => String(name) },
  aws_ecs_service: { key: ["name"], importId: (_id, { name }) => `${name}/${name}` },
  aws_lb: { key: ["name"], importId: byId },
  aws_lb_target_group: { key: ["name"], importId: byId },
  aws_security_group: { key: ["name", "vpc_id"], importId: byId },
  aws_wafv2_web_acl: { key: ["name", "scope"], importId: (id, { name, scope }) => `${id}/${name}/${scope}` },
  aws_sqs_queue: { key: ["name"], importId: byId },
  aws_iam_role: { key: ["name"], importId: (_id, { name }) => String(name) },
  aws_sns_topic: { key: ["name"], importId: byId },
  aws_sns_topic_subscription: { key: ["topic_arn", "protocol", "endpoint"], importId: byId },
};

/**
 * Settings that every zone has and that terraform cannot import: whoever writes one a second time changes nothing.
 * Source: cloudflare/terraform-provider-cloudflare v5.22.0, schema_validation_settings: no import, Create is a PUT (checked 2026-11-26).
 */
const WRITTEN_AGAIN: ReadonlySet<string> = new Set(["cloudflare_schema_validation_settings"]);

export function isWrittenAgain(type: string): boolean {
  return WRITTEN_AGAIN.has(type);
}

/** What terraform would import under this id; undefined for a type that nobody has written down. */
export function importIdOf(type: string, id: string, attributes: JsonObject): string | undefined {
  const rule = RULES[type];
  return rule === undefined || !isWhole(rule, attributes) ? undefined : rule.importId(id, attributes);
}

/** Attributes by which the vendor knows the thing; undefined when the type is not known, or one of them was unknown at plan. */
export function naturalKey(type: string, attributes: JsonObject): JsonObject | undefined {
  const rule = RULES[type];
  if (rule === undefined || !isWhole(rule, attributes)) return undefined;
  return Object.fromEntries(keyNames(rule, attributes).map((name) => [name, attributes[name] ?? null]));
}

export function alwaysThere(type: string, attributes: JsonObject): string | undefined {
  const rule = RULES[type];
  return rule?.alwaysThere === undefined || !isWhole(rule, attributes) ? undefined : rule.alwaysThere(attributes);
}

/** An attribute that a plan does not know is left out of it. */
function isWhole({ key, oneOf = [] }: ImportRule, attributes: JsonObject): boolean {
  return key.every((name) => name in attributes) && (oneOf.length === 0 || oneOf.some((name) => hasValue(attributes, name)));
}

function keyNames({ key, oneOf = [], also = [] }: ImportRule, attributes: JsonObject): readonly string[] {
  return [...key, ...oneOf.filter((name) => hasValue(attributes, name)).slice(0, 1), ...also];
}

function hasValue(attributes: JsonObject, name: string): boolean {
  return attributes[name] !== undefined && attributes[name] !== null;
}

/** `zone_id=..., type=A, name=api.opsdesk.example`: what a person searches for at the vendor. */
export function naturalKeyText(type: string, attributes: JsonObject): string {
  const rule = RULES[type];
  const names = rule === undefined ? ["name", "id"] : keyNames(rule, attributes);
  const known = names.filter((name) => hasValue(attributes, name));
  return `${type} ${known.map((name) => `${name}=${textOf(attributes[name])}`).join(", ")}`.trim();
}

/** `0 issue letsencrypt.org` for a value in fields, without those that are left out. */
function textOf(value: unknown): string {
  if (!isObject(value)) return String(value);
  return Object.values(value)
    .filter((each) => each !== null)
    .map(String)
    .join(" ");
}
