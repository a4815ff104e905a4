import { Construct } from "constructs";
import type { ZoneEdgeModel } from "../config/edge-model.ts";
import { UrlNormalizationSettings } from "./cloudflare.ts";

export interface UrlNormalizationProps {
  /** Cloudflare zone identifier, 32 hex digits. */
  readonly zoneId: string;
  readonly normalization: ZoneEdgeModel["urlNormalization"];
}

/**
 * Spells paths alike before any rule sees them. Deleting it goes back to Cloudflare's default.
 * Source: developers.cloudflare.com/rules/normalization (checked 2026-11-25).
 */
export class UrlNormalization extends Construct {
  constructor(scope: Construct, id: string, { zoneId, normalization }: UrlNormalizationProps) {
    super(scope, id);
    new UrlNormalizationSettings(this, "zone", { zoneId, ...normalization }).overrideLogicalId("zone");
  }
}
