import { refuse } from "./refusal.ts";

/** Source: developers.cloudflare.com/ruleset-engine/rules-language/functions, wildcard_replace and regex_replace (checked 2026-11-22). */
const MAX_REFERENCES = 8;

/** Parts of a replacement: text, or the number of a capture, from 1. */
export type Replacement = readonly (string | number)[];

/** `/bar/${2}/$$` becomes text, capture 2, and a dollar. */
export function parseReplacement(text: string, captures: number, position: number): Replacement {
  const parts = [...text.matchAll(/\$\{(\d{1,2})\}|(\$\$)|(\$)|[^$]+/g)].map(([whole, number, dollars, loose]) => {
    if (loose !== undefined) throw invalid(position, "${1} or $$", "a lone dollar sign", "double the dollar sign");
    if (dollars !== undefined) return "$";
    if (number === undefined) return whole;
    if (Number(number) >= 1 && Number(number) <= captures) return Number(number);
    throw invalid(position, `a reference from 1 to ${captures}`, whole, "refer to a capture that the pattern has");
  });
  const references = parts.filter((part) => typeof part === "number").length;
  if (references <= MAX_REFERENCES) return parts;
  throw invalid(position, `at most ${MAX_REFERENCES} references`, String(references), "use fewer references");
}

export function fillReplacement(parts: Replacement, captures: readonly string[]): string {
  return parts.map((part) => (typeof part === "number" ? (captures[part - 1] ?? "") : part)).join("");
}

function invalid(position: number, expected: string, got: string, fix: string) {
  return refuse({ code: "EXPRESSION_SYNTAX", position, expected: `${expected} in a replacement`, got, fix });
}
