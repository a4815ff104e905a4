import { Construct } from "constructs";
import type { ApiModel } from "../config/api-model.ts";
import { addressOf } from "./address.ts";
import { ApiShieldOperation, SchemaValidationSchemas } from "./cloudflare.ts";
import { lit } from "./lit.ts";

export interface ApiShieldProps {
  /** Cloudflare zone identifier, 32 hex digits. */
  readonly zoneId: string;
  readonly api: ApiModel;
}

/**
 * The route inventory: one operation for each route, named after it, and one OpenAPI document for each host with described bodies.
 *
 * Everything about them forces replacement. A document goes before its successor comes, because a zone holds few of them; in between, for
 * seconds, its bodies are not looked at.
 * Source: cloudflare/terraform-provider-cloudflare v5.22.0, api_shield_operation and schema_validation_schemas.
 */
export class ApiShield extends Construct {
  constructor(scope: Construct, id: string, { zoneId, api }: ApiShieldProps) {
    super(scope, id);
    for (const { key, method, host, endpoint } of api.operations) {
      const name = addressOf("cloudflare_api_shield_operation", key);
      new ApiShieldOperation(this, `operation-${name}`, { zoneId, method, host: lit(host), endpoint: lit(endpoint) }).overrideLogicalId(
        name,
      );
    }
    for (const { key, name, source } of api.schemas) {
      const address = addressOf("cloudflare_schema_validation_schemas", key);
      new SchemaValidationSchemas(this, `schema-${address}`, {
        zoneId,
        kind: "openapi_v3",
        name: lit(name),
        source: lit(source),
        validationEnabled: true,
      }).overrideLogicalId(address);
    }
  }
}
