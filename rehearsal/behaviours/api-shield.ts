import { API_ENDPOINTS, API_MITIGATIONS, API_SCHEMA_BYTES, API_SCHEMAS } from "../../edge/product-limits.ts";
import type { Plain, PlainObject } from "../value.ts";
import { collection } from "./collection.ts";
import { admitted, liesIn, overQuota } from "./quota.ts";
import { singleton } from "./singleton.ts";

// Documented, not measured. Source: developers.cloudflare.com/api, api_gateway and schema_validation (checked 2026-11-25).

const MAX_ENDPOINT_LENGTH = 4096;
const HOST = /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/;

/** Operations cannot be changed, only made again. The same one twice is refused, although the API would answer the one that is there: two resources would share it. */
export const apiShieldOperation = collection({
  type: "cloudflare_api_shield_operation",
  owner: "zone",
  ids: ["id", "operation_id"],
  idForm: "uuid",
  importAs: "<operation_id>",
  refuse: ({ planned }, { neighbours, zone }) => {
    const host = String(planned.host);
    return [
      ...overQuota(API_ENDPOINTS, zone, neighbours.length + 1),
      ...(HOST.test(host) ? [] : [`host ${host} is not a host name in lower case`]),
      ...(liesIn(host, zone?.domain ?? "") ? [] : [`host ${host} does not lie in zone ${zone?.domain}`]),
      ...refuseEndpoint(String(planned.endpoint)),
      ...(neighbours.some((each) => operationOf(each) === operationOf(planned))
        ? [`operation ${operationOf(planned)} already exists; import it`]
        : []),
    ];
  },
});

function operationOf({ method, host, endpoint }: PlainObject): string {
  return `${String(method)} ${String(host)}${String(endpoint)}`;
}

function refuseEndpoint(endpoint: string): string[] {
  const variables = [...endpoint.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name);
  return [
    ...(endpoint.startsWith("/") && endpoint.length <= MAX_ENDPOINT_LENGTH
      ? []
      : [`endpoint must start with / and have at most ${MAX_ENDPOINT_LENGTH} characters`]),
    ...(variables.every((name, index) => name === `var${index + 1}`)
      ? []
      : [
          `the API calls the variables of an endpoint var1, var2 and so on, from left to right, which is a difference in every plan; write ${endpoint} so`,
        ]),
  ];
}

export const validationSettings = singleton({
  type: "cloudflare_schema_validation_settings",
  removal: "none",
  importable: false,
  initial: { validation_default_mitigation_action: "none", validation_override_mitigation_action: null },
  refuse: ({ planned: { validation_default_mitigation_action: action } }, zone) => {
    const actions = zone === undefined ? [] : admitted(API_MITIGATIONS, zone);
    return actions.includes(String(action))
      ? []
      : [`action ${String(action)} is not available on plan ${zone?.plan}, only ${actions.join(", ")}`];
  },
});

export const validationSchema = collection({
  type: "cloudflare_schema_validation_schemas",
  owner: "zone",
  ids: ["schema_id", "id"],
  idForm: "uuid",
  importAs: "<schema_id>",
  refuse: ({ planned }, { neighbours, zone }) => [
    ...overQuota(API_SCHEMAS, zone, neighbours.length + 1),
    ...overQuota(
      API_SCHEMA_BYTES,
      zone,
      [planned, ...neighbours].reduce((sum, each) => sum + bytesOf(each.source ?? null), 0),
    ),
    ...(/"?openapi"?\s*:\s*"?3\.0/.test(String(planned.source)) ? [] : ["source is not an OpenAPI document of version 3.0"]),
  ],
});

function bytesOf(source: Plain): number {
  return typeof source === "string" ? Buffer.byteLength(source, "utf8") : 0;
}
