import { isObject, sameJson } from "../json.ts";
import { sameMeaning } from "./planned-change.ts";

/** One attribute that means something else than before. */
export interface Difference {
  /** Dotted; a list index in brackets. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

interface Noise {
  readonly type: RegExp;
  readonly path: RegExp;
  readonly source: string;
}

/** What changes by itself and says nothing about anybody's intention. */
const NOISE: readonly Noise[] = [
  {
    type: /^cloudflare_ruleset$/,
    path: /^(version|last_updated|rules\[\d+\]\.(id|version|last_updated))$/,
    source: "provider cloudflare 5.22.0, ruleset schema: computed, counted up at each write to the phase",
  },
  {
    type: /^cloudflare_(dns_record|zone_setting|zone_dnssec)$/,
    path: /^(created_on|modified_on|comment_modified_on|tags_modified_on|meta|editable|time_remaining)$/,
    source: "provider cloudflare 5.22.0, computed attributes of the types",
  },
  { type: /^aws_/, path: /^tags_all($|\.)/, source: "provider aws 6.25.0: tags and the provider's default tags once more" },
  { type: /^aws_ssm_parameter$/, path: /^version$/, source: "AWS SSM API reference, PutParameter: counted up at each write" },
  {
    type: /^aws_s3_bucket$/,
    path: /^(versioning|server_side_encryption_configuration|lifecycle_rule|logging|website|replication_configuration|grant)($|\[|\.)/,
    source: "provider aws 6.25.0, aws_s3_bucket: read back from what separate resources configure",
  },
];

/** What an absent attribute means, where a provider reads the default back. */
const DEFAULTS: readonly (readonly [type: RegExp, path: string, value: unknown, source: string])[] = [
  [/^cloudflare_dns_record$/, "ttl", 1, "Cloudflare API, create DNS record: 1 is automatic"],
  [/^cloudflare_dns_record$/, "proxied", false, "Cloudflare API, create DNS record"],
  [/^aws_cloudwatch_metric_alarm$/, "treat_missing_data", "missing", "CloudWatch API reference, PutMetricAlarm"],
  [/^aws_cloudwatch_metric_alarm$/, "actions_enabled", true, "CloudWatch API reference, PutMetricAlarm"],
  [/^aws_route53_health_check$/, "disabled", false, "Route 53 API reference, HealthCheckConfig"],
  [/^aws_route53_health_check$/, "invert_healthcheck", false, "Route 53 API reference, HealthCheckConfig"],
  [/^aws_route53_health_check$/, "measure_latency", false, "Route 53 API reference, HealthCheckConfig"],
  [/^aws_ssm_parameter$/, "tier", "Standard", "AWS SSM API reference, PutParameter"],
  [/^aws_ssm_parameter$/, "data_type", "text", "AWS SSM API reference, PutParameter"],
];

/** Where two readings of one resource differ in meaning: null, empty and default are equal, and what changes by itself is left out. */
export function semanticDifferences(type: string, before: unknown, after: unknown): readonly Difference[] {
  const noise = NOISE.filter((each) => each.type.test(type)).map(({ path }) => path);
  const defaults = new Map(DEFAULTS.filter(([pattern]) => pattern.test(type)).map(([, path, value]) => [path, value]));
  const found: Difference[] = [];
  const compare = (old: unknown, now: unknown, path: string): void => {
    if (noise.some((each) => each.test(path))) return;
    const [one, other] = [old ?? defaults.get(path), now ?? defaults.get(path)];
    if (sameMeaning(one, other)) return;
    if (Array.isArray(one) && Array.isArray(other) && one.length === other.length) {
      for (const [index, each] of one.entries()) compare(each, other[index], `${path}[${index}]`);
    } else if (isObject(one) && isObject(other)) {
      for (const key of new Set([...Object.keys(one), ...Object.keys(other)]))
        compare(one[key], other[key], path === "" ? key : `${path}.${key}`);
    } else if (!isHollow(one) || !isHollow(other)) {
      if (!sameJson(one ?? null, other ?? null)) found.push({ path, before: one ?? null, after: other ?? null });
    }
  };
  compare(before ?? {}, after ?? {}, "");
  return found;
}

/** Nothing in it but null and empty, however deep. */
function isHollow(value: unknown): boolean {
  if (sameMeaning(value, null)) return true;
  if (Array.isArray(value)) return value.every(isHollow);
  return isObject(value) && Object.values(value).every(isHollow);
}
