import type { Authority } from "./schema/tls.ts";

// What a zone has beside its settings, records and rulesets, spelled out. Plain JSON: it lies in the run store with the zone's base.

export interface CertificateModel {
  /** Stable identity; becomes the resource address. */
  readonly key: string;
  readonly authority: Authority;
  /** In codepoint order. */
  readonly hosts: readonly string[];
  readonly validation: "txt" | "http" | "email";
  readonly validityDays: number;
}

/** Only what the zone's plan takes: sending anything else is refused. Names are the provider's. */
export type BotModel = Readonly<Partial<Record<BotAttribute, string | boolean>>>;

export const BOT_ATTRIBUTES = [
  "ai_bots_protection",
  "enable_js",
  "fight_mode",
  "sbfm_definitely_automated",
  "sbfm_likely_automated",
  "sbfm_static_resource_protection",
  "sbfm_verified_bots",
] as const;
type BotAttribute = (typeof BOT_ATTRIBUTES)[number];

export interface ZoneEdgeModel {
  readonly universalSsl: boolean;
  readonly certificates: readonly CertificateModel[];
  /** Absent where the zone cannot have it. */
  readonly totalTls?: { readonly enabled: boolean; readonly authority: Authority };
  /** Whether origins are asked to check this zone's own certificate. */
  readonly zoneOriginPulls: boolean;
  /** Absent when nobody has decided. */
  readonly dnssec?: "active" | "disabled";
  readonly bots: BotModel;
  readonly leakedCredentialCheck: boolean;
  readonly urlNormalization: { readonly type: string; readonly scope: string };
  readonly tieredCache: boolean;
  readonly errorPages: readonly { readonly id: string; readonly url?: string }[];
  readonly managedTransforms?: { readonly request: readonly string[]; readonly response: readonly string[] };
  /** Sensitivity of the HTTP DDoS protection; absent when it is the default. */
  readonly ddosSensitivity?: string;
  /** What happens to bodies that fit no schema; absent where the zone does not use API Shield. */
  readonly apiMitigation?: "none" | "log" | "block";
}
