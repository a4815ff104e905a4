import * as z from "zod";
import { fromCloudflare } from "../../edge/from-cloudflare.ts";
import type { CloudflareAddOn } from "../../edge/plan-tier.ts";
import type { PhaseRules } from "../../edge/rule-match.ts";

type ResourceState = Readonly<Record<string, unknown>>;

/** What has been applied, as the provider keeps it: attributes of cloudflare_dns_record, cloudflare_ruleset and cloudflare_zone_setting. */
export interface EdgeState {
  readonly records: readonly ResourceState[];
  readonly rulesets: readonly ResourceState[];
  readonly settings: readonly ResourceState[];
  /** Attributes of cloudflare_zero_trust_access_application. */
  readonly applications?: readonly ResourceState[];
  /** Attributes of cloudflare_workers_route. */
  readonly workerRoutes?: readonly ResourceState[];
  /** Attributes of cloudflare_workers_custom_domain. */
  readonly workerDomains?: readonly ResourceState[];
}

export interface NetZone {
  readonly domain: string;
  readonly zoneId: string;
  /** With `acm`, the advanced certificate manager, hosts deeper than one label get a certificate too. */
  readonly addOns?: readonly CloudflareAddOn[];
}

/** A record, names in lower case without trailing dot. */
export interface ZoneRecord {
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly ttlSeconds: number;
  readonly proxied: boolean;
  readonly priority: number;
  readonly data: Readonly<Record<string, unknown>>;
}

const recordSchema = z.looseObject({
  zone_id: z.string().nullish(),
  name: z.string(),
  type: z.string(),
  content: z.string().nullish(),
  ttl: z.number().nullish(),
  proxied: z.boolean().nullish(),
  priority: z.number().nullish(),
  data: z.record(z.string(), z.unknown()).nullish(),
});

/** What "automatic" means for a record that is not proxied. Source: developers.cloudflare.com/dns/manage-dns-records/reference/ttl (checked 2026-11-22). */
const AUTOMATIC_TTL_SECONDS = 300;

/** The records of one zone, or without a zone those that belong to none. */
export function recordsOf(states: readonly ResourceState[], zoneId?: string): ZoneRecord[] {
  return states
    .map((state) => recordSchema.parse(state))
    .filter((state) => zoneId === undefined || state.zone_id === zoneId)
    .map(({ name, type, content, ttl, proxied, priority, data }) => ({
      name: bare(name),
      type: type.toUpperCase(),
      content: content ?? "",
      ttlSeconds: ttl === null || ttl === undefined || ttl <= 1 ? AUTOMATIC_TTL_SECONDS : ttl,
      proxied: proxied ?? false,
      priority: priority ?? 0,
      data: data ?? {},
    }));
}

/** @throws SlipwayErrors when a rule is of a kind that the simulator does not know */
export function rulesetsOf({ rulesets }: EdgeState, zone: NetZone): PhaseRules[] {
  return rulesets
    .filter(({ zone_id }) => zone_id === zone.zoneId)
    .map((ruleset) => fromCloudflare(ruleset, `zone ${zone.domain}, ruleset ${String(ruleset.phase)}`));
}

const hstsSchema = z.looseObject({
  strict_transport_security: z.looseObject({
    enabled: z.boolean(),
    max_age: z.number(),
    include_subdomains: z.boolean().nullish(),
    nosniff: z.boolean().nullish(),
    preload: z.boolean().nullish(),
  }),
});

export type Hsts = z.output<typeof hstsSchema>["strict_transport_security"];

/** The settings that the edge acts on; what is not set has Cloudflare's default. */
export interface ZoneSettings {
  readonly minTlsVersion: "1.0" | "1.1" | "1.2" | "1.3";
  readonly hasTls13: boolean;
  readonly alwaysUseHttps: boolean;
  readonly hsts: Hsts | undefined;
}

export function settingsOf({ settings }: EdgeState, { zoneId }: NetZone): ZoneSettings {
  const values = new Map(
    settings.filter(({ zone_id }) => zone_id === zoneId).map(({ setting_id, value }) => [setting_id, plainValue(value)]),
  );
  const hsts = hstsSchema.safeParse(values.get("security_header"));
  return {
    minTlsVersion: z.enum(["1.0", "1.1", "1.2", "1.3"]).catch("1.0").parse(values.get("min_tls_version")),
    hasTls13: values.get("tls_1_3") !== "off",
    alwaysUseHttps: values.get("always_use_https") === "on",
    hsts: hsts.success && hsts.data.strict_transport_security.enabled ? hsts.data.strict_transport_security : undefined,
  };
}

const dynamicSchema = z.strictObject({ type: z.unknown(), value: z.unknown() });

/** An attribute of dynamic type may come with its type beside the value. */
function plainValue(value: unknown): unknown {
  const dynamic = dynamicSchema.safeParse(value);
  return dynamic.success ? dynamic.data.value : value;
}

export function bare(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

/** The zone that a host name belongs to: the longest domain that it ends in. */
export function zoneOf(zones: readonly NetZone[], name: string): NetZone | undefined {
  return zones
    .filter(({ domain }) => name === domain || name.endsWith(`.${domain}`))
    .toSorted((a, b) => b.domain.length - a.domain.length)
    .at(0);
}
