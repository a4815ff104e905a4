import { Construct } from "constructs";
import type { ZoneEdgeModel } from "../config/edge-model.ts";
import { BotManagement } from "./cloudflare.ts";

export interface BotProtectionProps {
  /** Cloudflare zone identifier, 32 hex digits. */
  readonly zoneId: string;
  /** What the zone's plan takes, and nothing else: an attribute that the plan lacks is an error. */
  readonly bots: ZoneEdgeModel["bots"];
}

/**
 * What happens to visitors that look like programs. Deleting it does nothing.
 * Source: cloudflare/terraform-provider-cloudflare v5.22.0, bot_management.
 */
export class BotProtection extends Construct {
  constructor(scope: Construct, id: string, { zoneId, bots }: BotProtectionProps) {
    super(scope, id);
    const resource = new BotManagement(this, "zone", { zoneId });
    resource.overrideLogicalId("zone");
    // the model has the provider's own names
    for (const [name, value] of Object.entries(bots)) resource.addOverride(name, value);
  }
}
