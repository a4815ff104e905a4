// Reading and writing the values in rules-language expressions.
// Source: developers.cloudflare.com/ruleset-engine/rules-language/values and .../operators (checked 2026-11-22).

import { refuse } from "./refusal.ts";

/** `a"b\c` becomes `"a\"b\\c"`: the two characters that a quoted string has to escape. */
export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, (character) => `\\${character}`)}"`;
}

/** Escapes what a wildcard pattern would read as a sign. */
export function escapeWildcard(text: string): string {
  return text.replace(/[*\\]/g, (character) => `\\${character}`);
}

/** What a quoted string stands for: `\"`, `\\`, and bytes as `\x2e` or `\056`. Any other escape is a mistake to Cloudflare too. */
export function unquote(body: string, position: number): string {
  return body.replace(/\\(?:(["\\])|x([0-9A-Fa-f]{2})|([0-7]{3})|([\s\S]))/g, (whole, plain, hex, octal, _other, offset) => {
    if (plain !== undefined) return plain;
    const byte = hex !== undefined ? Number.parseInt(hex, 16) : octal !== undefined ? Number.parseInt(octal, 8) : Number.NaN;
    if (byte <= MAX_ASCII) return String.fromCharCode(byte);
    throw refuse({
      code: "EXPRESSION_SYNTAX",
      position: position + 1 + offset,
      expected: 'one of the escapes \\" \\\\ \\x00 to \\x7f',
      got: whole,
      fix: "write the character itself, or use a raw string",
    });
  });
}

const MAX_ASCII = 0x7f;

/** Right of `matches` a quoted string keeps the escapes of the regular expression; only the quote loses its backslash. */
export function unquoteRegex(body: string): string {
  return body.replace(/\\([\s\S])/g, (whole, character) => (character === '"' ? character : whole));
}
