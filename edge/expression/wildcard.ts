import { refuse } from "./refusal.ts";

/** The literal parts between the stars: `a*b` has two, `a` has one. */
export type Wildcard = readonly string[];

/** Source: developers.cloudflare.com/ruleset-engine/rules-language/operators, wildcard matching (checked 2026-11-22). */
export function parseWildcard(pattern: string, position: number): Wildcard {
  const parts = [""];
  const signs = [...pattern.matchAll(/\\([*\\])|(\\)|(\*)|[^\\*]+/g)];
  for (const [index, [whole, escaped, loose, star]] of signs.entries()) {
    if (loose !== undefined) throw invalid(position, "\\* or \\\\", "a backslash before another character", "double the backslash");
    if (star === undefined) parts.push(`${parts.pop() ?? ""}${escaped ?? whole}`);
    else if (signs[index - 1]?.[3] !== undefined) throw invalid(position, "single stars", "**", "write one star");
    else parts.push("");
  }
  return parts;
}

/** What each star stands for, taking as little as possible from left to right; undefined when the whole text does not match. */
export function matchWildcard(parts: Wildcard, text: string, caseSensitive: boolean): readonly string[] | undefined {
  const fold = (value: string) => (caseSensitive ? value : lowerAscii(value));
  const folded = fold(text);
  const [first = "", ...middle] = parts.map(fold);
  const last = middle.pop();
  if (last === undefined) return folded === first ? [] : undefined;
  if (!folded.startsWith(first)) return undefined;
  const captures: string[] = [];
  let from = first.length;
  for (const part of middle) {
    const at = folded.indexOf(part, from);
    if (at === -1) return undefined;
    captures.push(text.slice(from, at));
    from = at + part.length;
  }
  const end = text.length - last.length;
  return end >= from && folded.endsWith(last) ? [...captures, text.slice(from, end)] : undefined;
}

/** Only A to Z change, as in Cloudflare's `lower()`. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

export function upperAscii(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

function invalid(position: number, expected: string, got: string, fix: string) {
  return refuse({ code: "EXPRESSION_SYNTAX", position, expected: `${expected} in a wildcard pattern`, got, fix });
}
