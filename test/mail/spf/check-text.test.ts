import { checkSpfText, concernsSpf } from "../../../mail/spf/check-text.ts";

const codesOf = (text: string): string[] => checkSpfText(text).remarks.map(({ severity, code }) => `${severity} ${code}`);
const addresses = (bytes: number): string => {
  const text = `v=spf1 ${Array.from({ length: 40 }, (_, index) => `ip4:198.51.100.${100 + index}`).join(" ")}`;
  return `${text.slice(0, text.lastIndexOf(" ", bytes - 5))} -all`.padEnd(bytes, " ");
};

it.each([
  { text: "v=spf1 -all", found: [], why: "nobody sends" },
  { text: "V=SPF1 include:x.com ~ALL", found: [], why: "letters in any case" },
  { text: "v=spf10 -all", found: ["error SPF_NOT_RECOGNISED"], why: "another version" },
  { text: " v=spf1 -all", found: ["error SPF_NOT_RECOGNISED"], why: "a space before it" },
  { text: "v=spf1\t-all", found: ["error SPF_NOT_RECOGNISED"], why: "a tab behind the version" },
  { text: '"v=spf1 -all"', found: ["error SPF_NOT_RECOGNISED"], why: "quotes inside" },
  { text: "spf1 include:x.com -all", found: ["error SPF_NOT_RECOGNISED"], why: "no v=" },
  { text: "v=spf1 ip4: 192.0.2.1 -all", found: ["error SPF_TERM_MALFORMED", "error SPF_TERM_MALFORMED"], why: "a space too many" },
  { text: "v=spf1 include:https://x.com -all", found: ["error SPF_TERM_MALFORMED"], why: "a URL" },
  { text: "v=spf1 include:x.com/path -all", found: ["error SPF_TERM_MALFORMED"], why: "a path" },
  { text: "v=spf1 ip4:192.0.2.77/24 -all", found: ["warning SPF_HOST_BITS"], why: "bits behind the prefix" },
  { text: "v=spf1 -all include:x.com", found: ["warning SPF_TERM_IGNORED"], why: "a term behind all" },
  { text: "v=spf1 redirect=x.com -all", found: ["warning SPF_TERM_IGNORED"], why: "redirect beside all" },
  { text: "v=spf1 redirect=x.com redirect=y.com", found: ["error SPF_TERM_MALFORMED"], why: "two redirects" },
  { text: "v=spf1 exp=x.com exp=y.com -all", found: ["error SPF_TERM_MALFORMED"], why: "two explanations" },
  { text: "v=spf1 +all", found: ["error SPF_ALLOWS_EVERYONE"], why: "everybody" },
  { text: "V=SPF1 ALL", found: ["error SPF_ALLOWS_EVERYONE"], why: "everybody, shouted" },
  { text: "v=spf1 ip4:0.0.0.0/0 -all", found: ["error SPF_ALLOWS_EVERYONE"], why: "every address" },
  {
    text: "v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all",
    found: ["error SPF_ALLOWS_EVERYONE", "error SPF_ALLOWS_EVERYONE"],
    why: "both halves",
  },
  { text: "v=spf1 a/0 -all", found: ["error SPF_ALLOWS_EVERYONE"], why: "every address, by a prefix" },
  { text: "v=spf1 include:x.com ?all", found: ["warning SPF_NO_VERDICT"], why: "no opinion" },
  { text: "v=spf1 include:x.com", found: ["warning SPF_NO_VERDICT"], why: "no end" },
  { text: "v=spf1 redirect=x.com", found: [], why: "an end elsewhere" },
  { text: "v=spf1 ptr -all", found: ["error SPF_PTR"], why: "ptr" },
  { text: "v=spf1 foo=bar -all", found: ["warning SPF_MODIFIER_UNKNOWN"], why: "a modifier that nobody knows" },
  { text: "v=spf1 redirct=x.com -all", found: ["error SPF_TERM_MALFORMED"], why: "a modifier that was meant to be another" },
  { text: "v=spf1 include=x.com -all", found: ["error SPF_TERM_MALFORMED"], why: "a mechanism with the wrong sign" },
  { text: "v=spf1 exists:%{S}.x.com -all", found: [], why: "a macro in upper case, which is escaped" },
  { text: "v=spf1 exists:%{z}.x.com -all", found: ["error SPF_TERM_MALFORMED"], why: "no such macro" },
  { text: addresses(450), found: [], why: "450 bytes" },
  { text: addresses(451), found: ["warning SPF_LONG"], why: "451 bytes" },
])("finds $found in $why", ({ text, found }) => {
  expect(codesOf(text)).toEqual(found);
});

it.each([
  { text: "v=spf1 inlcude:x.com -all", fix: "did you mean include:x.com?" },
  { text: "v=spf1 ip4: 192.0.2.1 -all", fix: "did you mean ip4:192.0.2.1?" },
  { text: "v=spf1 ip4:192.0.2.1, -all", fix: "did you mean ip4:192.0.2.1?" },
  { text: "v=spf1 include:x.com –all", fix: "did you mean -all?" },
  { text: "v=spf1 include:münchen.de -all", fix: "did you mean include:xn--mnchen-3ya.de?" },
])("helps with $text", ({ text, fix }) => {
  expect(checkSpfText(text).remarks[0]?.fix).toBe(fix);
});

it("says where in the record", () => {
  expect(checkSpfText("v=spf1 mx ip4:192.0.2.0/33 -all").remarks[0]?.got).toBe('"ip4:192.0.2.0/33" at character 24 of the record');
});

it.each(["spf2.0/pra include:x.com", "google-site-verification=abc", "spf-check=1", "v=DMARC1; p=none", "spf1test=abc"])(
  "leaves %s alone, which is no SPF",
  (text) => {
    expect(concernsSpf(text)).toBe(false);
  },
);
