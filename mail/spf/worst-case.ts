import { type Facts, isVoid, mxHosts, type QuestionType } from "../dns/answer.ts";
import { type DomainSpec, isConstant, isQueryable, looksLikeHost } from "./domain-spec.ts";
import { MAX_NAMES_OF_TERM } from "./limits.ts";
import { expandMacros, targetName, usesMacro } from "./macro.ts";
import { directivesOf, isSpf, parseSpfRecord, redirectOf, type SpfRecord } from "./record.ts";
import type { SpfDirective, SpfModifier } from "./term.ts";

/** What one message may cost its receiver at most: every term is tried, and none matches. Counted for each evaluation, as receivers do. */
export interface SpfCost {
  readonly lookups: number;
  /** Lookups that find nothing, by the client's family: a host without AAAA costs IPv6 clients one. */
  readonly voids: { readonly ipv4: number; readonly ipv6: number };
  /** Those of `voids` that no client escapes. */
  readonly voidsForAll: number;
}

export type SpfFault =
  /** `path`: from the record that was analysed to the name that comes again. */
  | { readonly kind: "loop"; readonly path: readonly string[] }
  /** No SPF record where one is included: permerror. */
  | {
      readonly kind: "nothing-there";
      readonly path: readonly string[];
      readonly term: string;
      readonly why: "nxdomain" | "no record" | "no name";
    }
  | { readonly kind: "two-records"; readonly path: readonly string[]; readonly term: string }
  | { readonly kind: "unreadable"; readonly path: readonly string[]; readonly term: string; readonly written: string }
  | { readonly kind: "too-many-hosts"; readonly path: readonly string[]; readonly term: string; readonly hosts: number }
  /** Passes whoever asks. */
  | { readonly kind: "everyone"; readonly path: readonly string[]; readonly term: string }
  /** Has a cost that depends on the message, and that nobody can count beforehand. */
  | { readonly kind: "uncountable"; readonly path: readonly string[]; readonly term: string }
  | { readonly kind: "ptr"; readonly path: readonly string[]; readonly term: string };

export interface SpfAnalysis extends SpfCost {
  /** What each lookup term of the record costs with everything behind it, in order. */
  readonly terms: readonly (SpfCost & { readonly text: string })[];
  readonly faults: readonly SpfFault[];
}

const FREE: SpfCost = { lookups: 0, voids: { ipv4: 0, ipv6: 0 }, voidsForAll: 0 };

interface Walk {
  readonly rootDomain: string;
  readonly facts: Facts;
  readonly faults: SpfFault[];
  /** By name: what its record costs each time. */
  readonly known: Map<string, SpfCost>;
}

/** Counts without asking anybody; what the facts do not know costs its own lookup and no more. `record` stands at `domain`. Source: RFC 7208 section 4.6.4. */
export function analyseSpf(domain: string, record: SpfRecord, facts: Facts): SpfAnalysis {
  const walk: Walk = { rootDomain: domain, facts, faults: [], known: new Map() };
  const terms = termsOf(record).map((term) => ({ text: term.text, ...costOfTerm(walk, [domain], term) }));
  const total = terms.reduce((sum, term) => plus(sum, term), FREE);
  return { ...total, terms, faults: walk.faults };
}

function termsOf(record: SpfRecord): (SpfDirective | SpfModifier)[] {
  const redirect = redirectOf(record);
  const lookups = directivesOf(record).filter(({ kind }) => kind !== "all" && kind !== "ip4" && kind !== "ip6");
  return redirect === undefined ? lookups : [...lookups, redirect];
}

function costOfTerm(walk: Walk, path: readonly string[], term: SpfDirective | SpfModifier): SpfCost {
  const domain = path.at(-1) ?? walk.rootDomain;
  const spec = "domain" in term ? term.domain : undefined;
  // every %{p} asks for the client's names once more
  const own: SpfCost = { ...FREE, lookups: spec !== undefined && usesMacro(spec.parts, "p") ? 2 : 1 };
  if (term.kind === "ptr") {
    walk.faults.push({ kind: "ptr", path, term: term.text });
    return plus(own, voidFor(["ipv4", "ipv6"]));
  }
  const target = spec === undefined ? domain : constantTarget(spec, { d: domain, o: walk.rootDomain });
  if (target === undefined) {
    // an exists that does not match has found nothing
    if (term.kind === "exists") return plus(own, voidFor(["ipv4", "ipv6"]));
    walk.faults.push({ kind: "uncountable", path, term: term.text });
    return own;
  }
  if (!isQueryable(target) || (spec !== undefined && !looksLikeHost(spec))) {
    // receivers give up on an include; the others match nothing, unasked
    if (term.kind === "include" || term.kind === "redirect")
      walk.faults.push({ kind: "nothing-there", path, term: term.text, why: "no name" });
    return own;
  }
  switch (term.kind) {
    case "include":
    case "redirect":
      return plus(own, costOfRecordAt(walk, path, target, term.text));
    case "exists": {
      const answer = walk.facts(target, "A");
      if (answer?.kind === "found") walk.faults.push({ kind: "everyone", path, term: term.text });
      return answer !== undefined && isVoid(answer) ? plus(own, voidFor(["ipv4", "ipv6"])) : own;
    }
    case "a":
      return plus(
        own,
        voidFor([...(isVoidAt(walk, target, "A") ? ["ipv4" as const] : []), ...(isVoidAt(walk, target, "AAAA") ? ["ipv6" as const] : [])]),
      );
    case "mx": {
      const answer = walk.facts(target, "MX");
      if (answer?.kind !== "found") return answer === undefined ? own : plus(own, voidFor(["ipv4", "ipv6"]));
      const hosts = mxHosts(answer.values);
      if (hosts.length > MAX_NAMES_OF_TERM) walk.faults.push({ kind: "too-many-hosts", path, term: term.text, hosts: hosts.length });
      for (const host of hosts) for (const type of ["A", "AAAA"] as const) walk.facts(host, type);
      return own;
    }
    default:
      return own;
  }
}

/** The cost of the record at a name, each time that somebody gets there. */
function costOfRecordAt(walk: Walk, path: readonly string[], name: string, term: string): SpfCost {
  if (path.includes(name)) {
    walk.faults.push({ kind: "loop", path: [...path.slice(path.indexOf(name)), name] });
    return FREE;
  }
  const known = walk.known.get(name);
  if (known !== undefined) return known;
  const cost = firstCostOfRecordAt(walk, path, name, term);
  walk.known.set(name, cost);
  return cost;
}

function firstCostOfRecordAt(walk: Walk, path: readonly string[], name: string, term: string): SpfCost {
  const answer = walk.facts(name, "TXT");
  if (answer === undefined || answer.kind === "failed") return FREE;
  const [text, second] = answer.kind === "found" ? answer.values.filter(isSpf) : [];
  if (text === undefined) {
    walk.faults.push({ kind: "nothing-there", path, term, why: answer.kind === "nxdomain" ? "nxdomain" : "no record" });
    return isVoid(answer) ? voidFor(["ipv4", "ipv6"]) : FREE;
  }
  if (second !== undefined) walk.faults.push({ kind: "two-records", path, term });
  const parsed = parseSpfRecord(text);
  if (!parsed.ok) {
    walk.faults.push({ kind: "unreadable", path, term, written: parsed.flaws[0]?.written ?? text });
    return FREE;
  }
  const here = [...path, name];
  for (const wide of everyoneTerms(parsed.record)) walk.faults.push({ kind: "everyone", path: here, term: wide.text });
  return termsOf(parsed.record)
    .map((each) => costOfTerm(walk, here, each))
    .reduce(plus, FREE);
}

/** A network so wide that it says "everyone": shorter prefixes than any sender was ever given. Source: IANA hands out IPv4 in /8s. */
const WIDEST_PREFIX = { ip4: 8, ip6: 16 } as const;

/** Terms that let in the whole internet, or the better part of it. */
export function everyoneTerms(record: SpfRecord): SpfDirective[] {
  return directivesOf(record).filter((term) => {
    if (term.qualifier !== "+") return false;
    switch (term.kind) {
      case "all":
        return true;
      case "ip4":
      case "ip6":
        return term.bits < WIDEST_PREFIX[term.kind];
      case "a":
      case "mx":
        return term.bits4 < WIDEST_PREFIX.ip4 || term.bits6 < WIDEST_PREFIX.ip6;
      default:
        return false;
    }
  });
}

/** A name that is the same for every message: without macros, or only with those that the record's own place decides. */
function constantTarget(spec: DomainSpec, values: { readonly d: string; readonly o: string }): string | undefined {
  if (!isConstant(spec)) return undefined;
  return targetName(expandMacros(spec.parts, values)).toLowerCase();
}

function isVoidAt(walk: Walk, name: string, type: QuestionType): boolean {
  const answer = walk.facts(name, type);
  return answer !== undefined && isVoid(answer);
}

function voidFor(families: readonly ("ipv4" | "ipv6")[]): SpfCost {
  const [ipv4, ipv6] = [families.includes("ipv4") ? 1 : 0, families.includes("ipv6") ? 1 : 0];
  return { lookups: 0, voids: { ipv4, ipv6 }, voidsForAll: ipv4 * ipv6 };
}

function plus(a: SpfCost, b: SpfCost): SpfCost {
  return {
    lookups: a.lookups + b.lookups,
    voids: { ipv4: a.voids.ipv4 + b.voids.ipv4, ipv6: a.voids.ipv6 + b.voids.ipv6 },
    voidsForAll: a.voidsForAll + b.voidsForAll,
  };
}
