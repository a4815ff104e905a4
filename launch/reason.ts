import { refusal } from "./refusal.ts";

const MAX_REASON_CHARACTERS = 500;

/** Whoever steps over a rule says why, in words that the record keeps. @throws SlipwayError REASON_MISSING */
export function requireReason(reason: string | undefined, what: string): string {
  const line = (reason ?? "").replace(/\s+/g, " ").trim();
  if (line !== "" && line.length <= MAX_REASON_CHARACTERS) return line;
  const got = line === "" ? "none" : `${line.length} characters`;
  throw refusal("REASON_MISSING", what, `a reason of at most ${MAX_REASON_CHARACTERS} characters`, got, 'give --reason "why"');
}
