import { Construct } from "constructs";
import { LeakedCredentialCheck } from "./cloudflare.ts";

export interface LeakedCredentialsProps {
  /** Cloudflare zone identifier, 32 hex digits. */
  readonly zoneId: string;
  readonly enabled: boolean;
}

/**
 * Marks requests that carry a password known to be leaked. Deleting it does nothing.
 * Source: cloudflare/terraform-provider-cloudflare v5.22.0, leaked_credential_check.
 */
export class LeakedCredentials extends Construct {
  constructor(scope: Construct, id: string, { zoneId, enabled }: LeakedCredentialsProps) {
    super(scope, id);
    new LeakedCredentialCheck(this, "zone", { zoneId, enabled }).overrideLogicalId("zone");
  }
}
