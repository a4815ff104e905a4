import type { Attribute, Body, NestedBlock, Schema } from "../../../rehearsal/schema/types.ts";
import type { CtyType } from "../../../rehearsal/value.ts";

/** Schema.NestedBlock.NestingMode. */
const NESTINGS: readonly (NestedBlock["nesting"] | undefined)[] = [undefined, "single", "list", "set"];

/** A schema out of the message in which a provider says it. */
export function readSchema(message: unknown): Schema {
  return { version: numberIn(message, "version"), body: readBody(fieldOf(message, "block")) };
}

function readBody(block: unknown): Body {
  const attributes = listIn(block, "attributes").map((each): [string, Attribute] => [textIn(each, "name"), readAttribute(each)]);
  const blocks = listIn(block, "blockTypes").map((each): [string, NestedBlock] => [textIn(each, "typeName"), readBlock(each)]);
  return { attributes: Object.fromEntries(attributes), blocks: Object.fromEntries(blocks) };
}

function readAttribute(message: unknown): Attribute {
  const type = fieldOf(message, "type");
  const flag = (name: string): boolean => fieldOf(message, name) === true;
  return {
    required: flag("required"),
    optional: flag("optional"),
    computed: flag("computed"),
    sensitive: flag("sensitive"),
    writeOnly: flag("writeOnly"),
    // the JSON of a type, by protocol
    type: type instanceof Uint8Array ? (JSON.parse(Buffer.from(type).toString("utf8")) as CtyType) : "dynamic",
  };
}

function readBlock(message: unknown): NestedBlock {
  const nesting = NESTINGS[numberIn(message, "nesting")];
  if (nesting === undefined) throw new Error(`a block of another nesting: ${textIn(message, "typeName")}`);
  return {
    nesting,
    minItems: numberIn(message, "minItems"),
    maxItems: numberIn(message, "maxItems"),
    body: readBody(fieldOf(message, "block")),
  };
}

export function fieldOf(message: unknown, name: string): unknown {
  return typeof message === "object" && message !== null && Object.hasOwn(message, name) ? Reflect.get(message, name) : undefined;
}

export function listIn(message: unknown, name: string): readonly unknown[] {
  const value = fieldOf(message, name);
  return Array.isArray(value) ? value : [];
}

export function textIn(message: unknown, name: string): string {
  const value = fieldOf(message, name);
  return typeof value === "string" ? value : "";
}

function numberIn(message: unknown, name: string): number {
  return Number(fieldOf(message, name) ?? 0);
}
