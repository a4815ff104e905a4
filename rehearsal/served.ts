import { SlipwayError } from "../errors/slipway-error.ts";
import type { Behaviour } from "./behaviours/behaviour.ts";
import { dnsRecord } from "./behaviours/dns-record.ts";
import { healthCheck } from "./behaviours/health-check.ts";
import { metricAlarm } from "./behaviours/metric-alarm.ts";
import { ruleset } from "./behaviours/ruleset.ts";
import { secret } from "./behaviours/secret.ts";
import { snsSubscription } from "./behaviours/sns-subscription.ts";
import { snsTopic } from "./behaviours/sns-topic.ts";
import { ssmParameter } from "./behaviours/ssm-parameter.ts";
import { zoneSetting } from "./behaviours/zone-setting.ts";
import type { Semantics } from "./plan.ts";
import { AWS_RULES } from "./rules/aws.ts";
import { DNS_RECORD_RULES } from "./rules/dns-record.ts";
import type { Rules } from "./rules/rule.ts";
import { RULESET_RULES } from "./rules/ruleset.ts";
import { ZONE_SETTING_RULES } from "./rules/zone-setting.ts";
import { bindingSource, type ProviderName, unreadable } from "./schema/bindings.ts";
import { deriveProvider, deriveResource } from "./schema/derive.ts";
import { withOverlay } from "./schema/overlay.ts";
import { OVERLAYS } from "./schema/overlays.ts";
import type { Schema } from "./schema/types.ts";
import { own } from "./value.ts";

interface Row {
  readonly provider: ProviderName;
  /** Folder of the type in the bindings. */
  readonly folder: string;
  readonly rules: Rules;
  readonly behaviour: Behaviour;
}

const cloudflare = (folder: string, rules: Rules, behaviour: Behaviour): Row => ({ provider: "cloudflare", folder, rules, behaviour });
const aws = (type: string, behaviour: Behaviour): Row => ({
  provider: "aws",
  folder: type.slice("aws_".length).replaceAll("_", "-"),
  rules: AWS_RULES[type] ?? {},
  behaviour,
});

/** Every resource type that the rehearsal plays. One invalid schema would make terraform refuse the whole provider, so only types in use are here. */
const ROWS: Readonly<Record<string, Row>> = {
  cloudflare_dns_record: cloudflare("dns-record", DNS_RECORD_RULES, dnsRecord),
  cloudflare_ruleset: cloudflare("ruleset", RULESET_RULES, ruleset),
  cloudflare_zone_setting: cloudflare("zone-setting", ZONE_SETTING_RULES, zoneSetting),
  aws_cloudwatch_metric_alarm: aws("aws_cloudwatch_metric_alarm", metricAlarm),
  aws_route53_health_check: aws("aws_route53_health_check", healthCheck),
  aws_secretsmanager_secret: aws("aws_secretsmanager_secret", secret),
  aws_sns_topic: aws("aws_sns_topic", snsTopic),
  aws_sns_topic_subscription: aws("aws_sns_topic_subscription", snsSubscription),
  aws_ssm_parameter: aws("aws_ssm_parameter", ssmParameter),
};

export const SERVED_TYPES: readonly string[] = Object.keys(ROWS);

export interface ServedType extends Row {
  readonly type: string;
  readonly schema: Schema;
  readonly semantics: Semantics;
}

const schemas = new Map<string, Schema>();

/** @throws SlipwayError REHEARSAL_TYPE_UNKNOWN, REHEARSAL_BINDINGS_UNREADABLE */
export function servedType(type: string): ServedType {
  const row = own(ROWS, type);
  if (row === undefined) {
    throw new SlipwayError({
      kind: "bug",
      code: "REHEARSAL_TYPE_UNKNOWN",
      where: "rehearsal provider",
      expected: `one of ${SERVED_TYPES.join(", ")}`,
      got: type,
      fix: "add the type to rehearsal/served.ts",
    });
  }
  const schema = cached(type, () => {
    const source = bindingSource(row.provider, row.folder);
    return withOverlay(deriveResource(source, row.provider === "cloudflare" ? "attributes" : "blocks"), overlayOf(type));
  });
  return { ...row, type, schema, semantics: row.provider === "cloudflare" ? "framework" : "sdk" };
}

export function typesOf(provider: ProviderName): ServedType[] {
  return SERVED_TYPES.filter((type) => ROWS[type]?.provider === provider).map(servedType);
}

/** Schema of a provider's own configuration block. */
export function providerSchema(provider: ProviderName): Schema {
  return cached(provider, () => withOverlay(deriveProvider(bindingSource(provider, "provider")), overlayOf(provider)));
}

function overlayOf(name: string) {
  const overlay = OVERLAYS[name];
  if (overlay === undefined) throw unreadable(name, "no overlay, so no schema version");
  return overlay;
}

/** Derived once in a process: the bindings do not change under it. */
function cached(name: string, derive: () => Schema): Schema {
  const known = schemas.get(name) ?? derive();
  schemas.set(name, known);
  return known;
}
