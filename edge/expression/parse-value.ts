import { parseAddress } from "./address.ts";
import { LISTS } from "./fields.ts";
import { unquote } from "./literal.ts";
import { refuse } from "./refusal.ts";
import { COMPARISONS, type Element, type IntRange, type Literal, type SetItem, type StringLiteral, type Value } from "./syntax-tree.ts";
import type { TokenReader } from "./token-reader.ts";

const NAME = /^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/;
/** Words of the language that can't be a field. */
const RESERVED: ReadonlySet<string> = new Set([...COMPARISONS.flatMap((each) => each.split(" ")), "in", "and", "or", "xor", "not"]);
/** No leading zero, which Cloudflare's parser reads as octal. */
const INT = /^(0|-?[1-9]\d{0,14})$/;
const INT_RANGE = /^(0|-?[1-9]\d{0,14})\.\.(0|-?[1-9]\d{0,14})$/;

/** A field, a function call or a literal. Calls nest; `depth` counts how far. */
export function parseValue(reader: TokenReader, depth: number): Value {
  const { kind, text, position } = reader.peek();
  if (kind === "end") throw reader.unexpected("a field, a function or a value");
  if (kind !== "word" || isLiteralWord(text)) return parseLiteral(reader);
  if (!NAME.test(text) || RESERVED.has(text)) throw reader.unexpected("a field, a function or a value");
  if (depth <= 0) throw reader.unexpected("fewer function calls inside each other", "split the rule in two");
  reader.take();
  if (!reader.at("(")) {
    return reader.at("[") ? parseElement(reader, text, position) : { kind: "field", name: text, position };
  }
  reader.take();
  const values: Value[] = [];
  if (!reader.at(")")) values.push(parseValue(reader, depth - 1));
  while (reader.at(",")) {
    reader.take();
    values.push(parseValue(reader, depth - 1));
  }
  reader.expect(")");
  return { kind: "call", name: text, arguments: values, position };
}

/** `["key"][0]`, `["key"][*]`, or without a key where the field is a list. */
function parseElement(reader: TokenReader, field: string, position: number): Element {
  const list = LISTS.get(field);
  if (list === undefined)
    throw reader.unexpected(`no index, except on ${[...LISTS.keys()].join(" and ")}`, `compare a field other than ${field}`);
  const key = list.isMap ? parseIndex(reader, (inner) => parseString(inner, unquote).value) : undefined;
  if (key !== undefined && key !== key.toLowerCase()) throw lowerCaseKey(key, position);
  const index = parseIndex(reader, parsePlace);
  return { kind: "element", field, ...(key === undefined ? {} : { key }), index, position };
}

function parseIndex<T>(reader: TokenReader, parse: (reader: TokenReader) => T): T {
  reader.expect("[");
  const inner = parse(reader);
  reader.expect("]");
  return inner;
}

function parsePlace(reader: TokenReader): number | "each" {
  const isEach = reader.at("*");
  if (!isEach && !/^(0|[1-9]\d{0,3})$/.test(reader.peek().text)) throw reader.unexpected("a place in the list, 0 for the first, or *");
  const { text } = reader.take();
  return isEach ? "each" : Number(text);
}

/** A key in capitals never matches. Source: developers.cloudflare.com/ruleset-engine/rules-language/fields/reference, http.request.headers. */
function lowerCaseKey(key: string, position: number) {
  return refuse({
    code: "EXPRESSION_MEANING",
    position,
    expected: "a header name in lower case",
    got: JSON.stringify(key),
    fix: `write ${JSON.stringify(key.toLowerCase())}`,
  });
}

export function parseLiteral(reader: TokenReader): Literal {
  const item = parseItem(reader);
  if (item.kind !== "int-range" && item.kind !== "ip-range") return item;
  throw refuse({
    code: "EXPRESSION_SYNTAX",
    position: item.position,
    expected: "one value",
    got: `${item.first} to ${item.last}`,
    fix: "write ranges inside braces, after in",
  });
}

/** What may stand in the braces after `in`: values and ranges. */
export function parseItem(reader: TokenReader): SetItem {
  const { kind, text, position } = reader.peek();
  if (kind === "quoted" || kind === "raw") return parseString(reader, unquote);
  if (kind === "sign" && text === "$") throw reader.unexpected("values in braces: Slipway reads no account lists", "write the values out");
  const item = kind === "word" ? parseWord(text, position) : undefined;
  if (item === undefined) throw reader.unexpected("a value: a string in double quotes, a number or an address");
  reader.take();
  return item;
}

/** `decode` turns the body of a quoted string into its value; a raw string is its own value. */
export function parseString(reader: TokenReader, decode: (body: string, position: number) => string): StringLiteral {
  const { kind, text, position } = reader.peek();
  if (kind !== "quoted" && kind !== "raw") throw reader.unexpected("a string in double quotes");
  const value = kind === "quoted" ? decode(text, position) : text;
  reader.take();
  return { kind: "string", value, position };
}

function isLiteralWord(text: string): boolean {
  return text === "true" || text === "false" || !/^[A-Za-z_]/.test(text) || text.includes(":");
}

function parseWord(text: string, position: number): SetItem | undefined {
  if (text === "true" || text === "false") return { kind: "bool", value: text === "true", position };
  if (INT.test(text)) return { kind: "int", value: Number(text), position };
  return parseIntRange(text, position) ?? parseAddress(text, position);
}

function parseIntRange(text: string, position: number): IntRange | undefined {
  const match = INT_RANGE.exec(text);
  if (match === null) return undefined;
  const [first, last] = [Number(match[1]), Number(match[2])];
  if (first <= last) return { kind: "int-range", first, last, position };
  throw refuse({ code: "EXPRESSION_SYNTAX", position, expected: "the lower number first", got: text, fix: "turn the range round" });
}
