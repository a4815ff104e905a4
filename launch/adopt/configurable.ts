import { isObject, type JsonObject, objectAt } from "../json.ts";

/**
 * What of a resource's attributes a configuration may set: everything that is required or optional and has a value. Computed attributes
 * are the vendor's to say.
 * @param schema one resource type of `terraform providers schema -json`: its `block`
 */
export function configurable(schema: unknown, attributes: JsonObject): JsonObject {
  const own = Object.entries(objectAt(schema, "attributes")).flatMap(([name, attribute]) => {
    const value = attributes[name];
    if (!isObject(attribute) || isNothing(value) || !isSettable(attribute)) return [];
    return [[name, isObject(attribute.nested_type) ? nested(attribute.nested_type, value) : value] as const];
  });
  const blocks = Object.entries(objectAt(schema, "block_types")).flatMap(([name, block]) => {
    const value = attributes[name];
    return isNothing(value) ? [] : [[name, each(value, (inner) => configurable(objectAt(block, "block"), inner))] as const];
  });
  return Object.fromEntries([...own, ...blocks].filter(([, value]) => !isNothing(value)));
}

function isSettable({ required, optional, computed }: JsonObject): boolean {
  return required === true || optional === true || computed !== true;
}

function nested(type: JsonObject, value: unknown): unknown {
  const prune = (inner: JsonObject): JsonObject => configurable(type, inner);
  if (type.nesting_mode !== "map") return each(value, prune);
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, isObject(inner) ? prune(inner) : inner]))
    : value;
}

function each(value: unknown, prune: (inner: JsonObject) => JsonObject): unknown {
  if (Array.isArray(value)) return value.map((inner) => (isObject(inner) ? prune(inner) : inner));
  return isObject(value) ? prune(value) : value;
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

/**
 * What the vendor answers twice and a configuration may only say once: of these, the first that has a value stays.
 * Source: cloudflare/terraform-provider-cloudflare v5.22.0, zero_trust_access_application: destinations conflict with self_hosted_domains,
 * and the API makes domain out of them.
 */
const SAID_TWICE: Readonly<Record<string, readonly string[]>> = {
  cloudflare_zero_trust_access_application: ["destinations", "self_hosted_domains", "domain"],
};

/** The same, without what would say another attribute's value again. */
export function saidOnce(type: string, attributes: JsonObject): JsonObject {
  const names = SAID_TWICE[type] ?? [];
  const kept = names.find((name) => name in attributes);
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => name === kept || !names.includes(name)));
}

/** Resource types and their blocks, out of `terraform providers schema -json`. */
export function resourceBlocks(schemas: unknown): ReadonlyMap<string, JsonObject> {
  const providers = Object.values(objectAt(schemas, "provider_schemas"));
  const types = providers.flatMap((provider) => Object.entries(objectAt(provider, "resource_schemas")));
  return new Map(types.map(([type, schema]) => [type, objectAt(schema, "block")]));
}
