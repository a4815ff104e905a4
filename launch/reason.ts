import { knownSecretIn } from "../errors/secret-detector.ts";
import { refusal } from "./refusal.ts";

const MAX_REASON_CHARACTERS = 500;

/** Whoever steps over a rule says why, in words that the record keeps. @throws SlipwayError REASON_MISSING, SECRET_IN_REVIEW */
export function requireReason(reason: string | undefined, what: string): string {
  const line = (reason ?? "").replace(/\s+/g, " ").trim();
  const secret = knownSecretIn(line);
  if (secret !== undefined) {
    throw refusal("SECRET_IN_REVIEW", what, "a reason without secret values", secret, "say it without: the record keeps it for ever");
  }
  if (line !== "" && line.length <= MAX_REASON_CHARACTERS) return line;
  const got = line === "" ? "none" : `${line.length} characters`;
  throw refusal("REASON_MISSING", what, `a reason of at most ${MAX_REASON_CHARACTERS} characters`, got, 'give --reason "why"');
}
