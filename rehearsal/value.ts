// Terraform values as they pass through the provider: JSON values, plus "known after apply" and values that bring their own type.

/** The JSON form of a Terraform type. Source: hashicorp/terraform, docs/plugin-protocol/object-wire-format.md (checked 2026-11-22). */
export type CtyType =
  | "string"
  | "number"
  | "bool"
  | "dynamic"
  | readonly ["list" | "set" | "map", CtyType]
  | readonly ["object", { readonly [name: string]: CtyType }]
  | readonly ["tuple", readonly CtyType[]];

/** Known after apply. */
export class Unknown {
  readonly kind = "unknown";
}
export const UNKNOWN = new Unknown();

/** Value of an attribute of type dynamic: the configuration decides its type. */
export class Dynamic {
  readonly kind = "dynamic";
  readonly type: CtyType;
  readonly value: Value;

  constructor(type: CtyType, value: Value) {
    this.type = type;
    this.value = value;
  }
}

export interface ValueObject {
  readonly [name: string]: Value;
}
export type Value = null | boolean | number | string | Unknown | Dynamic | readonly Value[] | ValueObject;

/** A value without surprises, as the world keeps it and as behaviours see it. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain };
export type PlainObject = Readonly<Record<string, Plain>>;

/** What the table itself holds under a name: a name such as "constructor" must not find what every object inherits. */
export function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

export function isPlainObject(value: Plain | undefined): value is PlainObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The elements of a list; none where there is no list. */
export function plainList(value: Plain | undefined): readonly Plain[] {
  return Array.isArray(value) ? value : [];
}

export function isList(value: unknown): value is readonly Value[] {
  return Array.isArray(value);
}

export function isObject(value: Value | undefined): value is ValueObject {
  return typeof value === "object" && value !== null && !isList(value) && !(value instanceof Unknown) && !(value instanceof Dynamic);
}

export function isKnown(value: Value): boolean {
  if (value instanceof Unknown) return false;
  if (value instanceof Dynamic) return isKnown(value.value);
  if (isList(value)) return value.every(isKnown);
  return !isObject(value) || Object.values(value).every(isKnown);
}

/** Unknown values and the wrappers of dynamic ones gone: null stands for what is not known. */
export function plain(value: Value): Plain {
  if (value instanceof Unknown) return null;
  if (value instanceof Dynamic) return plain(value.value);
  if (isList(value)) return value.map(plain);
  return isObject(value) ? plainObject(value) : value;
}

export function plainObject(value: ValueObject): PlainObject {
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
}

/** Are two values the same? Unknown is never the same as anything, itself included; a set's order is for the caller to see to. */
export function equal(a: Value, b: Value): boolean {
  if (a instanceof Unknown || b instanceof Unknown) return false;
  if (a instanceof Dynamic) return equal(a.value, b instanceof Dynamic ? b.value : b);
  if (b instanceof Dynamic) return equal(a, b.value);
  if (isList(a) && isList(b)) return a.length === b.length && a.every((each, index) => equal(each, b[index] ?? null));
  if (isObject(a) && isObject(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => equal(own(a, name) ?? null, own(b, name) ?? null));
  }
  return a === b;
}

/** Same elements in any order. */
export function equalAsSets(a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length) return false;
  const left = [...b];
  return a.every((each) => {
    const index = left.findIndex((other) => equal(each, other));
    if (index >= 0) left.splice(index, 1);
    return index >= 0;
  });
}

/** The type that a JSON value has when nothing else says it. */
export function typeOf(value: Value): CtyType {
  if (typeof value === "string") return "string";
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "bool";
  if (value instanceof Dynamic) return value.type;
  if (isList(value)) return ["tuple", value.map(typeOf)];
  if (isObject(value)) return ["object", Object.fromEntries(Object.entries(value).map(([name, each]) => [name, typeOf(each)]))];
  return "dynamic";
}
