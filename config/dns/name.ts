import { createRequire } from "node:module";

/** A DNS name as Cloudflare stores it, or why the text is none. Finishes the sentence "got ...". */
export type CanonicalName = { readonly ok: true; readonly name: string } | { readonly ok: false; readonly reason: string };

/** Longest name and longest label, in bytes. Source: RFC 1035 section 2.3.4, the name without the root's dot. */
const MAX_NAME_LENGTH = 253;
const MAX_LABEL_LENGTH = 63;

/** Letters, digits, hyphens inside, and the underscore of service names. Source: RFC 1035 section 2.3.1, RFC 8552. */
const LABEL = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/;

/** Nearly every name: spares it the tables of Unicode. */
const PLAIN = /^[\x21-\x7e]+$/;

/** As registries and browsers do it, but with `_` allowed and lengths judged below. Source: UTS #46 section 4. */
const IDNA = { checkBidi: true, checkHyphens: false, checkJoiners: true, useSTD3ASCIIRules: false, verifyDNSLength: false };

/**
 * Lower case, punycode, no trailing dot: `WWW.Münich.example.` is `www.xn--mnich-kva.example`. A first label `*` is a wildcard, RFC 4592.
 * Source: RFC 1035 section 2.3, RFC 5890; UTS #46.
 */
export function canonicalName(text: string): CanonicalName {
  const lower = text.toLowerCase();
  const ascii = PLAIN.test(lower) && !lower.includes("xn--") ? lower : tr46().toASCII(text, IDNA);
  if (ascii === null || ascii === "") return { ok: false, reason: "text that no domain name can hold" };
  const name = ascii.endsWith(".") ? ascii.slice(0, -1) : ascii;
  if (name.length > MAX_NAME_LENGTH) return { ok: false, reason: `${name.length} characters` };
  for (const [index, label] of name.split(".").entries()) {
    if (label === "") return { ok: false, reason: "an empty label: two dots side by side, or one at the start" };
    if (label.length > MAX_LABEL_LENGTH) return { ok: false, reason: `a label of ${label.length} characters` };
    if (label === "*" && index === 0) continue;
    if (label.includes("*")) return { ok: false, reason: "a * that is not the whole first label" };
    if (!LABEL.test(label)) return { ok: false, reason: `the label ${JSON.stringify(label)}` };
  }
  return { ok: true, name };
}

/** What a person would see: `xn--mnich-kva.example` is `münich.example`. */
export function unicodeName(name: string): string {
  return name.includes("xn--") ? tr46().toUnicode(name, IDNA).domain : name;
}

/** The labels in front of a domain: `a.b` of `a.b.shop.example`; empty for the domain itself; undefined outside it. */
export function prefixIn(domain: string, name: string): string | undefined {
  if (name === domain) return "";
  return name.endsWith(`.${domain}`) ? name.slice(0, -domain.length - 1) : undefined;
}

let loaded: typeof import("tr46") | undefined;

/** Read when the first name asks for it: its tables take longer to load than a whole check of plain names. */
function tr46(): typeof import("tr46") {
  const tables: typeof import("tr46") = loaded ?? createRequire(__filename)("tr46");
  loaded = tables;
  return tables;
}
