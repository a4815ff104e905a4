import { decode, ExtensionCodec, encode } from "@msgpack/msgpack";
import { type Attributes, type Body, isNested } from "../schema/types.ts";
import {
  type CtyType,
  Dynamic,
  isList,
  isObject,
  type PlainObject,
  typeOf,
  UNKNOWN,
  Unknown,
  type Value,
  type ValueObject,
} from "../value.ts";

/** Extension 0 is an unknown value, extension 12 an unknown value of which something is known. Source: zclconf/go-cty, cty/msgpack. */
const UNKNOWN_EXTENSION = 0;
const REFINED_UNKNOWN_EXTENSION = 12;

const extensions = new ExtensionCodec();
extensions.register({
  type: UNKNOWN_EXTENSION,
  encode: (value) => (value instanceof Unknown ? new Uint8Array([0]) : null),
  decode: () => UNKNOWN,
});
extensions.register({ type: REFINED_UNKNOWN_EXTENSION, encode: () => null, decode: () => UNKNOWN });

/** A resource, or null where there is none. */
export function decodeValue(body: Body, bytes: Uint8Array): ValueObject | null {
  const raw: unknown = decode(bytes, { extensionCodec: extensions });
  return raw === null ? null : bodyFrom(body, raw, fromWire);
}

export function encodeValue(body: Body, value: ValueObject | null): Buffer {
  const raw = value === null ? null : bodyTo(body, value);
  return Buffer.from(encode(raw, { extensionCodec: extensions, ignoreUndefined: true }));
}

/** A resource as the state file keeps it, where a dynamic value is an object of its type and its value. */
export function fromStateJson(body: Body, json: unknown): ValueObject {
  return bodyFrom(body, json, fromJson);
}

/** A resource as the world keeps it; a dynamic value gets the type that its JSON form has. */
export function fromPlain(body: Body, attributes: PlainObject): ValueObject {
  return bodyFrom(body, attributes, (type, raw) => {
    const value = valueFrom(type, raw, plainValue);
    return type === "dynamic" && value !== null ? new Dynamic(typeOf(value), value) : value;
  });
}

function plainValue(_type: CtyType, raw: unknown): Value {
  return valueFrom("dynamic", raw, plainValue);
}

type Reader = (type: CtyType, raw: unknown) => Value;

function bodyFrom(body: Body, raw: unknown, read: Reader): ValueObject {
  const blocks = Object.entries(body.blocks).map(([name, block]): [string, Value] => {
    const value = property(raw, name);
    return [name, nestedFrom(value, (each) => bodyFrom(block.body, each, read))];
  });
  return { ...attributesFrom(body.attributes, raw, read), ...Object.fromEntries(blocks) };
}

function attributesFrom(attributes: Attributes, raw: unknown, read: Reader): ValueObject {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => {
      const value = property(raw, name);
      if (!isNested(attribute)) return [name, read(attribute.type, value)];
      const one = (each: unknown) => attributesFrom(attribute.attributes, each, read);
      return [name, attribute.nesting === "map" ? mapFrom(value, one) : nestedFrom(value, one)];
    }),
  );
}

function nestedFrom(raw: unknown, one: (raw: unknown) => ValueObject): Value {
  if (raw instanceof Unknown) return UNKNOWN;
  if (raw === null || raw === undefined) return null;
  return Array.isArray(raw) ? raw.map((each: unknown) => nestedFrom(each, one)) : one(raw);
}

function mapFrom(raw: unknown, one: (raw: unknown) => ValueObject): Value {
  if (raw instanceof Unknown) return UNKNOWN;
  if (typeof raw !== "object" || raw === null) return null;
  return Object.fromEntries(Object.entries(raw).map(([key, each]) => [key, nestedFrom(each, one)]));
}

function fromWire(type: CtyType, raw: unknown): Value {
  if (raw instanceof Unknown) return UNKNOWN;
  if (type !== "dynamic") return valueFrom(type, raw, fromWire);
  if (!Array.isArray(raw)) return null;
  const [typeJson, value]: unknown[] = raw;
  return dynamicFrom(typeJson instanceof Uint8Array ? JSON.parse(Buffer.from(typeJson).toString("utf8")) : null, value, fromWire);
}

function fromJson(type: CtyType, raw: unknown): Value {
  return type === "dynamic" ? dynamicFrom(property(raw, "type"), property(raw, "value"), fromJson) : valueFrom(type, raw, fromJson);
}

function dynamicFrom(rawType: unknown, raw: unknown, read: Reader): Value {
  if (raw === null || raw === undefined) return null;
  const type = ctyType(rawType);
  const value = read(type, raw);
  return value instanceof Unknown ? UNKNOWN : new Dynamic(type, value);
}

function valueFrom(type: CtyType, raw: unknown, read: Reader): Value {
  if (raw === null || raw === undefined) return null;
  if (type === "number") return Number(raw);
  if (typeof raw === "string" || typeof raw === "boolean" || typeof raw === "number") return raw;
  if (Array.isArray(raw)) return raw.map((each: unknown, index) => read(memberType(type, index), each));
  return Object.fromEntries(Object.entries(raw).map(([name, each]) => [name, read(memberType(type, name), each)]));
}

/** Type of an element or attribute of a value of this type. */
function memberType(type: CtyType, member: string | number): CtyType {
  if (typeof type === "string") return "dynamic";
  if (type[0] === "object") return type[1][member] ?? "dynamic";
  return type[0] === "tuple" ? (type[1][Number(member)] ?? "dynamic") : type[1];
}

function bodyTo(body: Body, value: ValueObject): Record<string, unknown> {
  const blocks = Object.entries(body.blocks).map(([name, block]) => {
    const empty = block.nesting === "single" ? null : [];
    return [name, nestedTo(value[name] ?? empty, (each) => bodyTo(block.body, each))];
  });
  return { ...attributesTo(body.attributes, value), ...Object.fromEntries(blocks) };
}

function attributesTo(attributes: Attributes, value: ValueObject): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => {
      const each = value[name] ?? null;
      if (!isNested(attribute)) return [name, toWire(attribute.type, each)];
      const one = (object: ValueObject) => attributesTo(attribute.attributes, object);
      if (attribute.nesting !== "map" || !isObject(each)) return [name, nestedTo(each, one)];
      return [name, Object.fromEntries(Object.entries(each).map(([key, element]) => [key, nestedTo(element, one)]))];
    }),
  );
}

function nestedTo(value: Value, one: (value: ValueObject) => Record<string, unknown>): unknown {
  if (isList(value)) return value.map((each) => nestedTo(each, one));
  return isObject(value) ? one(value) : value;
}

function toWire(type: CtyType, value: Value): unknown {
  if (value === null || value instanceof Unknown) return value;
  if (type === "dynamic") {
    const known = value instanceof Dynamic ? value : new Dynamic(typeOf(value), value);
    return [new TextEncoder().encode(JSON.stringify(known.type)), toWire(known.type, known.value)];
  }
  if (typeof type === "string") return value instanceof Dynamic ? value.value : value;
  if (isList(value)) return value.map((each, index) => toWire(memberType(type, index), each));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, toWire(memberType(type, name), each)]));
}

function ctyType(raw: unknown): CtyType {
  if (raw === "string" || raw === "number" || raw === "bool" || raw === "dynamic") return raw;
  if (!Array.isArray(raw)) throw new TypeError(`not a type: ${JSON.stringify(raw)}`);
  const [kind, inner]: unknown[] = raw;
  if (kind === "list" || kind === "set" || kind === "map") return [kind, ctyType(inner)];
  if (kind === "tuple" && Array.isArray(inner)) return [kind, inner.map(ctyType)];
  if (kind === "object" && typeof inner === "object" && inner !== null) {
    return [kind, Object.fromEntries(Object.entries(inner).map(([name, each]) => [name, ctyType(each)]))];
  }
  throw new TypeError(`not a type: ${JSON.stringify(raw)}`);
}

function property(raw: unknown, name: string): unknown {
  return typeof raw === "object" && raw !== null && Object.hasOwn(raw, name) ? Reflect.get(raw, name) : undefined;
}
