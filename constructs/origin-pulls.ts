import { Construct } from "constructs";
import { AuthenticatedOriginPullsSettings } from "./cloudflare.ts";

export interface OriginPullsProps {
  /** Cloudflare zone identifier, 32 hex digits. */
  readonly zoneId: string;
  /** Whether Cloudflare presents the zone's own certificate to origins. */
  readonly enabled: boolean;
}

/**
 * How Cloudflare proves to origins that a request comes from this zone. The certificate is uploaded through the API: its private key
 * would lie in the state. Deleting the setting does nothing.
 * Source: cloudflare/terraform-provider-cloudflare v5.22.0, authenticated_origin_pulls_settings.
 */
export class OriginPulls extends Construct {
  constructor(scope: Construct, id: string, { zoneId, enabled }: OriginPullsProps) {
    super(scope, id);
    new AuthenticatedOriginPullsSettings(this, "zone", { zoneId, enabled }).overrideLogicalId("zone");
  }
}
