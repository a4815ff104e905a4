import { closestName } from "../../errors/closest-name.ts";
import { type IpAddress, parseIpv4, parseIpv6, showIp } from "../ip-address.ts";
import { type DomainSpec, parseDomainSpec } from "./domain-spec.ts";
import { parseMacros } from "./macro.ts";

export type Qualifier = "+" | "-" | "~" | "?";

export const MECHANISMS = ["all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists"] as const;
export type MechanismName = (typeof MECHANISMS)[number];
export const MODIFIERS = ["redirect", "exp"] as const;

/** `text` is the canonical spelling: names in lower case, no `+`, addresses as people write them. */
export type SpfDirective =
  | { readonly kind: "all"; readonly qualifier: Qualifier; readonly text: string }
  | { readonly kind: "include" | "exists"; readonly qualifier: Qualifier; readonly domain: DomainSpec; readonly text: string }
  | { readonly kind: "ptr"; readonly qualifier: Qualifier; readonly domain: DomainSpec | undefined; readonly text: string }
  | {
      readonly kind: "a" | "mx";
      readonly qualifier: Qualifier;
      readonly domain: DomainSpec | undefined;
      readonly bits4: number;
      readonly bits6: number;
      readonly text: string;
    }
  | {
      readonly kind: "ip4" | "ip6";
      readonly qualifier: Qualifier;
      readonly network: IpAddress;
      readonly bits: number;
      readonly text: string;
    };

export interface SpfModifier {
  readonly kind: "redirect" | "exp";
  readonly domain: DomainSpec;
  readonly text: string;
}

/** Receivers skip it. Source: RFC 7208 section 6. */
export interface UnknownModifier {
  readonly kind: "unknown";
  readonly name: string;
  readonly text: string;
}

export type SpfTerm = SpfDirective | SpfModifier | UnknownModifier;

export interface SpfFlaw {
  readonly ok: false;
  /** Offset in the term. */
  readonly at: number;
  readonly expected: string;
  /** The term as it was probably meant. */
  readonly didYouMean?: string;
}

export type ParsedSpfTerm = { readonly ok: true; readonly term: SpfTerm } | SpfFlaw;

/** One directive or modifier. Source: RFC 7208 section 12. */
export function parseSpfTerm(text: string): ParsedSpfTerm {
  const modifier = /^([a-z][a-z0-9_.-]*)=(.*)$/is.exec(text);
  if (modifier !== null) return parseModifier(modifier[1] ?? "", modifier[2] ?? "");
  const [, sign = "", written = "", rest = ""] = /^([+\-~?]?)([^:/]*)(.*)$/s.exec(text) ?? [];
  const name = MECHANISMS.find((each) => each === written.toLowerCase());
  if (name === undefined) return noMechanism(text, sign, written, rest);
  const qualifier: Qualifier = sign === "-" || sign === "~" || sign === "?" ? sign : "+";
  return parseDirective({ qualifier, name, rest, at: text.length - rest.length });
}

interface Directive {
  readonly qualifier: Qualifier;
  readonly name: MechanismName;
  /** From the colon or slash on. */
  readonly rest: string;
  /** Offset of `rest`. */
  readonly at: number;
}

function parseDirective({ qualifier, name, rest, at }: Directive): ParsedSpfTerm {
  const head = `${qualifier === "+" ? "" : qualifier}${name}`;
  const domainOf = (text: string): DomainSpec | SpfFlaw => {
    const parsed = parseDomainSpec(text);
    if (parsed.ok) return parsed.spec;
    const { didYouMean, ...wrong } = parsed;
    const cidr = rest.slice(1 + text.length);
    return { ...wrong, at: at + 1 + wrong.at, ...(didYouMean === undefined ? {} : { didYouMean: `${head}:${didYouMean}${cidr}` }) };
  };
  switch (name) {
    case "all":
      return rest === "" ? { ok: true, term: { kind: "all", qualifier, text: head } } : flaw(at, "nothing behind all");
    case "include":
    case "exists": {
      if (!rest.startsWith(":")) return flaw(at, `${name}:<domain>`);
      const domain = domainOf(rest.slice(1));
      return "ok" in domain ? domain : { ok: true, term: { kind: name, qualifier, domain, text: `${head}:${domain.text}` } };
    }
    case "ptr": {
      if (rest === "") return { ok: true, term: { kind: "ptr", qualifier, domain: undefined, text: head } };
      if (!rest.startsWith(":")) return flaw(at, "ptr or ptr:<domain>");
      const domain = domainOf(rest.slice(1));
      return "ok" in domain ? domain : { ok: true, term: { kind: "ptr", qualifier, domain, text: `${head}:${domain.text}` } };
    }
    case "a":
    case "mx": {
      const [cidr = "", written4, written6] = /(?:\/(0|[1-9]\d?))?(?:\/\/(0|[1-9]\d{0,2}))?$/.exec(rest) ?? [];
      const [bits4, bits6] = [Number(written4 ?? 32), Number(written6 ?? 128)];
      if (bits4 > 32 || bits6 > 128) return flaw(at + rest.length - cidr.length, "a prefix length of at most /32 or //128");
      const before = rest.slice(0, rest.length - cidr.length);
      if (before === "") return { ok: true, term: { kind: name, qualifier, domain: undefined, bits4, bits6, text: `${head}${cidr}` } };
      if (!before.startsWith(":")) return flaw(at, `${name}, ${name}:<domain> or a prefix length of at most /32 or //128`);
      const domain = domainOf(before.slice(1));
      return "ok" in domain
        ? domain
        : { ok: true, term: { kind: name, qualifier, domain, bits4, bits6, text: `${head}:${domain.text}${cidr}` } };
    }
    case "ip4":
      return address({ qualifier, name, head, rest, at, parse: parseIpv4, maxBits: 32 });
    case "ip6":
      return address({ qualifier, name, head, rest, at, parse: parseIpv6, maxBits: 128 });
  }
}

function address(options: {
  readonly qualifier: Qualifier;
  readonly name: "ip4" | "ip6";
  readonly head: string;
  readonly rest: string;
  readonly at: number;
  readonly parse: (text: string) => IpAddress | undefined;
  readonly maxBits: 32 | 128;
}): ParsedSpfTerm {
  const { qualifier, name, head, rest, at, parse, maxBits } = options;
  const [, value = "", slash = ""] = /^:([^/]*)(.*)$/s.exec(rest) ?? [];
  const network = parse(value);
  if (network === undefined) {
    const other = name === "ip4" ? "ip6" : "ip4";
    const belongsTo = (name === "ip4" ? parseIpv6 : parseIpv4)(value) === undefined ? undefined : `${head.replace(name, other)}${rest}`;
    return {
      ...flaw(at + 1, `an ${name === "ip4" ? "IPv4" : "IPv6"} address`),
      ...(belongsTo === undefined ? {} : { didYouMean: belongsTo }),
    };
  }
  const written = /^\/(0|[1-9]\d{0,2})$/.exec(slash)?.[1];
  const bits = Number(written ?? maxBits);
  if ((slash !== "" && written === undefined) || bits > maxBits) {
    return flaw(at + 1 + value.length, `nothing or a prefix length of /0 to /${maxBits} behind the address`);
  }
  const shown = name === "ip4" ? value : showIp(network);
  return {
    ok: true,
    term: { kind: name, qualifier, network, bits, text: `${head}:${shown}${written === undefined ? "" : `/${written}`}` },
  };
}

function parseModifier(written: string, value: string): ParsedSpfTerm {
  const name = written.toLowerCase();
  const known = MODIFIERS.find((each) => each === name);
  if (known === undefined) {
    const macros = parseMacros(value);
    if (!macros.ok) return flaw(written.length + 1 + macros.at, macros.expected);
    return { ok: true, term: { kind: "unknown", name, text: `${name}=${value}` } };
  }
  const domain = parseDomainSpec(value);
  if (domain.ok) return { ok: true, term: { kind: known, domain: domain.spec, text: `${known}=${domain.spec.text}` } };
  const meant = domain.didYouMean === undefined ? {} : { didYouMean: `${known}=${domain.didYouMean}` };
  return { ...flaw(written.length + 1 + domain.at, domain.expected), ...meant };
}

function noMechanism(text: string, sign: string, written: string, rest: string): SpfFlaw {
  const expected = `one of the mechanisms ${MECHANISMS.join(", ")}`;
  const dashed = /^[\u2010-\u2015\u2212]/.test(text) ? `-${text.slice(1)}` : undefined;
  if (dashed !== undefined && parseSpfTerm(dashed).ok) return { ...flaw(0, "a plain hyphen, not a dash"), didYouMean: dashed };
  const bare = [`ip4:${text}`, `ip6:${text}`].find((each) => parseSpfTerm(each).ok);
  if (bare !== undefined) return { ...flaw(0, expected), didYouMean: bare };
  const near = written === "" ? undefined : closestName(written, [...MECHANISMS, ...MODIFIERS]);
  const isModifier = MODIFIERS.some((each) => each === near);
  const meant = isModifier ? `${near}=${rest.slice(1)}` : `${sign}${near}${rest}`;
  return { ...flaw(sign.length, expected), ...(near === undefined ? {} : { didYouMean: meant }) };
}

function flaw(at: number, expected: string): SpfFlaw {
  return { ok: false, at, expected };
}

/** Reporting modifiers, which are meant as they stand; receivers of RFC 7208 skip them. Source: RFC 6652 section 3. */
const REPORTING_MODIFIERS = ["ra", "rp", "rr"];

/** The modifier or mechanism that an unknown modifier was probably meant to be: receivers would skip the mistake in silence. */
export function meantBy(term: UnknownModifier): string | undefined {
  if (REPORTING_MODIFIERS.includes(term.name.toLowerCase())) return undefined;
  const near = closestName(term.name, [...MODIFIERS, ...MECHANISMS]);
  if (near === undefined) return undefined;
  return `${near}${MODIFIERS.some((each) => each === near) ? "=" : ":"}${term.text.slice(term.name.length + 1)}`;
}

export function isDirective(term: SpfTerm): term is SpfDirective {
  return term.kind !== "redirect" && term.kind !== "exp" && term.kind !== "unknown";
}
