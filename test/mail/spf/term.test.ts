import fc from "fast-check";
import { canonicalTerm } from "../../../mail/spf/compose.ts";
import { parseSpfTerm } from "../../../mail/spf/term.ts";

describe("parseSpfTerm", () => {
  it.each([
    { text: "include:_spf.google.com", canonical: "include:_spf.google.com" },
    { text: "INCLUDE:_SPF.Google.Com.", canonical: "include:_spf.google.com" },
    { text: "ALL", canonical: "all" },
    { text: "a", canonical: "a" },
    { text: "a/24", canonical: "a/24" },
    { text: "~mx:example.com/24//64", canonical: "~mx:example.com/24//64" },
    { text: "+ip4:192.0.2.0/24", canonical: "ip4:192.0.2.0/24" },
    { text: "ip6:2001:DB8::/32", canonical: "ip6:2001:db8::/32" },
    { text: "ip6:::192.0.2.1", canonical: "ip6:::c000:201" },
    { text: "exists:%{i}._spf.%{D2}", canonical: "exists:%{i}._spf.%{D2}" },
    { text: "exists:%{S}.x.com", canonical: "exists:%{S}.x.com" },
    { text: "redirect=_spf.Example.com", canonical: "redirect=_spf.example.com" },
    { text: "exp=explain.%{d}", canonical: "exp=explain.%{d}" },
    { text: "foo=bar", canonical: "foo=bar" },
  ])("reads $text", ({ text, canonical }) => {
    const parsed = parseSpfTerm(text);
    expect(parsed.ok && parsed.term.text).toBe(canonical);
  });

  it.each([
    { text: "inlcude:x.com", didYouMean: "include:x.com", at: 0, why: "a typing mistake" },
    { text: "redirect:x.com", didYouMean: "redirect=x.com", at: 0, why: "a colon where = belongs" },
    { text: "–all", didYouMean: "-all", at: 0, why: "an en dash" },
    { text: "—all", didYouMean: "-all", at: 0, why: "an em dash" },
    { text: "192.0.2.1", didYouMean: "ip4:192.0.2.1", at: 0, why: "a bare address" },
    { text: "ip4:2001:db8::1", didYouMean: "ip6:2001:db8::1", at: 4, why: "an address of the other family" },
    { text: "include:münchen.de", didYouMean: "include:xn--mnchen-3ya.de", at: 9, why: "not an A-label" },
    { text: "ip4:", didYouMean: undefined, at: 4, why: "no address" },
    { text: "ip4:192.0.2.1,", didYouMean: undefined, at: 4, why: "a comma" },
    { text: "ip4:192.0.2.0/33", didYouMean: undefined, at: 13, why: "a prefix longer than an address" },
    { text: "ip4:192.0.2.0/08", didYouMean: undefined, at: 13, why: "a prefix with a leading zero" },
    { text: "ip4:192.0.2.1:25", didYouMean: undefined, at: 4, why: "a port" },
    { text: "ip4:999.1.1.1", didYouMean: undefined, at: 4, why: "no address" },
    { text: "ip4:192.0.02.1", didYouMean: undefined, at: 4, why: "a leading zero, which some read as octal" },
    { text: "ip4:192.0.2", didYouMean: undefined, at: 4, why: "three parts" },
    { text: "ip6:2001:db8::/129", didYouMean: undefined, at: 14, why: "a prefix longer than an address" },
    { text: "ip6:fe80::1%eth0", didYouMean: undefined, at: 4, why: "a zone id" },
    { text: "include:", didYouMean: undefined, at: 8, why: "no domain" },
    { text: "include", didYouMean: undefined, at: 7, why: "no domain" },
    { text: "include:localhost", didYouMean: undefined, at: 8, why: "one label" },
    { text: "a:example.123", didYouMean: undefined, at: 2, why: "a number as the last label" },
    { text: "a:example.com/33", didYouMean: undefined, at: 13, why: "a prefix longer than an address" },
    { text: "exists:%{z}.x.com", didYouMean: undefined, at: 7, why: "no such macro" },
    { text: "exists:%{c}.x.com", didYouMean: undefined, at: 7, why: "a macro of explanations" },
    { text: "exists:%{d0}.x.com", didYouMean: undefined, at: 7, why: "no parts kept" },
    { text: "exists:%x.com", didYouMean: undefined, at: 7, why: "a stray percent sign" },
    { text: "mxfoo", didYouMean: undefined, at: 0, why: "no mechanism, though it starts like one" },
    { text: "all:x.com", didYouMean: undefined, at: 3, why: "all takes nothing" },
    { text: "", didYouMean: undefined, at: 0, why: "nothing" },
  ])("refuses $text: $why", ({ text, didYouMean, at }) => {
    const parsed = parseSpfTerm(text);
    expect(parsed.ok ? parsed.term.text : { at: parsed.at, didYouMean: parsed.didYouMean }).toEqual({ at, didYouMean });
  });

  it("is stable: a canonical term reads as itself", () => {
    const domain = fc.domain().filter((name) => name.includes("."));
    fc.assert(
      fc.property(fc.constantFrom("include:", "a:", "mx:", "~exists:", "redirect="), domain, (prefix, name) => {
        const once = parseSpfTerm(`${prefix}${name}`);
        if (!once.ok) return; // a top label that SPF does not have
        const twice = parseSpfTerm(once.term.text);
        expect(twice.ok && twice.term.text).toBe(once.term.text);
      }),
    );
  });

  it("survives any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => expect(typeof parseSpfTerm(text).ok).toBe("boolean")));
  });
});

it.each([
  { text: "ip4:192.0.2.77/24", canonical: "ip4:192.0.2.0/24", why: "bits behind the prefix" },
  { text: "ip4:192.0.2.77/32", canonical: "ip4:192.0.2.77", why: "a whole prefix" },
  { text: "ip6:2001:DB8::77/32", canonical: "ip6:2001:db8::/32", why: "bits behind the prefix" },
  { text: "include:München.de", canonical: "include:xn--mnchen-3ya.de", why: "another script" },
  { text: "+INCLUDE:X.com", canonical: "include:x.com", why: "another spelling" },
  { text: "inlcude:x.com", canonical: "inlcude:x.com", why: "nothing that could be read" },
])("writes $text as $canonical: $why", ({ text, canonical }) => {
  expect(canonicalTerm(text)).toBe(canonical);
});
