import type { Case } from "./cases.ts";

/** What checkdmarc says, and which findings of ours say the same; or why there is none. */
export type Row = { readonly subject: Case["subject"]; readonly says: RegExp } & (
  | { readonly ours: readonly string[] }
  | { readonly why: string }
);

const spf = (says: RegExp, ...ours: readonly string[]): Row => ({ subject: "spf", says, ours });
const dmarc = (says: RegExp, ...ours: readonly string[]): Row => ({ subject: "dmarc", says, ours });
const tls = (says: RegExp, ...ours: readonly string[]): Row => ({ subject: "tls", says, ours });
const sts = (says: RegExp, ...ours: readonly string[]): Row => ({ subject: "mta-sts", says, ours });
const mx = (says: RegExp, ...ours: readonly string[]): Row => ({ subject: "mx", says, ours });

/** Of checkdmarc 6.0.4. The first row that fits a sentence decides. */
export const THEIRS: readonly Row[] = [
  spf(/^The domain has multiple SPF TXT records/, "RECORD_POLICY_TWICE", "SPF_INCLUDE_BROKEN"),
  spf(/^An SPF record does not exist/, "SPF_NOT_RECOGNISED", "SPF_INCLUDE_BROKEN"),
  spf(/^A TXT record that resembles an SPF record was discarded/, "SPF_NOT_RECOGNISED"),
  {
    subject: "spf",
    says: /Expected version_tag at position 0 .*V=SPF1/,
    why: "texts in ABNF are the same in capitals: receivers read V=SPF1 (RFC 7208 section 12, RFC 5234 section 2.3)",
  },
  spf(/Expected (whitespace|mechanism|end_of_statement)/, "SPF_TERM_MALFORMED", "SPF_INCLUDE_BROKEN"),
  spf(/is not a valid IPv[46] value/, "SPF_TERM_MALFORMED"),
  spf(/prefix length/, "SPF_TERM_MALFORMED"),
  spf(/is not a fully-qualified domain name/, "SPF_TERM_MALFORMED"),
  spf(/has no SPF record, which RFC 7208 § 5.2 defines as a permanent error/, "SPF_INCLUDE_BROKEN", "SPF_TERM_MALFORMED"),
  spf(/^The domain does not exist/, "SPF_INCLUDE_BROKEN"),
  spf(/^Multiple (redirect modifiers|exp values)/, "SPF_TERM_MALFORMED"),
  spf(/must have a value|is missing a value|does not accept a value|Qualifiers are not allowed/, "SPF_TERM_MALFORMED"),
  spf(/Invalid SPF macro syntax|is only allowed in exp explanation text/, "SPF_TERM_MALFORMED"),
  spf(/is not a valid SPF mechanism or modifier/, "SPF_TERM_MALFORMED", "SPF_INCLUDE_BROKEN"),
  {
    subject: "spf",
    says: /^Failed to get TXT records at exp value/,
    why: "it asks the system's resolver here, whichever it is given; and an explanation that is not there changes no verdict (RFC 7208 section 6.2)",
  },
  spf(/^The redirect modifier was ignored/, "SPF_TERM_IGNORED"),
  spf(/multiple all mechanisms|^Any text after the all mechanism/, "SPF_TERM_IGNORED"),
  spf(/^Include loop|^Redirect loop/, "SPF_LOOP"),
  spf(/^Duplicate include/, "SPF_TERM_TWICE", "SPF_LOOKUPS_NEAR", "SPF_TOO_MANY_LOOKUPS"),
  spf(/maximum DNS lookups/, "SPF_TOO_MANY_LOOKUPS"),
  spf(/maximum void DNS lookups/, "SPF_TOO_MANY_VOIDS"),
  spf(/more than 10 MX records/, "SPF_TOO_MANY_HOSTS"),
  spf(/The ptr mechanism should not be used/, "SPF_PTR", "SPF_PTR_INSIDE"),
  spf(/^Error when processing/, "SPF_VOIDS", "SPF_TOO_MANY_VOIDS", "SPF_PTR_INSIDE"),
  spf(/ bytes/, "SPF_LONG"),
  spf(/^The unknown modifier/, "SPF_MODIFIER_UNKNOWN"),
  dmarc(/^Multiple DMARC policy records/, "RECORD_POLICY_TWICE"),
  dmarc(/^Unrelated TXT records were discovered/, "DMARC_NOT_RECOGNISED"),
  dmarc(/^A missing p tag/, "DMARC_MALFORMED"),
  dmarc(/makes DMARC unenforced/, "DMARC_NOT_ENFORCED", "DMARC_MALFORMED", "DMARC_PCT"),
  dmarc(/^rua tag .* not found/, "DMARC_UNWATCHED"),
  dmarc(/^Duplicate \w+ tags/, "DMARC_MALFORMED"),
  dmarc(/^Error: Expected/, "DMARC_MALFORMED"),
  dmarc(/must have one of the following values/, "DMARC_MALFORMED"),
  dmarc(/is not a valid (adkim|aspf) tag value/, "DMARC_MALFORMED"),
  dmarc(/is not a valid option for the DMARC fo tag/, "DMARC_MALFORMED"),
  dmarc(/^Support for the pct tag/, "DMARC_PCT"),
  dmarc(/^Support for the r[if] tag/, "DMARC_TAG_IGNORED"),
  dmarc(/^Unknown DMARC tag/, "DMARC_TAG_IGNORED"),
  dmarc(/is not a valid DMARC report URI/, "DMARC_MALFORMED"),
  dmarc(/^The size limit/, "DMARC_REPORT_TARGET_ODD"),
  dmarc(/uses the https scheme/, "DMARC_REPORT_TARGET_ODD"),
  dmarc(/does not indicate that it accepts/, "DMARC_REPORTS_ELSEWHERE", "DMARC_REPORTS_UNDELIVERABLE", "DMARC_MALFORMED", "DMARC_PCT"),
  tls(/^Multiple SMTP TLS/, "RECORD_POLICY_TWICE"),
  tls(/does not exist|^Error: Expected|is not a valid SMTP TLS Reporting URI|^Duplicate/, "TLS_RPT_MALFORMED"),
  { subject: "tls", says: /^Unknown tag/, why: "extensions are foreseen, and receivers skip them (RFC 8460 section 3)" },
  sts(/^Multiple MTA-STS/, "RECORD_POLICY_TWICE"),
  sts(/does not exist|^Error: Expected|^The id value must be|^Duplicate/, "MTA_STS_MALFORMED", "CONFIG_HIDDEN_CHARACTER"),
  mx(/alongside other MX records/, "RECORD_NULL_MX"),
  mx(/is malformed: a root/, "RECORD_NULL_MX"),
  mx(/^The domain .* does not exist/, "MAIL_TARGET_GONE"),
  { subject: "mx", says: /has a null MX record/, why: "it is meant: the domain says that it takes no mail (RFC 7505)" },
  {
    subject: "mx",
    says: /reverse DNS/,
    why: "names of addresses belong to whoever runs the mail host, and decide about what it sends, not about what it takes",
  },
];

/** `<subject> <code>` of ours, and why checkdmarc 6.0.4 has nothing like it. */
export const OURS_ALONE: Readonly<Record<string, string>> = {
  "spf SPF_ALLOWS_EVERYONE": "it says nothing of +all, of an include that leads there, nor of an exists: that is there for every client",
  "spf SPF_NO_VERDICT": "it says nothing of ?all, nor of a record without all",
  "spf SPF_HOST_BITS": "it says nothing of bits behind a prefix",
  "spf SPF_TERM_TWICE": "it counts includes alone, and not behind all",
  "spf SPF_LOOKUPS_NEAR": "it knows the limit alone",
  "spf SPF_VOIDS": "with an error it says nothing else, and an MX without addresses is none to it",
  "spf SPF_INCLUDE_BROKEN": "it follows no macro, not even one that is the same for every message",
  "spf SPF_MODIFIER_UNKNOWN": "it reads the reporting modifiers of RFC 6652, which receivers of RFC 7208 skip",
  "dmarc DMARC_MALFORMED": "it reads P= as p=, and two addresses without a comma as one",
  "dmarc DMARC_NOT_ENFORCED": "it says nothing of t=y",
  "dmarc DMARC_REPORT_TARGET_ODD": "with an error it says nothing else",
  "dmarc DMARC_TAG_IGNORED": "it says nothing of fo= without ruf=, nor of t=y with nothing to enforce",
  "dmarc DMARC_UNWATCHED": "with an error it says nothing else",
  "tls TLS_RPT_MALFORMED": "it takes rua= twice",
  "mta-sts MTA_STS_WITHOUT_HOST": "it looks for the policy's host when it fetches the policy, which nobody serves here",
  "mta-sts MTA_STS_MALFORMED": "it takes id= twice, and letters of other alphabets",
};

/** Found in these configs beside what the cases are about. */
export const NOT_ABOUT_MAIL: readonly string[] = ["HSTS_COVERS_UNKNOWN_HOST"];
