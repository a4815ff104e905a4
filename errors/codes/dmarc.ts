import type { ErrorEntry } from "../entry.ts";

/** Codes of the DMARC engine. */
export const DMARC_CODES = {
  DMARC_NOT_RECOGNISED: {
    title: "a text that was meant to be DMARC and is none",
    consequence: "receivers find no policy: anybody can send as the domain, and no report comes",
    fix: "write v=DMARC1 first, in capitals, and a semicolon behind it",
    source: "RFC 9989 section 4.7",
  },
  DMARC_MALFORMED: {
    title: "a DMARC record that says something else than was meant",
    consequence: "receivers drop the record, or take a broken policy for p=none",
    fix: "write each tag once, with a value that RFC 9989 knows, and semicolons between them",
    source: "RFC 9989 sections 4.7, 4.8 and 4.10.1",
  },
  DMARC_PCT: {
    title: "a DMARC record that names a share of the mail",
    consequence: "receivers ignore pct and apply the policy to all mail: a tenth was meant, and everything is hit",
    fix: "remove pct; t=y asks receivers to apply one level less than p says",
    source: "RFC 9989 section 4.7 (t) and appendix A.6",
  },
  DMARC_TAG_IGNORED: {
    title: "a DMARC tag without effect",
    consequence: "nothing happens that somebody meant to happen",
    fix: "remove it, or write the tag that was meant",
    source: "RFC 9989 section 4.7 and appendix A.6",
  },
  DMARC_REPORT_TARGET_ODD: {
    title: "a destination for DMARC reports that receivers need not serve",
    consequence: "reports that were counted on may not come",
    fix: "name mailboxes with mailto:, without a size limit",
    source: "RFC 9990 section 3; RFC 9989 appendix A",
  },
  DMARC_UNWATCHED: {
    title: "a DMARC policy that nobody gets reports about",
    consequence: "nobody sees who sends as the domain, nor which of its own mail fails",
    fix: "add rua= with a mailbox that somebody reads",
    source: "RFC 9990 section 2",
  },
  DMARC_MISPLACED: {
    title: "a DMARC record at a name where nobody looks",
    consequence: "receivers ask at _dmarc below the domain only, and find no policy",
    fix: "publish it at _dmarc.<domain>, or remove it",
    source: "RFC 9989 section 4.10",
  },
  DMARC_DELEGATED: {
    title: "a DMARC record that somebody else writes",
    consequence: "a CNAME at _dmarc lets its target decide what becomes of the domain's mail, without a review here",
    fix: "publish the policy as TXT, or keep the alias knowingly and watch the DNS lock",
    source: "RFC 9989 section 4.10; RFC 1034 section 3.6.2",
  },
  DMARC_REPORTS_UNDELIVERABLE: {
    title: "DMARC reports to a domain that takes no mail",
    consequence: "every report bounces, and nobody sees what the policy does",
    fix: "name a mailbox of a domain with mail hosts",
    source: "RFC 9990 section 3; RFC 7505 section 3; RFC 5321 section 5.1",
  },
  DMARC_RAMP: {
    title: "a DMARC policy that is raised without evidence, or by more than one step",
    consequence: "mail of senders that nobody knew to be unaligned is put into spam or refused, invites and invoices among it",
    fix: "make evidence out of the aggregate reports with slipway mail evidence, commit it, and go from none to quarantine under test, quarantine, reject under test, reject",
    source: "RFC 9989 section 4.7 (t) and 7; RFC 9990; readiness row R11",
  },
  DMARC_UNPROVEN: {
    title: "a DMARC policy that is raised before each sender has shown a message that passes",
    consequence:
      "a sender whose key or return path does not do what the config says loses its mail on the day of the step: invites and password resets first",
    fix: "send a message through each sender, save it as its receiver has it, and run slipway mail proof <message.eml>; a proof holds for 30 days and until the sender's records change",
    source: "RFC 9989 section 4.4; RFC 9990; readiness row R11",
  },
  DMARC_EVIDENCE_UNREADABLE: {
    title: "a file of DMARC evidence that cannot be read",
    consequence: "nothing can be said about what a stronger policy would do",
    fix: "restore it from version control, or make it again with slipway mail evidence",
    source: "config/evidence/<domain>.json, written by slipway mail evidence",
  },
} as const satisfies Record<string, ErrorEntry>;
