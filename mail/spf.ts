import { SlipwayError, type SlipwayErrorParts } from "../errors/slipway-error.ts";
import { parseSpfTerm } from "./spf-term.ts";

/** What SPF says of senders that no term names. */
export type SpfAll = "softfail" | "fail";

/** Source: RFC 7208 section 4.6.4. One more, and receivers answer permerror for every message. */
export const MAX_SPF_LOOKUPS = 10;

/** Longer records may not fit into a plain UDP answer. Source: RFC 7208 section 3.4. */
export const ADVISED_SPF_BYTES = 450;

/** Terms that make the receiver ask DNS. Source: RFC 7208 section 4.6.4. */
const LOOKUP_TERMS = new Set(["include", "a", "mx", "ptr", "exists", "redirect"]);

/** One record for the domain out of all its senders' terms, in their order. Terms must have passed `checkSpfTerms`. */
export function composeSpf(terms: readonly string[], all: SpfAll): string {
  const canonical = terms.map((text) => {
    const parsed = parseSpfTerm(text);
    return parsed.ok ? parsed.term.text : text;
  });
  return ["v=spf1", ...canonical, all === "fail" ? "-all" : "~all"].join(" ");
}

/** Direct lookups only: what stands inside an include is asked by the receiver, and counted against the live zone by the mail probes. */
export function countSpfLookups(terms: readonly string[]): number {
  return terms.filter((text) => {
    const parsed = parseSpfTerm(text);
    return parsed.ok && LOOKUP_TERMS.has(parsed.term.name);
  }).length;
}

/** A term and where the config states it. */
export interface PlacedTerm {
  readonly where: string;
  readonly text: string;
}

/** Every reason why receivers would misread a record made of these terms. */
export function checkSpfTerms(where: string, terms: readonly PlacedTerm[]): SlipwayError[] {
  const errors = terms.flatMap(checkTerm);
  const firstPlace = new Map<string, string>();
  for (const term of terms) {
    const parsed = parseSpfTerm(term.text);
    const text = parsed.ok ? parsed.term.text : term.text;
    const first = firstPlace.get(text);
    if (first === undefined) firstPlace.set(text, term.where);
    else
      errors.push(
        error({
          code: "SPF_TERM_TWICE",
          where: term.where,
          expected: "each SPF term once",
          got: `${JSON.stringify(text)} again, after ${first}`,
          fix: "remove one of the two: receivers pay for both",
        }),
      );
  }
  const lookups = countSpfLookups(terms.map(({ text }) => text));
  if (lookups > MAX_SPF_LOOKUPS) {
    errors.push(
      error({
        code: "SPF_TOO_MANY_LOOKUPS",
        where,
        expected: `at most ${MAX_SPF_LOOKUPS} SPF terms that need a DNS lookup`,
        got: String(lookups),
        fix: "drop senders that no longer send, or move one to a subdomain of its own",
      }),
    );
  }
  return errors;
}

function checkTerm({ where, text }: PlacedTerm): SlipwayError[] {
  const parsed = parseSpfTerm(text);
  const got = JSON.stringify(text);
  if (!parsed.ok) {
    const fix = parsed.didYouMean === undefined ? "write the term as RFC 7208 has it" : `did you mean ${parsed.didYouMean}?`;
    return [error({ code: "SPF_TERM_MALFORMED", where, expected: parsed.expected, got, fix })];
  }
  const { name, qualifier } = parsed.term;
  if (name === "all" && qualifier === "+") {
    return [
      error({
        code: "SPF_ALLOWS_EVERYONE",
        where,
        expected: "terms that name senders",
        got,
        fix: "remove it: +all lets the whole internet send as you",
      }),
    ];
  }
  if (name === "all" || name === "redirect" || name === "exp") {
    return [
      error({
        code: "SPF_TERM_NOT_A_SENDER",
        where,
        expected: "a term that names senders",
        got,
        fix: "remove it: spfAll decides about everybody else",
      }),
    ];
  }
  if (name === "ptr") {
    return [
      error({
        code: "SPF_PTR",
        where,
        expected: "a term other than ptr",
        got,
        fix: "name the sender's addresses with ip4:, ip6: or include:",
      }),
    ];
  }
  return [];
}

function error(parts: Omit<SlipwayErrorParts, "kind">): SlipwayError {
  return new SlipwayError({ kind: "config", ...parts });
}
