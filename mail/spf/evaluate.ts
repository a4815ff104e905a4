import { toALabels } from "../a-label.ts";
import { isVoid, mxHosts, type Resolve } from "../dns/answer.ts";
import { type IpAddress, isInNetwork, parseClientIp, parseIpv4, parseIpv6 } from "../ip-address.ts";
import { type DomainSpec, isQueryable } from "./domain-spec.ts";
import { explanationOf } from "./explanation.ts";
import { MAX_NAMES_OF_TERM, MAX_SPF_LOOKUPS, MAX_SPF_VOIDS } from "./limits.ts";
import { directivesOf, isSpf, modifierOf, parseSpfRecord, redirectOf } from "./record.ts";
import { expandedTarget, openSession, type Session, type Stop, validatedNames } from "./session.ts";
import type { SpfDirective } from "./term.ts";

export type SpfResult = "none" | "neutral" | "pass" | "fail" | "softfail" | "temperror" | "permerror";

export interface SpfQuery {
  /** The client's address. */
  readonly ip: string;
  /** Whose record is asked. */
  readonly domain: string;
  /** MAIL FROM, or `postmaster@<helo>` where that is empty. */
  readonly sender: string;
  readonly helo: string;
}

export interface SpfOptions {
  readonly resolve: Resolve;
  /** Name of the receiving host, for explanations. */
  readonly receiver?: string;
  /** Seconds since 1970, for explanations. */
  readonly now?: () => number;
}

export interface SpfVerdict {
  readonly result: SpfResult;
  /** The term that matched, or why there is no better result. */
  readonly reason: string;
  /** Of a fail, where the domain publishes one. */
  readonly explanation?: string;
  readonly lookups: number;
  readonly voids: number;
}

interface Evaluation {
  readonly result: SpfResult;
  readonly reason: string;
  /** Whose exp= speaks: that of the record whose own term failed. */
  readonly explainedBy?: { readonly spec: DomainSpec; readonly domain: string };
}

const RESULT_OF = { "+": "pass", "-": "fail", "~": "softfail", "?": "neutral" } as const;

/** What a receiver that follows RFC 7208 to the letter makes of one message. Source: RFC 7208 section 4. */
export async function checkHost(query: SpfQuery, options: SpfOptions): Promise<SpfVerdict> {
  const ip = parseClientIp(query.ip);
  if (ip === undefined) return { result: "none", reason: `${query.ip} is no address`, lookups: 0, voids: 0 };
  const session = openSession({ ...query, ip }, options);
  const { result, reason, explainedBy } = await evaluate(session, query.domain);
  const explanation = explainedBy === undefined ? undefined : await explanationOf(session, explainedBy);
  const { lookups, voids } = session.spent;
  return { result, reason, ...(explanation === undefined ? {} : { explanation }), lookups, voids };
}

async function evaluate(session: Session, given: string): Promise<Evaluation> {
  const domain = (toALabels(given) ?? given).replace(/\.$/, "");
  if (!isQueryable(domain)) return { result: "none", reason: `${given} is no name that DNS could know` };
  const answer = await session.resolve(domain, "TXT");
  if (answer.kind === "failed") return { result: "temperror", reason: `no answer for ${domain} TXT` };
  if (isVoid(answer)) session.spent.voids += domain === session.rootDomain ? 0 : 1;
  const [text, second] = answer.kind === "found" ? answer.values.filter(isSpf) : [];
  if (text === undefined) return { result: "none", reason: `no SPF record at ${domain}` };
  if (second !== undefined) return { result: "permerror", reason: `two SPF records at ${domain}` };
  const parsed = parseSpfRecord(text);
  if (!parsed.ok) return { result: "permerror", reason: `${domain}: ${parsed.flaws[0]?.written} is not of the grammar` };

  for (const term of directivesOf(parsed.record)) {
    const outcome = await matches(session, domain, term);
    if (typeof outcome !== "boolean") return outcome;
    if (!outcome) continue;
    const result = RESULT_OF[term.qualifier];
    const exp = result === "fail" ? modifierOf(parsed.record, "exp") : undefined;
    return { result, reason: `${domain}: ${term.text}`, ...(exp === undefined ? {} : { explainedBy: { spec: exp.domain, domain } }) };
  }
  const redirect = redirectOf(parsed.record);
  if (redirect === undefined) return { result: "neutral", reason: `${domain}: nothing matches` };
  const over = spendLookup(session);
  if (over !== undefined) return over;
  const target = await expandedTarget(session, domain, redirect.domain);
  if (typeof target !== "string")
    return target.kind === "stop" ? target : { result: "permerror", reason: `${redirect.text} leads nowhere` };
  const redirected = await evaluate(session, target);
  return redirected.result === "none" ? { result: "permerror", reason: redirected.reason } : redirected;
}

/** Whether the client matches, or what ends the whole evaluation. */
async function matches(session: Session, domain: string, term: SpfDirective): Promise<boolean | Stop> {
  switch (term.kind) {
    case "all":
      return true;
    case "ip4":
    case "ip6":
      return isInNetwork(session.ip, term.network, term.bits);
    default: {
      const over = spendLookup(session);
      if (over !== undefined) return over;
      const target = term.domain === undefined ? domain : await expandedTarget(session, domain, term.domain);
      if (typeof target === "string") return asked(session, target, term);
      if (target.kind === "stop") return target;
      // a target that is no name: include has nothing to include; the others match nothing
      return term.kind === "include" && target.why === "malformed" ? permerror(`${term.text} leads nowhere`) : false;
    }
  }
}

async function asked(
  session: Session,
  target: string,
  term: Extract<SpfDirective, { kind: "include" | "exists" | "a" | "mx" | "ptr" }>,
): Promise<boolean | Stop> {
  switch (term.kind) {
    case "include":
      return included(session, target);
    case "exists": {
      const answer = await counted(session, target, "A");
      return "result" in answer ? answer : answer.kind === "found";
    }
    case "a": {
      const answer = await counted(session, target, addressType(session.ip));
      return "result" in answer ? answer : answer.kind === "found" && holds(session.ip, answer.values, term);
    }
    case "mx": {
      const answer = await counted(session, target, "MX");
      return "result" in answer ? answer : answer.kind === "found" && exchangerMatches(session, mxHosts(answer.values), term);
    }
    case "ptr": {
      const names = await validatedNames(session);
      if (!Array.isArray(names)) return names;
      const suffix = target.toLowerCase();
      return names.some((name) => name === suffix || name.endsWith(`.${suffix}`));
    }
  }
}

/** Source: RFC 7208 section 5.2, the table. */
async function included(session: Session, target: string): Promise<boolean | Stop> {
  const { result, reason } = await evaluate(session, target);
  const over = overVoids(session);
  if (over !== undefined) return over;
  if (result === "permerror" || result === "none") return permerror(reason);
  if (result === "temperror") return { kind: "stop", result, reason };
  return result === "pass";
}

/** Source: RFC 7208 section 4.6.4: the hosts' own lookups have a limit of their own. */
async function exchangerMatches(
  session: Session,
  hosts: readonly string[],
  term: Extract<SpfDirective, { kind: "a" | "mx" }>,
): Promise<boolean | Stop> {
  for (const [index, host] of hosts.entries()) {
    if (index >= MAX_NAMES_OF_TERM) return permerror(`${term.text}: more than ${MAX_NAMES_OF_TERM} mail hosts`);
    const answer = await session.resolve(host, addressType(session.ip));
    if (answer.kind === "failed") return { kind: "stop", result: "temperror", reason: `no answer for ${host}` };
    if (answer.kind === "found" && holds(session.ip, answer.values, term)) return true;
  }
  return false;
}

async function counted(
  session: Session,
  name: string,
  type: "A" | "AAAA" | "MX",
): Promise<Exclude<Awaited<ReturnType<Resolve>>, { kind: "failed" }> | Stop> {
  const answer = await session.resolve(name, type);
  if (answer.kind === "failed") return { kind: "stop", result: "temperror", reason: `no answer for ${name} ${type}` };
  if (isVoid(answer)) session.spent.voids += 1;
  return overVoids(session) ?? answer;
}

function holds(ip: IpAddress, values: readonly string[], { bits4, bits6 }: { readonly bits4: number; readonly bits6: number }): boolean {
  return values.some((value) => {
    const network = ip.family === 4 ? parseIpv4(value) : parseIpv6(value);
    return network !== undefined && isInNetwork(ip, network, ip.family === 4 ? bits4 : bits6);
  });
}

function addressType(ip: IpAddress): "A" | "AAAA" {
  return ip.family === 4 ? "A" : "AAAA";
}

function spendLookup(session: Session): Stop | undefined {
  session.spent.lookups += 1;
  return session.spent.lookups > MAX_SPF_LOOKUPS ? permerror(`more than ${MAX_SPF_LOOKUPS} lookups`) : undefined;
}

function overVoids(session: Session): Stop | undefined {
  return session.spent.voids > MAX_SPF_VOIDS ? permerror(`more than ${MAX_SPF_VOIDS} lookups that find nothing`) : undefined;
}

function permerror(reason: string): Stop {
  return { kind: "stop", result: "permerror", reason };
}
