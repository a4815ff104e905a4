import { Construct } from "constructs";
import { SchemaValidationSettings } from "./cloudflare.ts";

export interface SchemaValidationProps {
  /** Cloudflare zone identifier, 32 hex digits. */
  readonly zoneId: string;
  readonly mitigation: "none" | "log" | "block";
}

/**
 * What happens to requests whose body does not fit. Deleting it does nothing: going back means writing "none".
 * Source: cloudflare/terraform-provider-cloudflare v5.22.0, schema_validation_settings.
 */
export class SchemaValidation extends Construct {
  constructor(scope: Construct, id: string, { zoneId, mitigation }: SchemaValidationProps) {
    super(scope, id);
    new SchemaValidationSettings(this, "zone", { zoneId, validationDefaultMitigationAction: mitigation }).overrideLogicalId("zone");
  }
}
