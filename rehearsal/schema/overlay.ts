import type { Rules } from "../rules/rule.ts";
import type { CtyType } from "../value.ts";
import { unreadable } from "./bindings.ts";
import { objectType } from "./derive.ts";
import { type Attribute, type Attributes, type Body, flags, isNested, type NestedBlock, type Nesting, type Schema } from "./types.ts";

/**
 * What turns a derived schema into the real one. Keys are paths, `.` into an object, `[].` into the elements of a list, set or map; values
 * are `OC` (flags of an attribute that is there), `bool O` (a new attribute, or one whose type has changed) or `single O` (a new nested
 * attribute, whose children follow).
 */
export type AttributeChanges = Readonly<Record<string, string>>;

export interface Overlay {
  readonly version: number;
  readonly attributes?: AttributeChanges;
  /** How many of a block there may be, by its path: `1..5`, where 0 as the second number means any number. Bindings say 0, 1 or any only. */
  readonly blocks?: Readonly<Record<string, string>>;
  /** Blocks that are attributes of objects in the provider, and their flags. */
  readonly objects?: Readonly<Record<string, string>>;
  /** Blocks that the bindings do not describe, by the path of the attribute that stands for them. */
  readonly nested?: Readonly<Record<string, NestedBlock>>;
}

const LEAVES: Readonly<Record<string, CtyType>> = {
  string: "string",
  number: "number",
  bool: "bool",
  "list(string)": ["list", "string"],
  "set(string)": ["set", "string"],
  "map(string)": ["map", "string"],
  "list(map(string))": ["list", ["map", "string"]],
};
const NESTINGS: readonly Nesting[] = ["single", "list", "set", "map"];

export function withOverlay(derived: Body, overlay: Overlay): Schema {
  // parents first, so that children find them
  const changes = Object.entries(overlay.attributes ?? {}).sort(([a], [b]) => a.split(".").length - b.split(".").length);
  const corrected = changes.reduce((body, [path, spec]) => bodyWith(body, stepsOf(path), spec, path), derived);
  const counts = Object.entries(overlay.blocks ?? {});
  const counted = counts.reduce((body, [path, count]) => withCount(body, stepsOf(path), count, path), corrected);
  const named = Object.entries(overlay.objects ?? {}).reduce((body, [name, letters]) => withObjects(body, name, letters), counted);
  const whole = Object.entries(overlay.nested ?? {}).reduce((body, [path, block]) => withBlock(body, stepsOf(path), block, path), named);
  return { version: overlay.version, body: whole };
}

function withObjects(body: Body, name: string, letters: string): Body {
  const { [name]: block, ...blocks } = body.blocks;
  if (block === undefined || block.nesting === "single") throw unreadable(name, "an overlay for a block that is not there");
  const type: CtyType = [block.nesting, objectType(block.body, name)];
  return { attributes: { ...body.attributes, [name]: { ...flags(letters), type } }, blocks };
}

function withBlock(body: Body, [name = "", ...rest]: readonly string[], added: NestedBlock, path: string): Body {
  const block = body.blocks[name];
  if (rest.length > 0) {
    if (block === undefined) throw unreadable(path, "an overlay for a block that is not there");
    return { ...body, blocks: { ...body.blocks, [name]: { ...block, body: withBlock(block.body, rest, added, path) } } };
  }
  const { [name]: placeholder, ...attributes } = body.attributes;
  if (placeholder === undefined) throw unreadable(path, "an overlay for something that is not there");
  return { attributes, blocks: { ...body.blocks, [name]: added } };
}

function stepsOf(path: string): readonly string[] {
  return path.replaceAll("[]", "").split(".");
}

/** The body with one attribute changed, which may stand in a block of a block. */
function bodyWith(body: Body, [name = "", ...rest]: readonly string[], spec: string, path: string): Body {
  const block = body.blocks[name];
  if (block === undefined || rest.length === 0) return { ...body, attributes: changed(body.attributes, [name, ...rest], spec, path) };
  return { ...body, blocks: { ...body.blocks, [name]: { ...block, body: bodyWith(block.body, rest, spec, path) } } };
}

function withCount(body: Body, [name = "", ...rest]: readonly string[], count: string, path: string): Body {
  const block = body.blocks[name];
  if (block === undefined) throw unreadable(path, "a number of blocks that are not there");
  const [minItems = 0, maxItems = 0] = count.split("..").map(Number);
  const counted = rest.length === 0 ? { ...block, minItems, maxItems } : { ...block, body: withCount(block.body, rest, count, path) };
  return { ...body, blocks: { ...body.blocks, [name]: counted } };
}

/** An attribute that the provider gives a default, or keeps from the state, is one that it computes, which the bindings lose below the root. */
export function withComputed(derived: Body, rules: Rules): Body {
  const paths = Object.entries(rules)
    .filter(
      ([, rule]) => rule.default !== undefined || rule.keep !== undefined || rule.computedWhen !== undefined || rule.defaultEmpty === true,
    )
    .map(([path]) => path.replaceAll("[]", "").split("."));
  return { ...derived, attributes: paths.reduce(computedAt, derived.attributes) };
}

function computedAt(attributes: Attributes, [name = "", ...rest]: readonly string[]): Attributes {
  const present = attributes[name];
  // what 5.22.0 added brings its flags along with the overlay
  if (present === undefined) return attributes;
  if (rest.length === 0) return { ...attributes, [name]: { ...present, computed: !present.required } };
  return isNested(present) ? { ...attributes, [name]: { ...present, attributes: computedAt(present.attributes, rest) } } : attributes;
}

function changed(attributes: Attributes, [name = "", ...rest]: readonly string[], spec: string, path: string): Attributes {
  const present = attributes[name];
  if (rest.length === 0) return { ...attributes, [name]: applied(present, spec, path) };
  if (present === undefined || !isNested(present)) throw unreadable(path, "an overlay for something that is not there");
  return { ...attributes, [name]: { ...present, attributes: changed(present.attributes, rest, spec, path) } };
}

function applied(present: Attribute | undefined, spec: string, path: string): Attribute {
  const words = spec.split(" ");
  const letters = flags(words.at(-1) ?? "");
  if (words.length === 1) {
    if (present === undefined) throw unreadable(path, "an overlay for something that is not there");
    return { ...present, ...letters };
  }
  const nesting = NESTINGS.find((each) => each === words[0]);
  const type = LEAVES[words[0] ?? ""];
  if (nesting === undefined && type === undefined) throw unreadable(path, `an overlay of type ${words[0]}`);
  const same = present !== undefined && (isNested(present) ? nesting !== undefined : JSON.stringify(present.type) === JSON.stringify(type));
  if (same) throw unreadable(path, "an overlay that adds what the bindings already have");
  if (nesting !== undefined) return { ...letters, nesting, attributes: {} };
  return { ...letters, type: type ?? "dynamic" };
}
