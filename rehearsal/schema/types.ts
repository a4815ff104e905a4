import type { CtyType } from "../value.ts";

export interface Flags {
  readonly required: boolean;
  readonly optional: boolean;
  readonly computed: boolean;
  readonly sensitive: boolean;
  readonly writeOnly: boolean;
}

export type Nesting = "single" | "list" | "set" | "map";

/** An attribute of a plain type. */
export interface LeafAttribute extends Flags {
  readonly type: CtyType;
}
/** An attribute that holds further attributes (protocol 6 only). */
export interface NestedAttribute extends Flags {
  readonly nesting: Nesting;
  readonly attributes: Attributes;
}
export type Attribute = LeafAttribute | NestedAttribute;
export type Attributes = Readonly<Record<string, Attribute>>;

export interface NestedBlock {
  readonly nesting: "single" | "list" | "set";
  readonly minItems: number;
  readonly maxItems: number;
  readonly body: Body;
}

export interface Body {
  readonly attributes: Attributes;
  readonly blocks: Readonly<Record<string, NestedBlock>>;
}

export interface Schema {
  readonly version: number;
  readonly body: Body;
}

export function isNested(attribute: Attribute): attribute is NestedAttribute {
  return "nesting" in attribute;
}

const NOTHING: Flags = { required: false, optional: false, computed: false, sensitive: false, writeOnly: false };

/** Flags from letters: R required, O optional, C computed, S sensitive, W write-only. */
export function flags(letters: string): Flags {
  return {
    ...NOTHING,
    required: letters.includes("R"),
    optional: letters.includes("O"),
    computed: letters.includes("C"),
    sensitive: letters.includes("S"),
    writeOnly: letters.includes("W"),
  };
}
