import type { ValueType } from "./syntax-tree.ts";

export interface Parameter {
  readonly types: readonly ValueType[];
  /** `field` refuses a bare literal, `literal` refuses everything else. */
  readonly only?: "field" | "literal";
  readonly optional?: true;
}

export interface FunctionFacts {
  readonly parameters: readonly Parameter[];
  /** More arguments like the last one may follow. */
  readonly repeats?: true;
  readonly returns: ValueType;
  /** Only in redirect targets and rewrites, at most once in an expression when it replaces. */
  readonly valuesOnly?: true;
  readonly needsRegularExpressions?: true;
}

const TEXT: Parameter = { types: ["string"] };
const TEXT_FIELD: Parameter = { types: ["string"], only: "field" };
const TEXT_LITERAL: Parameter = { types: ["string"], only: "literal" };

/**
 * The functions that Slipway reads.
 * Source: developers.cloudflare.com/ruleset-engine/rules-language/functions (checked 2026-11-22).
 */
export const FUNCTIONS: ReadonlyMap<string, FunctionFacts> = new Map<string, FunctionFacts>([
  ["concat", { parameters: [TEXT, TEXT], repeats: true, returns: "string" }],
  ["ends_with", { parameters: [TEXT_FIELD, TEXT], returns: "bool" }],
  ["len", { parameters: [TEXT], returns: "int" }],
  ["lower", { parameters: [TEXT_FIELD], returns: "string" }],
  ["regex_replace", { parameters: [TEXT, TEXT_LITERAL, TEXT_LITERAL], returns: "string", valuesOnly: true, needsRegularExpressions: true }],
  ["starts_with", { parameters: [TEXT_FIELD, TEXT], returns: "bool" }],
  ["to_string", { parameters: [{ types: ["int", "bool", "ip"], only: "field" }], returns: "string", valuesOnly: true }],
  ["upper", { parameters: [TEXT_FIELD], returns: "string" }],
  [
    "wildcard_replace",
    { parameters: [TEXT_FIELD, TEXT_LITERAL, TEXT_LITERAL, { ...TEXT_LITERAL, optional: true }], returns: "string", valuesOnly: true },
  ],
]);

/** Each may stand once in an expression, and not inside the other. */
export const REPLACERS: ReadonlySet<string> = new Set(["regex_replace", "wildcard_replace"]);
