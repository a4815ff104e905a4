/** What the rules language talks about. Source: developers.cloudflare.com/ruleset-engine/rules-language/fields/reference (checked 2026-11-22). */
export type ValueType = "string" | "int" | "bool" | "ip";

export const COMPARISONS = ["eq", "ne", "lt", "le", "gt", "ge", "contains", "wildcard", "strict wildcard", "matches"] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** `position` counts characters from 1, for messages. */
interface Placed {
  readonly position: number;
}

export interface StringLiteral extends Placed {
  readonly kind: "string";
  readonly value: string;
}

export interface IntLiteral extends Placed {
  readonly kind: "int";
  readonly value: number;
}

export interface BoolLiteral extends Placed {
  readonly kind: "bool";
  readonly value: boolean;
}

/** An address as it was written. */
export interface AddressLiteral extends Placed {
  readonly kind: "ip";
  readonly value: string;
}

export type Literal = StringLiteral | IntLiteral | BoolLiteral | AddressLiteral;

/** `8000..8009` */
export interface IntRange extends Placed {
  readonly kind: "int-range";
  readonly first: number;
  readonly last: number;
}

/** `192.0.2.0/24` as its ends, or `192.0.2.3..192.0.2.7`; of one family. */
export interface AddressRange extends Placed {
  readonly kind: "ip-range";
  readonly first: string;
  readonly last: string;
}

export type SetItem = Literal | IntRange | AddressRange;

export interface Field extends Placed {
  readonly kind: "field";
  readonly name: string;
}

/** `http.request.headers["origin"][0]`: one value of a list, which may be missing; or `[*]`, each of them, inside `any` and `all`. */
export interface Element extends Placed {
  readonly kind: "element";
  readonly field: string;
  /** Only for fields that are maps. */
  readonly key?: string;
  readonly index: number | "each";
}

export interface Call extends Placed {
  readonly kind: "call";
  readonly name: string;
  readonly arguments: readonly Value[];
}

export type Value = Literal | Field | Element | Call;

export interface Compare extends Placed {
  readonly kind: "compare";
  readonly operator: Comparison;
  readonly left: Value;
  readonly right: Value;
}

export interface Within extends Placed {
  readonly kind: "in";
  readonly left: Value;
  readonly items: readonly SetItem[];
}

/** `any(list[*] eq "x")`, true when it holds for one of them; `all` when it holds for every one. */
export interface Quantified extends Placed {
  readonly kind: "quantified";
  readonly quantifier: "any" | "all";
  readonly operand: Compare | Within;
}

export interface Not extends Placed {
  readonly kind: "not";
  readonly operand: Expression;
}

/** Operands of one operator in a row: `a and b and c` has three. */
export interface Logical extends Placed {
  readonly kind: "logical";
  readonly operator: "and" | "xor" | "or";
  readonly operands: readonly Expression[];
}

export type Expression = Value | Compare | Within | Quantified | Not | Logical;
