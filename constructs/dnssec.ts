import { Construct } from "constructs";
import { ZoneDnssec } from "./cloudflare.ts";

export interface DnssecProps {
  /** Cloudflare zone identifier, 32 hex digits. */
  readonly zoneId: string;
  readonly status: "active" | "disabled";
}

/**
 * Signs the zone. Guarded: deleting it really disables DNSSEC, and while the parent zone still holds the DS record, resolvers that
 * validate then answer nothing for the whole domain.
 * Source: RFC 4035 section 5; cloudflare/terraform-provider-cloudflare v5.22.0, internal/services/zone_dnssec, Delete.
 */
export class Dnssec extends Construct {
  constructor(scope: Construct, id: string, { zoneId, status }: DnssecProps) {
    super(scope, id);
    new ZoneDnssec(this, "zone", { zoneId, status, lifecycle: { preventDestroy: true } }).overrideLogicalId("zone");
  }
}
