import type { Attribute, Body } from "../../../rehearsal/schema/types.ts";
import { type CtyType, isPlainObject, type Plain, type PlainObject } from "../../../rehearsal/value.ts";

/** Where an attribute stands: names of blocks, of which the first element is meant, and its own name. */
export type AttributePath = readonly string[];

export interface Settable {
  readonly path: AttributePath;
  readonly attribute: Attribute;
}

/** Values that hardly any attribute takes, by type. */
export function junkOf(type: CtyType): readonly Plain[] {
  if (type === "string") return ["", "!! no such/valueé ", "x", "x".repeat(3000)];
  if (type === "number") return [-5, 0, 1, 987_654_321, 2.5];
  if (!Array.isArray(type) || type[1] !== "string" || type[0] === "map") return [];
  return [[], ["!! no such/valueé"], Array.from({ length: 60 }, (_, index) => `x${index}`)];
}

/** Another value of the same type, near the one that is there. */
export function otherThan(value: Plain, type: CtyType): Plain | undefined {
  if (type === "string") return typeof value === "string" && value !== "" ? `${value}2` : "x2";
  if (type === "number") return Number(value ?? 0) + 1;
  if (type === "bool") return value !== true;
  if (!Array.isArray(type) || type[1] !== "string") return undefined;
  return type[0] === "map" ? { ...(isPlainObject(value) ? value : {}), other: "x" } : [...(Array.isArray(value) ? value : []), "x2"];
}

/** Attributes that a configuration may set: those of the resource, and those of the blocks that it has. */
export function settableIn(body: Body, config: Plain | undefined, parent: AttributePath = []): Settable[] {
  const own = Object.entries(body.attributes)
    .filter(([, attribute]) => attribute.optional || attribute.required)
    .map(([name, attribute]): Settable => ({ path: [...parent, name], attribute }));
  const inside = Object.entries(body.blocks).flatMap(([name, block]) => {
    const elements = isPlainObject(config) ? config[name] : undefined;
    const [first] = Array.isArray(elements) ? elements : [];
    return first === undefined ? [] : settableIn(block.body, first, [...parent, name]);
  });
  return [...own, ...inside];
}

export function valueAt(config: Plain, path: AttributePath): Plain {
  return path.reduce<Plain>((value, name) => {
    const holder = Array.isArray(value) ? (value[0] ?? null) : value;
    return isPlainObject(holder) ? (holder[name] ?? null) : null;
  }, config);
}

/** The configuration with another value at one place. */
export function withValue(config: PlainObject, [name = "", ...rest]: AttributePath, value: Plain): PlainObject {
  if (rest.length === 0) return { ...config, [name]: value };
  const blocks = config[name];
  const elements = Array.isArray(blocks) ? blocks : [];
  return { ...config, [name]: elements.map((each, index) => (index === 0 && isPlainObject(each) ? withValue(each, rest, value) : each)) };
}

/** What a configuration says, as far as the other provider's version knows the attribute. */
export function cutTo(body: Body, config: PlainObject): PlainObject {
  const attributes = Object.entries(config).filter(([name]) => name in body.attributes);
  const blocks = Object.entries(config)
    .filter(([name]) => name in body.blocks)
    .map(([name, elements]): [string, Plain] => {
      const inside = body.blocks[name]?.body ?? { attributes: {}, blocks: {} };
      return [name, Array.isArray(elements) ? elements.map((each: Plain) => (isPlainObject(each) ? cutTo(inside, each) : each)) : elements];
    });
  return Object.fromEntries([...attributes, ...blocks]);
}
