import { MAX_EXPRESSION_LENGTH } from "../plan-limits.ts";
import { refuse } from "./refusal.ts";

/** Quoted strings keep their escapes, because what an escape means depends on the operator. */
export type Token =
  | { readonly kind: "sign"; readonly text: string; readonly position: number }
  | { readonly kind: "word"; readonly text: string; readonly position: number }
  | { readonly kind: "quoted"; readonly text: string; readonly position: number }
  | { readonly kind: "raw"; readonly text: string; readonly position: number }
  | { readonly kind: "end"; readonly text: ""; readonly position: number };

const SPACE = /[ \t\r\n]+/y;
/** Longest first. */
const SIGN = /==|!=|<=|>=|&&|\|\||\^\^|[<>~!(){},[\]*$]/y;
/** Names, numbers, addresses and ranges; told apart by the parser. */
const WORD = /[A-Za-z0-9_.:/-]+/y;
const QUOTED = /"((?:[^"\\]|\\[\s\S])*)"/y;
const RAW_START = /r(#*)"/y;

/** Source: developers.cloudflare.com/ruleset-engine/rules-language/values, raw string syntax (checked 2026-11-22). */
const MAX_RAW_HASHES = 255;

/** Cuts an expression into tokens, with `end` as the last. Throws at the first character that belongs to none. */
export function lex(text: string): Token[] {
  if (text.length > MAX_EXPRESSION_LENGTH) {
    throw refuse({
      code: "EXPRESSION_SYNTAX",
      position: MAX_EXPRESSION_LENGTH + 1,
      expected: `at most ${MAX_EXPRESSION_LENGTH} characters`,
      got: String(text.length),
      fix: "split the rule in two",
    });
  }
  const tokens: Token[] = [];
  let index = 0;
  while (index < text.length) {
    const spaces = match(SPACE, text, index);
    if (spaces !== undefined) {
      index += spaces[0].length;
      continue;
    }
    const { token, length } = next(text, index);
    tokens.push(token);
    index += length;
  }
  return [...tokens, { kind: "end", text: "", position: text.length + 1 }];
}

function next(text: string, index: number): { token: Token; length: number } {
  const position = index + 1;
  if (match(RAW_START, text, index) !== undefined) return rawString(text, index);
  const quoted = match(QUOTED, text, index);
  if (quoted !== undefined) return { token: { kind: "quoted", text: quoted[1] ?? "", position }, length: quoted[0].length };
  if (text[index] === '"') throw unclosed(position, '"');
  const sign = match(SIGN, text, index);
  if (sign !== undefined) return { token: { kind: "sign", text: sign[0], position }, length: sign[0].length };
  const word = match(WORD, text, index);
  if (word !== undefined) return { token: { kind: "word", text: word[0], position }, length: word[0].length };
  throw refuse({
    code: "EXPRESSION_SYNTAX",
    position,
    expected: "a field, a value or an operator",
    got: JSON.stringify(String.fromCodePoint(text.codePointAt(index) ?? 0)),
    fix: text[index] === "'" ? "write strings in double quotes" : "remove the character, or put it inside a string",
  });
}

function rawString(text: string, index: number): { token: Token; length: number } {
  const start = match(RAW_START, text, index);
  const position = index + 1;
  const hashes = start?.[1] ?? "";
  if (hashes.length > MAX_RAW_HASHES) {
    throw refuse({
      code: "EXPRESSION_SYNTAX",
      position,
      expected: `at most ${MAX_RAW_HASHES} # signs before a raw string`,
      got: String(hashes.length),
      fix: "use fewer",
    });
  }
  const from = index + hashes.length + 2;
  const close = `"${hashes}`;
  const to = text.indexOf(close, from);
  if (to === -1) throw unclosed(position, close);
  return { token: { kind: "raw", text: text.slice(from, to), position }, length: to + close.length - index };
}

function unclosed(position: number, close: string) {
  return refuse({
    code: "EXPRESSION_SYNTAX",
    position,
    expected: `a string that ends with ${close}`,
    got: "the end of the expression",
    fix: "close the string",
  });
}

function match(pattern: RegExp, text: string, index: number): RegExpExecArray | undefined {
  pattern.lastIndex = index;
  return pattern.exec(text) ?? undefined;
}
