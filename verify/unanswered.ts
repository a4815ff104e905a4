import { SlipwayError } from "../errors/slipway-error.ts";

/** What a probe throws when nobody answered, or not in a way that says anything; it becomes the outcome unknown. */
export function unanswered(where: string, expected: string, got: string): SlipwayError {
  return new SlipwayError({
    kind: "undecided",
    code: "VERIFY_NO_ANSWER",
    where,
    expected,
    got,
    fix: "see that the target can be reached from here, then verify again",
  });
}

/** Short form of a network error: its code, which unlike the message names no address of ours. */
export function reasonOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return String(error);
  if ("name" in error && (error.name === "AbortError" || error.name === "TimeoutError")) return "no answer in time";
  if ("code" in error && typeof error.code === "string") return error.code;
  return "message" in error ? String(error.message) : "an unknown error";
}
