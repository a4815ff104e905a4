import type { ErrorCode } from "../errors/catalogue.ts";
import { SlipwayError } from "../errors/slipway-error.ts";

/** The engine says no. Nothing was applied, and no run is marked failed by it. */
export function refusal(code: ErrorCode, where: string, expected: string, got: string, fix: string): SlipwayError {
  return new SlipwayError({ kind: "refused", code, where, expected, got, fix });
}

/** Enough of a digest for a person to compare. */
export function short(digest: string): string {
  return digest.slice(0, 12);
}

/** Several lines of somebody else's output as one line of ours. */
export function oneLine(text: string, maxCharacters = 400): string {
  const line = text.replace(/[\s\u2500-\u257f]+/g, " ").trim();
  return line.length <= maxCharacters ? line : `${line.slice(0, maxCharacters)}...`;
}
