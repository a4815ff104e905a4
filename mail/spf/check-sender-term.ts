import type { MailRemark } from "../remark.ts";
import { everyoneRemarks, termRemarks } from "./check-text.ts";
import { canonicalTerm } from "./compose.ts";
import { isSpf } from "./record.ts";
import { parseSpfTerm } from "./term.ts";

/** A term that a config gives for one service: it has to name senders, and may not decide about everybody. */
export function checkSenderTerm(text: string): MailRemark[] {
  const got = JSON.stringify(text);
  if (isSpf(text)) {
    return [
      notASender("single terms of the service", got, "leave out v=spf1 and the all of its example; spfAll decides about everybody else"),
    ];
  }
  const parsed = parseSpfTerm(canonicalTerm(text));
  if (!parsed.ok) {
    const trimmed = text.replace(/\s+/g, "").replace(/[,;]+$/, "");
    const meant = parsed.didYouMean ?? (trimmed !== text && parseSpfTerm(trimmed).ok ? trimmed : undefined);
    const fix = meant === undefined ? "write the term as RFC 7208 has it" : `did you mean ${meant}?`;
    const at = parsed.at > 0 ? ` at character ${parsed.at + 1}` : "";
    return [{ severity: "error", code: "SPF_TERM_MALFORMED", expected: parsed.expected, got: `${got}${at}`, fix }];
  }
  const { term } = parsed;
  const wide = everyoneRemarks({ terms: [{ at: 0, written: text, term }] });
  if (wide.length > 0) return wide;
  if (term.kind === "all" || term.kind === "redirect" || term.kind === "exp") {
    return [notASender("a term that names senders", got, "remove it: spfAll decides about everybody else")];
  }
  return termRemarks({ term, written: text });
}

function notASender(expected: string, got: string, fix: string): MailRemark {
  return { severity: "error", code: "SPF_TERM_NOT_A_SENDER", expected, got, fix };
}
