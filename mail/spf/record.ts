import { isDirective, parseSpfTerm, type SpfDirective, type SpfFlaw, type SpfModifier, type SpfTerm } from "./term.ts";

export interface PlacedSpfTerm {
  /** Offset in the record. */
  readonly at: number;
  readonly written: string;
  readonly term: SpfTerm;
}

export interface SpfRecord {
  readonly terms: readonly PlacedSpfTerm[];
}

/** A flaw of a term, placed in the record. */
export interface SpfRecordFlaw extends Omit<SpfFlaw, "ok"> {
  readonly written: string;
}

export type ParsedSpfRecord =
  | { readonly ok: true; readonly record: SpfRecord }
  | { readonly ok: false; readonly flaws: readonly SpfRecordFlaw[] };

const VERSION = "v=spf1";

/** What receivers take for SPF: the version, then a space or the end. Source: RFC 7208 section 4.5. */
export function isSpf(text: string): boolean {
  return /^v=spf1(?: |$)/i.test(text);
}

/** Was meant as SPF, and no receiver takes it for that: another version, a space or quote before it, a tab behind it. */
export function isAlmostSpf(text: string): boolean {
  return !isSpf(text) && /^[\s"'\u200b\ufeff]*(?:v\s*[=:]\s*)?spf\d*(?![\d.]*\/|[a-z0-9._-]*[=])/i.test(text);
}

/** Every term, or every flaw. The text must be SPF. Source: RFC 7208 sections 4.6 and 12: only spaces part terms. */
export function parseSpfRecord(text: string): ParsedSpfRecord {
  const terms: PlacedSpfTerm[] = [];
  const flaws: SpfRecordFlaw[] = [];
  for (const match of text.slice(VERSION.length).matchAll(/[^ ]+/g)) {
    const [written] = match;
    const at = VERSION.length + match.index;
    const parsed = parseSpfTerm(written);
    if (parsed.ok) terms.push({ at, written, term: parsed.term });
    else {
      const { ok: _, ...flaw } = parsed;
      flaws.push({ ...flaw, at: at + flaw.at, written });
    }
  }
  for (const name of ["redirect", "exp"] as const) {
    const [, second] = terms.filter(({ term }) => term.kind === name);
    if (second !== undefined) flaws.push({ at: second.at, written: second.written, expected: `${name}= at most once` });
  }
  return flaws.length > 0 ? { ok: false, flaws: flaws.sort((a, b) => a.at - b.at) } : { ok: true, record: { terms } };
}

/** The terms that are ever tried, in order: none behind `all`. Source: RFC 7208 section 5.1. */
export function directivesOf({ terms }: SpfRecord): SpfDirective[] {
  const directives = terms.map(({ term }) => term).filter(isDirective);
  const all = directives.findIndex(({ kind }) => kind === "all");
  return all < 0 ? directives : directives.slice(0, all + 1);
}

/** Ignored beside `all`. Source: RFC 7208 section 6.1. */
export function redirectOf({ terms }: SpfRecord): SpfModifier | undefined {
  return terms.some(({ term }) => term.kind === "all") ? undefined : modifierOf({ terms }, "redirect");
}

export function modifierOf({ terms }: SpfRecord, name: "redirect" | "exp"): SpfModifier | undefined {
  for (const { term } of terms) if (term.kind === name) return term;
  return undefined;
}
