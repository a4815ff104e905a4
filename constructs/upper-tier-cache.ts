import { Construct } from "constructs";
import { TieredCache } from "./cloudflare.ts";

export interface UpperTierCacheProps {
  /** Cloudflare zone identifier, 32 hex digits. */
  readonly zoneId: string;
  readonly enabled: boolean;
}

/**
 * Smart Tiered Cache: data centres ask one near the origin before they ask the origin.
 * Source: developers.cloudflare.com/cache/how-to/tiered-cache (checked 2026-11-25).
 */
export class UpperTierCache extends Construct {
  constructor(scope: Construct, id: string, { zoneId, enabled }: UpperTierCacheProps) {
    super(scope, id);
    new TieredCache(this, "zone", { zoneId, value: enabled ? "on" : "off" }).overrideLogicalId("zone");
  }
}
