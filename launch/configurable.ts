import { isObject, type JsonObject, objectAt } from "./json.ts";

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

/** Resource types and their blocks, out of `terraform providers schema -json`. */
export function resourceBlocks(schemas: unknown): ReadonlyMap<string, JsonObject> {
  const providers = Object.values(objectAt(schemas, "provider_schemas"));
  const types = providers.flatMap((provider) => Object.entries(objectAt(provider, "resource_schemas")));
  return new Map(types.map(([type, schema]) => [type, objectAt(schema, "block")]));
}
