import type { CtyType } from "../value.ts";
import { unreadable } from "./bindings.ts";
import { type Attribute, type Attributes, type Body, flags, isNested, type Nesting, type Schema } from "./types.ts";

/**
 * What turns a derived schema into the real one. Keys are paths, `.` into an object, `[].` into the elements of a list, set or map; values
 * are `OC` (flags of an attribute that is there), `bool O` (a new attribute) or `single O` (a new nested attribute, whose children follow).
 */
export interface Overlay {
  readonly version: number;
  readonly attributes?: Readonly<Record<string, string>>;
}

const LEAVES: Readonly<Record<string, CtyType>> = {
  string: "string",
  number: "number",
  bool: "bool",
  "list(string)": ["list", "string"],
};
const NESTINGS: readonly Nesting[] = ["single", "list", "set", "map"];

export function withOverlay(derived: Body, overlay: Overlay): Schema {
  const changes = Object.entries(overlay.attributes ?? {});
  const attributes = changes.reduce(
    (all, [path, spec]) => changed(all, path.replaceAll("[]", "").split("."), spec, path),
    derived.attributes,
  );
  return { version: overlay.version, body: { ...derived, attributes } };
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
  if (present !== undefined) throw unreadable(path, "an overlay that adds what the bindings already have");
  const nesting = NESTINGS.find((each) => each === words[0]);
  if (nesting !== undefined) return { ...letters, nesting, attributes: {} };
  const type = LEAVES[words[0] ?? ""];
  if (type === undefined) throw unreadable(path, `an overlay of type ${words[0]}`);
  return { ...letters, type };
}
