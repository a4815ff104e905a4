import ipaddr from "ipaddr.js";
import { closestName } from "../errors/closest-name.ts";

/** One mechanism or modifier of an SPF record. Source: RFC 7208 section 12. */
export interface SpfTerm {
  /** `+` where the term has none. */
  readonly qualifier: "+" | "-" | "~" | "?";
  /** In lower case: `include`, `redirect`, ... */
  readonly name: string;
  readonly isModifier: boolean;
  /** Domain, address or value behind the `:` or `=`. */
  readonly argument: string | undefined;
  /** In canonical spelling: name in lower case, domain too where it holds no macro. */
  readonly text: string;
}

export type ParsedSpfTerm =
  | { readonly ok: true; readonly term: SpfTerm }
  | { readonly ok: false; readonly expected: string; readonly didYouMean?: string };

const MECHANISMS = ["all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists"];
const MODIFIERS = ["redirect", "exp"];

/** Source: RFC 7208 section 7.1. */
const MACRO = /%\{[slodiphcrtvSLODIPHCRTV]\d*r?[.\-+,/_=]*\}|%%|%_|%-/g;

export function parseSpfTerm(text: string): ParsedSpfTerm {
  if (!/^[\x21-\x7e]+$/.test(text)) return wrong("printable ASCII without spaces (an en dash is not a hyphen)");
  const modifier = /^([a-z][a-z0-9_.-]*)=(.*)$/i.exec(text);
  if (modifier !== null) return parseModifier((modifier[1] ?? "").toLowerCase(), modifier[2] ?? "");
  const [, sign = "", rawName = "", rest = ""] = /^([+\-~?]?)([a-z0-9]*)(.*)$/i.exec(text) ?? [];
  const name = rawName.toLowerCase();
  const qualifier = sign === "-" || sign === "~" || sign === "?" ? sign : "+";
  if (!MECHANISMS.includes(name)) {
    const near = closestName(name, MECHANISMS);
    return {
      ...wrong(`one of the mechanisms ${MECHANISMS.join(", ")}`),
      ...(near === undefined ? {} : { didYouMean: `${sign}${near}${rest}` }),
    };
  }
  const argument = argumentOf(name, rest);
  if (!argument.ok) return wrong(argument.expected);
  const canonical = argument.value === undefined ? "" : `:${argument.value}`;
  const written = sign === "+" ? "" : sign;
  return {
    ok: true,
    term: { qualifier, name, isModifier: false, argument: argument.value, text: `${written}${name}${canonical}${argument.prefix}` },
  };
}

type Argument =
  | { readonly ok: true; readonly value: string | undefined; readonly prefix: string }
  | { readonly ok: false; readonly expected: string };

function argumentOf(name: string, rest: string): Argument {
  switch (name) {
    case "all":
      return rest === "" ? { ok: true, value: undefined, prefix: "" } : { ok: false, expected: "nothing behind all" };
    case "ip4":
      return address(rest, (text) => ipaddr.IPv4.isValidFourPartDecimal(text), 32, "ip4:<IPv4 address> or ip4:<address>/<0 to 32>");
    case "ip6":
      return address(rest, (text) => ipaddr.IPv6.isValid(text), 128, "ip6:<IPv6 address> or ip6:<address>/<0 to 128>");
    case "a":
    case "mx":
      return domainWithPrefix(rest);
    default: {
      const domain = rest.startsWith(":") ? canonicalDomain(rest.slice(1)) : undefined;
      if (name === "ptr" && rest === "") return { ok: true, value: undefined, prefix: "" };
      return domain === undefined ? { ok: false, expected: `${name}:<domain>` } : { ok: true, value: domain, prefix: "" };
    }
  }
}

function address(rest: string, isAddress: (text: string) => boolean, maxBits: number, expected: string): Argument {
  const [, value = "", bits] = /^:([^/]*)(?:\/(0|[1-9]\d{0,2}))?$/.exec(rest) ?? [];
  if (!isAddress(value) || value.includes("%") || Number(bits ?? 0) > maxBits) return { ok: false, expected };
  return { ok: true, value: value.toLowerCase(), prefix: bits === undefined ? "" : `/${bits}` };
}

function domainWithPrefix(rest: string): Argument {
  const [whole, bits4, bits6] = /(?:\/(0|[1-9]\d?))?(?:\/\/(0|[1-9]\d{0,2}))?$/.exec(rest) ?? [""];
  const before = rest.slice(0, rest.length - whole.length);
  const domain = before.startsWith(":") ? canonicalDomain(before.slice(1)) : undefined;
  const prefixOk = Number(bits4 ?? 0) <= 32 && Number(bits6 ?? 0) <= 128;
  if (!prefixOk || (before !== "" && domain === undefined)) {
    return { ok: false, expected: "a domain behind the colon, with a prefix length at most /32 or //128" };
  }
  return { ok: true, value: domain, prefix: whole };
}

function parseModifier(name: string, value: string): ParsedSpfTerm {
  if (!MODIFIERS.includes(name)) {
    // a receiver skips what it does not know, so a typing mistake would pass in silence
    const near = closestName(name, [...MODIFIERS, ...MECHANISMS]);
    const term = near === undefined ? {} : { didYouMean: `${near}${MODIFIERS.includes(near) ? "=" : ":"}${value}` };
    return { ...wrong(`one of the modifiers ${MODIFIERS.join(", ")}`), ...term };
  }
  const domain = canonicalDomain(value);
  if (domain === undefined) return wrong(`${name}=<domain>`);
  return { ok: true, term: { qualifier: "+", name, isModifier: true, argument: domain, text: `${name}=${domain}` } };
}

/** A host name or a name with macros; undefined when it is neither. URLs and ports are neither. */
function canonicalDomain(text: string): string | undefined {
  const withoutMacros = text.replace(MACRO, "m");
  if (withoutMacros.includes("%") || withoutMacros.length > 253) return undefined;
  const labels = withoutMacros.replace(/\.$/, "").split(".");
  const last = labels.at(-1) ?? "";
  // RFC 7208 toplabel: not all digits, unless the name ends in a macro
  if (labels.length < 2 && withoutMacros === text) return undefined;
  if (/^\d+$/.test(last)) return undefined;
  if (!labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label))) return undefined;
  return withoutMacros === text ? text.toLowerCase().replace(/\.$/, "") : text;
}

function wrong(expected: string): { readonly ok: false; readonly expected: string } {
  return { ok: false, expected };
}
