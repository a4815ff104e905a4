import { SlipwayError } from "../../errors/slipway-error.ts";
import { addressBytes, addressWithin, compareBytes } from "./address.ts";
import type { FieldValues } from "./fields.ts";
import { meaning } from "./refusal.ts";
import { parseRegex } from "./regex.ts";
import { fillReplacement, parseReplacement } from "./replacement.ts";
import type { Call, Compare, Element, Expression, Field, Quantified, SetItem, Within } from "./syntax-tree.ts";
import { lowerAscii, matchWildcard, parseWildcard, upperAscii } from "./wildcard.ts";

/** Undefined: a value that a list does not have. */
type Result = string | number | boolean | undefined;

const HEADERS = "http.request.headers";

/**
 * What an expression is for one request: a condition's truth, or a computed text. A field that is not known throws an error of kind
 * undecided, never false; `and` and `or` stop at the first operand that settles them, as Cloudflare does.
 */
export function evaluate(expression: Expression, fields: FieldValues): boolean | string {
  const result = evaluateAny(expression, fields) ?? "";
  return typeof result === "number" ? String(result) : result;
}

/** The truth of a condition. */
export function isTrue(expression: Expression, fields: FieldValues): boolean {
  const result = evaluateAny(expression, fields) ?? false;
  if (typeof result === "boolean") return result;
  throw meaning(expression.position, "a condition, true or false", typeof result, "check the expression before it is used");
}

function evaluateAny(expression: Expression, fields: FieldValues): Result {
  switch (expression.kind) {
    case "logical":
      return evaluateLogical(expression.operator, expression.operands, fields);
    case "not":
      return !isTrue(expression.operand, fields);
    case "compare":
      return compare(expression, evaluateAny(expression.left, fields), evaluateAny(expression.right, fields));
    case "in":
      return isWithin(expression, evaluateAny(expression.left, fields));
    case "quantified":
      return evaluateQuantified(expression, fields);
    case "element":
      return listOf(expression, fields)[expression.index === "each" ? 0 : expression.index];
    case "field":
      return fieldValue(expression, fields);
    case "call":
      return call(expression, fields);
    default:
      return expression.value;
  }
}

function evaluateLogical(operator: "and" | "xor" | "or", operands: readonly Expression[], fields: FieldValues): boolean {
  if (operator === "and") return operands.every((operand) => isTrue(operand, fields));
  if (operator === "or") return operands.some((operand) => isTrue(operand, fields));
  return operands.filter((operand) => isTrue(operand, fields)).length % 2 === 1;
}

function fieldValue({ name, position }: Field, fields: FieldValues): Result {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (value !== undefined && typeof value !== "object") return value;
  throw unknownField(name, position);
}

function unknownField(name: string, position: number): SlipwayError {
  return new SlipwayError({
    kind: "undecided",
    code: "EXPRESSION_FIELD_NOT_KNOWN",
    where: `expression, character ${position}`,
    expected: `the value of ${name} for this request`,
    got: "nothing",
    fix: "give the value, or look at the live edge",
  });
}

function listOf({ field, key, position }: Element, fields: FieldValues): readonly string[] {
  const headers = fields[HEADERS];
  if (typeof headers !== "object") throw unknownField(field, position);
  if (key === undefined) return Object.keys(headers);
  return Object.hasOwn(headers, key) ? (headers[key] ?? []) : [];
}

/** Of no values none is true, and all are. */
function evaluateQuantified({ quantifier, operand }: Quantified, fields: FieldValues): boolean {
  const { left } = operand;
  if (left.kind !== "element") return isTrue(operand, fields);
  const holdsFor = (value: string): boolean =>
    operand.kind === "in" ? isWithin(operand, value) : compare(operand, value, evaluateAny(operand.right, fields));
  const values = listOf(left, fields);
  return quantifier === "any" ? values.some(holdsFor) : values.every(holdsFor);
}

/** A value that is not there fits nothing. */
function compare({ operator, left, right, position }: Compare, a: Result, b: Result): boolean {
  if (a === undefined) return false;
  switch (operator) {
    case "eq":
      return isEqual(a, b, right.kind === "ip");
    case "ne":
      return !isEqual(a, b, right.kind === "ip");
    case "contains":
      return textOf(a, left.position).includes(textOf(b, right.position));
    case "wildcard":
    case "strict wildcard": {
      const pattern = parseWildcard(textOf(b, right.position), right.position);
      return matchWildcard(pattern, textOf(a, left.position), operator === "strict wildcard") !== undefined;
    }
    case "matches":
      return parseRegex(textOf(b, right.position), right.position).test(textOf(a, left.position));
    default: {
      const order = orderOf(a, b, position);
      return operator === "lt" ? order < 0 : operator === "le" ? order <= 0 : operator === "gt" ? order > 0 : order >= 0;
    }
  }
}

function isEqual(a: Result, b: Result, areAddresses: boolean): boolean {
  return areAddresses ? sameAddress(String(a), String(b)) : a === b;
}

function sameAddress(a: string, b: string): boolean {
  const [left, right] = [addressBytes(a), addressBytes(b)];
  return left !== undefined && right !== undefined && compareBytes(left, right) === 0;
}

/** Numbers by value, text by bytes. */
function orderOf(a: Result, b: Result, position: number): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return Buffer.compare(Buffer.from(textOf(a, position)), Buffer.from(textOf(b, position)));
}

function isWithin({ items }: Within, value: Result): boolean {
  return value !== undefined && items.some((item) => isItem(item, value));
}

function isItem(item: SetItem, value: Result): boolean {
  if (item.kind === "int-range") return typeof value === "number" && value >= item.first && value <= item.last;
  if (item.kind === "ip-range") return addressWithin(String(value), item);
  return isEqual(value, item.value, item.kind === "ip");
}

function call({ name, arguments: values, position }: Call, fields: FieldValues): Result {
  const results = values.map((value) => evaluateAny(value, fields));
  if (results.includes(undefined)) return undefined;
  const texts = results.map(String);
  const [first = "", second = "", third = "", fourth] = texts;
  switch (name) {
    case "concat":
      return texts.join("");
    case "ends_with":
      return first.endsWith(second);
    case "len":
      return Buffer.byteLength(first);
    case "lower":
      return lowerAscii(first);
    case "regex_replace":
      return replaceRegex(first, second, third, position);
    case "starts_with":
      return first.startsWith(second);
    case "to_string":
      return first;
    case "upper":
      return upperAscii(first);
    case "wildcard_replace":
      return replaceWildcard(first, second, third, { caseSensitive: fourth === "s", position });
    default:
      throw meaning(position, "a function that Slipway knows", name, "check the expression before it is used");
  }
}

function replaceWildcard(
  text: string,
  pattern: string,
  replacement: string,
  options: { caseSensitive: boolean; position: number },
): string {
  const captures = matchWildcard(parseWildcard(pattern, options.position), text, options.caseSensitive);
  if (captures === undefined) return text;
  return fillReplacement(parseReplacement(replacement, captures.length, options.position), captures);
}

/** Only the first match is replaced. */
function replaceRegex(text: string, pattern: string, replacement: string, position: number): string {
  const match = parseRegex(pattern, position).exec(text);
  if (match === null) return text;
  const [whole, ...captures] = match.map((capture) => capture ?? "");
  const filled = fillReplacement(parseReplacement(replacement, captures.length, position), captures);
  return text.slice(0, match.index) + filled + text.slice(match.index + (whole ?? "").length);
}

function textOf(value: Result, position: number): string {
  if (typeof value === "string") return value;
  throw meaning(position, "text", typeof value, "check the expression before it is used");
}
