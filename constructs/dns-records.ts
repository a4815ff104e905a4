import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { RecordModel } from "../config/model.ts";
import type { TARGET_ORIGIN } from "../config/names.ts";
import { SlipwayError } from "../errors/slipway-error.ts";
import { addressOf } from "./address.ts";
import { DnsRecord, type DnsRecordData } from "./cloudflare.ts";
import { dyn } from "./dyn.ts";
import { lit } from "./lit.ts";

/** Constructs know the config room by its types alone, which hold this to the model's word. */
const FROM_TARGET: typeof TARGET_ORIGIN = "@target";

export interface DnsRecordsProps {
  /** Cloudflare zone identifier, 32 hex digits. The zone exists already and is never defined here. */
  readonly zoneId: string;
  readonly records: readonly RecordModel[];
  /** By record key: what has to be there before the name resolves, and goes after it. */
  readonly gates?: ReadonlyMap<string, readonly ITerraformDependable[]>;
  /** By record key: the target's own name, for records whose content is TARGET_ORIGIN; an attribute of a resource in the same stack. */
  readonly origins?: ReadonlyMap<string, string>;
}

/**
 * Publishes DNS records, one resource each, named after the record's key.
 *
 * A record waits for those that it leads to, and goes away before them, so that no name ever leads to one that is not there.
 * Names are FQDNs because the provider reconciles short names by guessing at prefixes; TTLs are in seconds, 1 meaning automatic.
 * Source: cloudflare/terraform-provider-cloudflare v5.22.0, internal/services/dns_record.
 */
export class DnsRecords extends Construct {
  constructor(scope: Construct, id: string, props: DnsRecordsProps) {
    super(scope, id);
    const resources = new Map<string, DnsRecord>();
    for (const record of props.records) {
      const gates = props.gates?.get(record.key) ?? [];
      const name = addressOf("cloudflare_dns_record", record.key);
      const resource = new DnsRecord(this, name, {
        zoneId: props.zoneId,
        name: lit(record.name),
        type: record.type,
        ...valueFields(record, props.origins),
        ttl: record.ttlSeconds,
        proxied: record.proxied,
        ...(record.priority === undefined ? {} : { priority: record.priority }),
        ...(record.comment === undefined ? {} : { comment: lit(record.comment) }),
        ...(gates.length === 0 ? {} : { dependsOn: [...gates] }),
      });
      resource.overrideLogicalId(name);
      resources.set(record.key, resource);
    }
    for (const { key, waitsFor = [] } of props.records) {
      const resource = resources.get(key);
      const targets = waitsFor.filter((target) => resources.has(target)).map((target) => addressOf("cloudflare_dns_record", target));
      if (resource !== undefined && targets.length > 0)
        resource.dependsOn = [...(resource.dependsOn ?? []), ...targets.map((name) => `cloudflare_dns_record.${name}`)];
    }
  }
}

function valueFields(
  { key, content, data }: RecordModel,
  origins: DnsRecordsProps["origins"],
): { readonly content: string } | { readonly data: DnsRecordData } {
  if (content === FROM_TARGET) return { content: originOf(key, origins) };
  return data === undefined ? { content: lit(content) } : { data: dataOf(data) };
}

function originOf(key: string, origins: DnsRecordsProps["origins"]): string {
  const origin = origins?.get(key);
  if (origin !== undefined) return origin;
  throw new SlipwayError({
    kind: "bug",
    code: "SYNTH_ORIGIN_UNKNOWN",
    where: `cloudflare_dns_record.${key}`,
    expected: "a target that serves the host",
    got: "none",
    fix: "let the target's construct name an origin for the host",
  });
}

function dataOf(fields: NonNullable<RecordModel["data"]>): DnsRecordData {
  const plain = Object.entries(fields).map(([name, value]) => [camelCase(name), typeof value === "string" ? lit(value) : value]);
  const { flags } = fields;
  return {
    ...Object.fromEntries(plain),
    ...(flags === undefined ? {} : { flags: dyn(typeof flags === "string" ? lit(flags) : flags) }),
  };
}

/** As the bindings name what the provider calls `matching_type`. */
function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
