import fc from "fast-check";
import { checkSpfTerms, composeSpf, countSpfLookups } from "../../mail/spf.ts";
import { parseSpfTerm } from "../../mail/spf-term.ts";

const codesOf = (...terms: string[]) =>
  checkSpfTerms(
    "mail",
    terms.map((text, index) => ({ where: `terms.${index}`, text })),
  ).map((error) => error.parts.code);

describe("parseSpfTerm", () => {
  it.each([
    { text: "include:_spf.google.com", canonical: "include:_spf.google.com" },
    { text: "INCLUDE:_SPF.Google.Com.", canonical: "include:_spf.google.com" },
    { text: "a", canonical: "a" },
    { text: "~mx:example.com/24//64", canonical: "~mx:example.com/24//64" },
    { text: "+ip4:192.0.2.0/24", canonical: "ip4:192.0.2.0/24" },
    { text: "ip6:2001:DB8::/32", canonical: "ip6:2001:db8::/32" },
    { text: "exists:%{i}._spf.%{D2}", canonical: "exists:%{i}._spf.%{D2}" },
    { text: "redirect=_spf.example.com", canonical: "redirect=_spf.example.com" },
  ])("reads $text", ({ text, canonical }) => {
    const parsed = parseSpfTerm(text);
    expect(parsed.ok && parsed.term.text).toBe(canonical);
  });

  it.each([
    { text: "inlcude:x.com", didYouMean: "include:x.com", why: "a typing mistake" },
    { text: "redirct=x.com", didYouMean: "redirect=x.com", why: "a modifier that receivers would skip in silence" },
    { text: "include=x.com", didYouMean: "include:x.com", why: "the wrong sign" },
    { text: "–all", didYouMean: undefined, why: "an en dash" },
    { text: "ip4: 192.0.2.1", didYouMean: undefined, why: "a space" },
    { text: "ip4:192.0.2.1,", didYouMean: undefined, why: "a comma" },
    { text: "ip4:192.0.2.0/33", didYouMean: undefined, why: "a prefix longer than an address" },
    { text: "ip4:192.0.2.1:25", didYouMean: undefined, why: "a port" },
    { text: "ip4:0300.0.2.1", didYouMean: undefined, why: "an octal address" },
    { text: "ip6:2001:db8::/129", didYouMean: undefined, why: "a prefix longer than an address" },
    { text: "include:", didYouMean: undefined, why: "no domain" },
    { text: "include:https://x.com", didYouMean: undefined, why: "a URL" },
    { text: "include:münchen.de", didYouMean: undefined, why: "not an A-label" },
    { text: "include:localhost", didYouMean: undefined, why: "one label" },
    { text: "exists:%{z}.x.com", didYouMean: undefined, why: "no such macro" },
    { text: "all:x.com", didYouMean: undefined, why: "all takes nothing" },
    { text: "a:x..com", didYouMean: undefined, why: "an empty label" },
    { text: "", didYouMean: undefined, why: "nothing" },
  ])("refuses $text: $why", ({ text, didYouMean }) => {
    const parsed = parseSpfTerm(text);
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? "" : parsed.didYouMean).toBe(didYouMean);
  });

  it("is stable: a canonical term reads as itself", () => {
    const domain = fc.domain().filter((name) => name.includes("."));
    fc.assert(
      fc.property(fc.constantFrom("include:", "a:", "mx:", "~exists:", "redirect="), domain, (prefix, name) => {
        const once = parseSpfTerm(`${prefix}${name}`);
        if (!once.ok) return; // punctuation that a host name may not hold
        const twice = parseSpfTerm(once.term.text);
        expect(twice.ok && twice.term.text).toBe(once.term.text);
      }),
    );
  });
});

describe("checkSpfTerms", () => {
  const includes = (count: number) => Array.from({ length: count }, (_, index) => `include:n${index}.example`);

  it.each([
    { terms: ["include:a.example", "ip4:192.0.2.1"], codes: [], why: "plain senders" },
    { terms: ["include:a.example", "INCLUDE:A.example"], codes: ["SPF_TERM_TWICE"], why: "the same in other letters" },
    { terms: ["+all"], codes: ["SPF_ALLOWS_EVERYONE"], why: "everybody" },
    { terms: ["ALL"], codes: ["SPF_ALLOWS_EVERYONE"], why: "everybody, shouted" },
    { terms: ["-all"], codes: ["SPF_TERM_NOT_A_SENDER"], why: "all belongs to spfAll" },
    { terms: ["redirect=a.example"], codes: ["SPF_TERM_NOT_A_SENDER"], why: "a redirect beside all is ignored" },
    { terms: ["ptr"], codes: ["SPF_PTR"], why: "ptr" },
    { terms: includes(10), codes: [], why: "ten lookups" },
    { terms: includes(11), codes: ["SPF_TOO_MANY_LOOKUPS"], why: "eleven lookups" },
  ])("$why gives $codes", ({ terms, codes }) => {
    expect(codesOf(...terms)).toEqual(codes);
  });

  it("says where, what and how to fix", () => {
    const [error] = checkSpfTerms("mail", [{ where: "mail.senders.0.spfTerms.0", text: "inlcude:x.com" }]);
    expect(error?.message).toBe(
      "mail.senders.0.spfTerms.0: expected one of the mechanisms all, include, a, mx, ptr, ip4, ip6, exists, " +
        'got "inlcude:x.com"; did you mean include:x.com? [SPF_TERM_MALFORMED]',
    );
  });
});

it("counts the terms that make the receiver ask DNS", () => {
  expect(countSpfLookups(["a", "mx:x.example", "ptr", "exists:x.example", "include:x.example", "ip4:192.0.2.1", "ip6:::1"])).toBe(5);
});

it("composes one record of all senders", () => {
  expect(composeSpf(["include:_spf.google.com", "include:sendgrid.net"], "softfail")).toBe(
    "v=spf1 include:_spf.google.com include:sendgrid.net ~all",
  );
  expect(composeSpf([], "fail")).toBe("v=spf1 -all");
});
