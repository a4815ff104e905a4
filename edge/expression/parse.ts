import { unquote, unquoteRegex } from "./literal.ts";
import { parseItem, parseLiteral, parseString, parseValue } from "./parse-value.ts";
import { COMPARISONS, type Comparison, type Expression, type Logical, type Value } from "./syntax-tree.ts";
import { TokenReader } from "./token-reader.ts";

/** Parentheses, negations and calls inside each other; our bound, far above what rules need and under what Cloudflare's parser admits. */
const MAX_DEPTH = 50;

/** Loosest first. Source: developers.cloudflare.com/ruleset-engine/rules-language/operators, order of precedence (checked 2026-11-22). */
const LOGICAL: readonly { readonly operator: Logical["operator"]; readonly signs: readonly string[] }[] = [
  { operator: "or", signs: ["or", "||"] },
  { operator: "xor", signs: ["xor", "^^"] },
  { operator: "and", signs: ["and", "&&"] },
];

const SYMBOLS: ReadonlyMap<string, Comparison> = new Map([
  ["==", "eq"],
  ["!=", "ne"],
  ["<", "lt"],
  ["<=", "le"],
  [">", "gt"],
  [">=", "ge"],
  ["~", "matches"],
]);

/**
 * Reads an expression of Cloudflare's rules language. Throws a SlipwayError with the character's position for anything that is not in
 * the part Slipway knows; it never guesses. Types are checked by `checkExpression`.
 */
export function parseExpression(text: string): Expression {
  const reader = new TokenReader(text);
  const expression = parseLogical(reader, 0, MAX_DEPTH);
  if (reader.peek().kind !== "end") throw reader.unexpected("and, or, xor, or the end", fixForTail(reader.peek().text));
  return expression;
}

function parseLogical(reader: TokenReader, level: number, depth: number): Expression {
  const here = LOGICAL[level];
  if (here === undefined) return parseTerm(reader, depth);
  const { position } = reader.peek();
  const operands = [parseLogical(reader, level + 1, depth)];
  while (reader.at(...here.signs)) {
    reader.take();
    operands.push(parseLogical(reader, level + 1, depth));
  }
  const [only, ...others] = operands;
  return only !== undefined && others.length === 0 ? only : { kind: "logical", operator: here.operator, operands, position };
}

function parseTerm(reader: TokenReader, depth: number): Expression {
  const { position } = reader.peek();
  if (depth <= 0) throw reader.unexpected(`at most ${MAX_DEPTH} parentheses inside each other`, "split the rule in two");
  if (reader.at("not", "!")) {
    reader.take();
    return { kind: "not", operand: parseTerm(reader, depth - 1), position };
  }
  if (reader.at("(")) {
    reader.take();
    const inner = parseLogical(reader, 0, depth - 1);
    reader.expect(")");
    return inner;
  }
  return parseComparison(reader, depth);
}

function parseComparison(reader: TokenReader, depth: number): Expression {
  const { position } = reader.peek();
  if (reader.at("any", "all") && reader.peek(1).text === "(") return parseQuantified(reader, depth);
  const left = parseValue(reader, depth);
  if (reader.at("in")) {
    reader.take();
    reader.expect("{");
    const items = [parseItem(reader)];
    while (!reader.at("}")) items.push(parseItem(reader));
    reader.take();
    return { kind: "in", left, items, position };
  }
  const operator = takeComparison(reader);
  return operator === undefined ? left : { kind: "compare", operator, left, right: parseRight(reader, operator), position };
}

function parseQuantified(reader: TokenReader, depth: number): Expression {
  const { text, position } = reader.take();
  reader.expect("(");
  const operand = parseComparison(reader, depth - 1);
  if (operand.kind !== "compare" && operand.kind !== "in") throw reader.unexpected("a comparison of each value of a list");
  reader.expect(")");
  return { kind: "quantified", quantifier: text === "any" ? "any" : "all", operand, position };
}

function takeComparison(reader: TokenReader): Comparison | undefined {
  const { kind, text } = reader.peek();
  if (kind === "sign") {
    const operator = SYMBOLS.get(text);
    if (operator !== undefined) reader.take();
    return operator;
  }
  if (reader.at("strict")) {
    reader.take();
    reader.expect("wildcard");
    return "strict wildcard";
  }
  const operator = kind === "word" ? COMPARISONS.find((each) => each === text) : undefined;
  if (operator !== undefined) reader.take();
  return operator;
}

/** The right side is a literal; strings mean different things to different operators. */
function parseRight(reader: TokenReader, operator: Comparison): Value {
  if (operator === "matches") return parseString(reader, unquoteRegex);
  if (operator === "contains" || operator === "wildcard" || operator === "strict wildcard") return parseString(reader, unquote);
  return parseLiteral(reader);
}

function fixForTail(text: string): string {
  if (text === "starts_with" || text === "ends_with") return `write ${text}(field, "text"): it is a function, not an operator`;
  const lower = text.toLowerCase();
  if (text !== lower && [...COMPARISONS, "in", "and", "or", "xor", "not", "strict"].includes(lower))
    return `write ${lower}: operators are lower case`;
  return "correct the expression";
}
