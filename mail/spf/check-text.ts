import { networkOf } from "../ip-address.ts";
import type { MailRemark } from "../remark.ts";
import { looksLikeHost } from "./domain-spec.ts";
import { ADVISED_SPF_BYTES, PLAIN_UDP_BYTES } from "./limits.ts";
import { isAlmostSpf, isSpf, type PlacedSpfTerm, parseSpfRecord, type SpfRecord } from "./record.ts";
import { isDirective, meantBy, type SpfTerm } from "./term.ts";
import { everyoneTerms } from "./worst-case.ts";

export interface CheckedSpfText {
  /** There when receivers can read it. */
  readonly record?: SpfRecord;
  readonly remarks: readonly MailRemark[];
}

/** Whether a text is SPF, or was meant to be. */
export function concernsSpf(text: string): boolean {
  return isSpf(text) || isAlmostSpf(text);
}

/** Every reason why receivers would misread one published record, or why its owner may not have meant it. */
export function checkSpfText(text: string): CheckedSpfText {
  if (!isSpf(text)) return { remarks: [notRecognised(text)] };
  const parsed = parseSpfRecord(text);
  if (!parsed.ok) {
    const remarks = parsed.flaws.map(({ at, written, expected, didYouMean }) => ({
      severity: "error" as const,
      code: "SPF_TERM_MALFORMED" as const,
      expected,
      got: `${JSON.stringify(written)} at character ${at + 1} of the record`,
      fix: fixFor(text, written, didYouMean),
    }));
    return { remarks };
  }
  return { record: parsed.record, remarks: [...parsed.record.terms.flatMap(termRemarks), ...wholeRemarks(text, parsed.record)] };
}

function notRecognised(text: string): MailRemark {
  const reason = /^\s/.test(text)
    ? "white space before the version"
    : /^v=spf1[\s\u00a0]/i.test(text)
      ? "another character than a space behind the version"
      : /^["']/.test(text)
        ? "a quote before the version"
        : "another version or none";
  return {
    severity: "error",
    code: "SPF_NOT_RECOGNISED",
    expected: 'a record that starts with "v=spf1" and a space',
    got: `${reason} in ${JSON.stringify(text.slice(0, 40))}`,
    fix: "receivers see no SPF here: write v=spf1, one space, then the terms",
  };
}

/** A space too many makes two broken terms out of a right one. */
function fixFor(text: string, written: string, didYouMean: string | undefined): string {
  const joined = /[:=]$/.test(written)
    ? `${written}${
        text
          .slice(text.indexOf(written) + written.length)
          .trimStart()
          .split(" ")[0] ?? ""
      }`
    : undefined;
  const meant = didYouMean ?? (joined !== undefined && parseSpfRecord(`v=spf1 ${joined}`).ok ? joined : undefined);
  const trimmed = written.replace(/[,;]+$/, "");
  if (meant !== undefined) return `did you mean ${meant}?`;
  return trimmed !== written && parseSpfRecord(`v=spf1 ${trimmed}`).ok ? `did you mean ${trimmed}?` : "write the term as RFC 7208 has it";
}

/** What is wrong with a term that the grammar allows. */
export function termRemarks({ term, written }: Pick<PlacedSpfTerm, "term" | "written">): MailRemark[] {
  const got = JSON.stringify(written);
  if (term.kind === "unknown") {
    const meant = meantBy(term);
    if (meant !== undefined) {
      const expected = "a term that receivers know";
      return [{ severity: "error", code: "SPF_TERM_MALFORMED", expected, got, fix: `did you mean ${meant}? receivers skip it in silence` }];
    }
    return [
      {
        severity: "warning",
        code: "SPF_MODIFIER_UNKNOWN",
        expected: "the modifiers redirect and exp",
        got,
        fix: "remove it: receivers skip it",
      },
    ];
  }
  if ("domain" in term && term.domain !== undefined && !looksLikeHost(term.domain)) {
    return [
      { severity: "error", code: "SPF_TERM_MALFORMED", expected: "a host name, without https:// or port", got, fix: "write the bare name" },
    ];
  }
  if (term.kind === "ptr") {
    const fix = "name the sender's addresses with ip4:, ip6: or include:";
    return [{ severity: "error", code: "SPF_PTR", expected: "a term other than ptr", got, fix }];
  }
  return hasHostBits(term)
    ? [
        {
          severity: "warning",
          code: "SPF_HOST_BITS",
          expected: "a network's own address",
          got,
          fix: "receivers ignore the bits behind the prefix; write what is meant",
        },
      ]
    : [];
}

export function hasHostBits(term: SpfTerm): boolean {
  return (term.kind === "ip4" || term.kind === "ip6") && networkOf(term.network, term.bits).bytes.join() !== term.network.bytes.join();
}

function wholeRemarks(text: string, record: SpfRecord): MailRemark[] {
  return [...everyoneRemarks(record), ...repeatedRemarks(record), ...ignoredRemarks(record), ...endRemarks(record), ...lengthRemarks(text)];
}

export function everyoneRemarks(record: SpfRecord): MailRemark[] {
  return everyoneTerms(record).map((term) => ({
    severity: "error",
    code: "SPF_ALLOWS_EVERYONE",
    expected: "terms that name senders",
    got: JSON.stringify(term.text),
    fix: `remove it: ${term.kind === "all" ? "+all lets the whole internet" : "so wide a network lets strangers"} send as you`,
  }));
}

/** Receivers look up each of them. */
function repeatedRemarks({ terms }: SpfRecord): MailRemark[] {
  const mechanisms = terms.filter(({ term }) => isDirective(term) && term.kind !== "all");
  const texts = mechanisms.map(({ written }) => written.toLowerCase().replace(/^\+/, ""));
  return mechanisms
    .filter((_, index) => texts.indexOf(texts[index] ?? "") < index)
    .map(({ written }) => ({
      severity: "warning",
      code: "SPF_TERM_TWICE",
      expected: "each SPF term once",
      got: JSON.stringify(written),
      fix: "remove one of the two: receivers pay for both",
    }));
}

/** Source: RFC 7208 sections 5.1 and 6.1. */
function ignoredRemarks({ terms }: SpfRecord): MailRemark[] {
  const all = terms.findIndex(({ term }) => term.kind === "all");
  if (all < 0) return [];
  const ignored = terms.filter(({ term }, index) => term.kind === "redirect" || (index > all && isDirective(term)));
  return ignored.map(({ written, term }) => ({
    severity: "warning",
    code: "SPF_TERM_IGNORED",
    expected: term.kind === "redirect" ? "redirect= in a record without all" : "all as the last mechanism",
    got: JSON.stringify(written),
    fix: term.kind === "redirect" ? "remove redirect= or all" : "move it before all, or remove it",
  }));
}

function endRemarks({ terms }: SpfRecord): MailRemark[] {
  const all = terms.find(({ term }) => term.kind === "all");
  if (all === undefined ? terms.some(({ term }) => term.kind === "redirect") : all.term.kind === "all" && all.term.qualifier !== "?")
    return [];
  return [
    {
      severity: "warning",
      code: "SPF_NO_VERDICT",
      expected: "-all or ~all at the end",
      got: all === undefined ? "no all and no redirect=" : all.written,
      fix: "end the record with ~all or -all: as it stands, SPF says nothing about strangers",
    },
  ];
}

export function lengthRemarks(text: string): MailRemark[] {
  const bytes = Buffer.byteLength(text, "utf8");
  if (bytes <= ADVISED_SPF_BYTES) return [];
  const beyond = bytes > PLAIN_UDP_BYTES ? `, more than a plain UDP answer of ${PLAIN_UDP_BYTES} holds` : "";
  return [
    {
      severity: "warning",
      code: "SPF_LONG",
      expected: `an SPF record of at most ${ADVISED_SPF_BYTES} bytes`,
      got: `${bytes} bytes${beyond}`,
      fix: "drop senders that no longer send",
    },
  ];
}
