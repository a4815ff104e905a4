import type { CtyType } from "../value.ts";
import { unreadable } from "./bindings.ts";
import { type Attribute, type Attributes, type Body, flags, isNested, type NestedBlock } from "./types.ts";

/** How the bindings' nested values were written in the provider: as nested attributes (framework) or as blocks (SDKv2). */
export type NestedAs = "attributes" | "blocks";

interface HclEntry {
  readonly type: string;
  readonly storage: string;
}

const CLASS = /^export class (\w+) extends cdktf\.(\w+)/;
const HCL_FUNCTION = /^export function (\w+)ToHclTerraform\(/;
const HCL_ENTRY = /^ +(\w+): \{\n +value: .*,\n +isBlock: \w+,\n +type: "(\w+)",\n +storageClassType: "(\w+)"/gm;
const FIELD =
  /\/\/ (\w+) - computed: (true|false), optional: (true|false), required: (true|false)\n([\s\S]*?)public get \w+\(\) \{\n +return ([^;]+);/g;
const NESTED_FIELD = /= new (\w+?)(OutputReference|List|Map)\(this, "\w+"(?:, (true|false))?\)/;

/** What the getter of an attribute returns, and the attribute's type. */
const GETTERS: readonly (readonly [RegExp, CtyType])[] = [
  [/^this\.getStringAttribute\(/, "string"],
  [/^this\.getNumberAttribute\(/, "number"],
  [/^this\.getBooleanAttribute\(/, "bool"],
  [/^this\.getAnyMapAttribute\(/, "dynamic"],
  [/^this\.getStringMapAttribute\(/, ["map", "string"]],
  [/^this\.getNumberMapAttribute\(/, ["map", "number"]],
  [/^this\.getListAttribute\(/, ["list", "string"]],
  [/^this\.getNumberListAttribute\(/, ["list", "number"]],
  [/^cdktf\.Fn\.tolist\(this\.getListAttribute\(/, ["set", "string"]],
  [/^(cdktf\.Token\.asNumberList\()?cdktf\.Fn\.tolist\(this\.getNumberListAttribute\(/, ["set", "number"]],
];
const RECURSIVE = /^ *private _\w+\?: any;/m;
const STRING_MAP = /= new cdktf\.StringMap\(this, /;
const MAP_OF_LISTS = /\?: \{ \[key: string\]: string\[\] \}/;

const STORED: Readonly<Record<string, CtyType>> = { string: "string", number: "number", boolean: "bool" };

/**
 * The schema of one resource, read from the TypeScript of its binding. What bindings do not say (sensitive, write-only, versions, what
 * changed since the provider version they were made from) is in the overlays.
 * @throws SlipwayError REHEARSAL_BINDINGS_UNREADABLE for a pattern that is not known: a guess would be a wrong schema
 */
export function deriveResource(source: string, nestedAs: NestedAs): Body {
  const reader = new BindingReader(source, nestedAs);
  const resource = reader.classNamed(/^TerraformResource$/);
  return reader.body(resource, resource);
}

/** The schema of a provider's own configuration. `alias` is Terraform's, not the provider's. */
export function deriveProvider(source: string): Body {
  const reader = new BindingReader(source, "blocks");
  return reader.providerBody(reader.classNamed(/^TerraformProvider$/));
}

class BindingReader {
  readonly chunks: readonly string[];
  readonly nestedAs: NestedAs;

  constructor(source: string, nestedAs: NestedAs) {
    this.chunks = source.split(/^(?=export )/m);
    this.nestedAs = nestedAs;
  }

  classNamed(base: RegExp): string {
    const found = this.chunks.map((chunk) => CLASS.exec(chunk)).find((match) => base.test(match?.[2] ?? ""));
    if (found?.[1] === undefined) throw unreadable("source", `no class that extends ${base.source}`);
    return found[1];
  }

  body(className: string, hclOwner: string): Body {
    const attributes: Record<string, Attribute> = {};
    const blocks: Record<string, NestedBlock> = {};
    const hcl = this.hclEntries(hclOwner);
    for (const [, name = "", computed, optional, required, field = "", returned = ""] of this.chunk(className).matchAll(FIELD)) {
      const letters = `${required === "true" ? "R" : ""}${optional === "true" ? "O" : ""}${computed === "true" ? "C" : ""}`;
      const nested = NESTED_FIELD.exec(field);
      if (nested === null) attributes[name] = { ...flags(letters), type: leafType(field, returned, name) };
      else if (this.nestedAs === "attributes") attributes[name] = this.nestedAttribute(nested, letters);
      else if (letters === "C") attributes[name] = { ...flags("C"), type: this.objectsType(nested) };
      else blocks[name] = this.block(nested, letters, hcl.get(name), name);
    }
    if (Object.keys({ ...attributes, ...blocks }).length === 0 && !this.isEmptyStruct(hclOwner)) {
      throw unreadable(className, "no attribute at all");
    }
    return { attributes, blocks };
  }

  /** A structure that only the vendor fills is an attribute of objects: protocol 5 has no nested attributes. */
  objectsType([, base = "", wrapper, wrapsSet]: RegExpExecArray): CtyType {
    if (wrapper !== "List") throw unreadable(base, "a computed structure that is no list");
    return [wrapsSet === "true" ? "set" : "list", objectType(this.body(`${base}OutputReference`, base), base)];
  }

  nestedAttribute([, base = "", wrapper, wrapsSet]: RegExpExecArray, letters: string): Attribute {
    const nesting = wrapper === "OutputReference" ? "single" : wrapper === "Map" ? "map" : wrapsSet === "true" ? "set" : "list";
    const { attributes } = this.body(`${base}OutputReference`, base);
    return { ...flags(letters), nesting, attributes: letters.includes("C") && letters !== "C" ? withoutInherited(attributes) : attributes };
  }

  block([, base = "", wrapper, wrapsSet]: RegExpExecArray, letters: string, hcl: HclEntry | undefined, name: string): NestedBlock {
    const body = this.body(`${base}OutputReference`, base);
    const minItems = letters.includes("R") ? 1 : 0;
    if (wrapper === "List") return { nesting: wrapsSet === "true" ? "set" : "list", minItems, maxItems: 0, body };
    if (hcl?.type === "struct") return { nesting: "single", minItems: 0, maxItems: 0, body };
    if (hcl?.type === "list" || hcl?.type === "set") return { nesting: hcl.type, minItems, maxItems: 1, body };
    throw unreadable(base, `a block ${name} of no known nesting`);
  }

  providerBody(className: string): Body {
    const attributes: Record<string, Attribute> = {};
    const blocks: Record<string, NestedBlock> = {};
    for (const [name, { type, storage }] of this.hclEntries(className)) {
      if (name === "alias") continue;
      const struct = /^([A-Z]\w*)List$/.exec(storage)?.[1];
      if (struct === undefined) attributes[name] = { ...flags("O"), type: storedType(type, storage, name) };
      else if (type !== "list" && type !== "set") throw unreadable(className, `a block ${name} of type ${type}`);
      else blocks[name] = { nesting: type, minItems: 0, maxItems: 0, body: { attributes: this.structAttributes(struct), blocks: {} } };
    }
    return { attributes, blocks };
  }

  structAttributes(struct: string): Attributes {
    const shape = this.chunks.find((chunk) => chunk.startsWith(`export interface ${struct} {`)) ?? "";
    if (/readonly \w+: /.test(shape)) throw unreadable(struct, "a required attribute in a provider block");
    const entries = [...this.hclEntries(struct)];
    return Object.fromEntries(entries.map(([name, { type, storage }]) => [name, { ...flags("O"), type: storedType(type, storage, name) }]));
  }

  /** The entries of a class's or structure's HCL rendering, which tell a list from a set where the class does not. */
  hclEntries(owner: string): Map<string, HclEntry> {
    const lowered = owner.charAt(0).toLowerCase() + owner.slice(1);
    const rendering =
      this.chunks.find((chunk) => HCL_FUNCTION.exec(chunk)?.[1] === lowered) ??
      this.chunks.find((chunk) => CLASS.exec(chunk)?.[1] === owner)?.split("synthesizeHclAttributes()")[1] ??
      "";
    return new Map([...rendering.matchAll(HCL_ENTRY)].map(([, name = "", type = "", storage = ""]) => [name, { type, storage }]));
  }

  /** Some objects say all they have to say by being there, such as `everyone = {}` in an Access policy. */
  isEmptyStruct(struct: string): boolean {
    return this.chunks.some((chunk) => chunk.startsWith(`export interface ${struct} {\n}`));
  }

  chunk(className: string): string {
    const chunk = this.chunks.find((each) => CLASS.exec(each)?.[1] === className);
    if (chunk === undefined) throw unreadable(className, "no such class");
    return chunk;
  }
}

/** cdktf copies the parent's computed to every settable child, which even gives "required and computed"; the real ones come from the rules. */
function withoutInherited(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]): [string, Attribute] => {
      const own = attribute.optional || attribute.required ? { ...attribute, computed: false } : attribute;
      return [name, isNested(own) ? { ...own, attributes: withoutInherited(own.attributes) } : own];
    }),
  );
}

/** The type of an object that a body describes without any block. */
export function objectType({ attributes, blocks }: Body, name: string): CtyType {
  if (Object.keys(blocks).length > 0) throw unreadable(name, "a block in an object");
  const members = Object.entries(attributes).map(([member, attribute]): [string, CtyType] => {
    if (isNested(attribute)) throw unreadable(name, "a nested attribute in an object");
    return [member, attribute.type];
  });
  return ["object", Object.fromEntries(members)];
}

function leafType(field: string, returned: string, name: string): CtyType {
  if (returned.startsWith("this.interpolationForAttribute(") && MAP_OF_LISTS.test(field)) return ["map", ["list", "string"]];
  // cdktf gives up on what contains itself; an overlay says what it is
  if (returned.startsWith("this.interpolationForAttribute(") && RECURSIVE.test(field)) return "dynamic";
  if (STRING_MAP.test(field)) return ["map", "string"];
  const type = GETTERS.find(([pattern]) => pattern.test(returned))?.[1];
  if (type === undefined) throw unreadable(name, `a getter that returns ${returned}`);
  return type;
}

function storedType(type: string, storage: string, name: string): CtyType {
  const element = STORED[storage.replace(/(List|Map)$/, "")];
  if (element === undefined) throw unreadable(name, `storage ${storage}`);
  if (type === "simple") return element;
  if (type === "list" || type === "set" || type === "map") return [type, element];
  throw unreadable(name, `type ${type}`);
}
