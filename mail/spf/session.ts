import { toALabels } from "../a-label.ts";
import { isVoid, type Resolve } from "../dns/answer.ts";
import { type IpAddress, parseClientIp, showIp } from "../ip-address.ts";
import { type DomainSpec, isQueryable } from "./domain-spec.ts";
import type { SpfOptions, SpfQuery } from "./evaluate.ts";
import { MAX_NAMES_OF_TERM, MAX_SPF_LOOKUPS, MAX_SPF_VOIDS } from "./limits.ts";
import { expandMacros, type MacroPart, type MacroValues, targetName, usesMacro } from "./macro.ts";

/** Ends the whole evaluation. */
export interface Stop {
  readonly kind: "stop";
  readonly result: "permerror" | "temperror";
  readonly reason: string;
}

/** One evaluation: who asks, and what it has cost so far. */
export interface Session {
  readonly ip: IpAddress;
  readonly sender: string;
  readonly helo: string;
  readonly rootDomain: string;
  readonly resolve: Resolve;
  readonly receiver: string;
  readonly now: () => number;
  /** The one thing that changes: receivers count over all records together. */
  readonly spent: { lookups: number; voids: number };
}

export function openSession(query: Omit<SpfQuery, "ip"> & { readonly ip: IpAddress }, options: SpfOptions): Session {
  const { receiver = "unknown", now = () => 0, resolve } = options;
  const { ip, helo, domain } = query;
  // no local part: postmaster. RFC 7208 section 4.3
  const sender = /^[^@]/.test(query.sender) && query.sender.includes("@") ? query.sender : `postmaster@${query.sender.replace(/^@/, "")}`;
  return { ip, helo, sender, rootDomain: domain.toLowerCase(), resolve, receiver, now, spent: { lookups: 0, voids: 0 } };
}

/** `malformed`: the expansion is no name. `local-part`: it holds what no name can. Source: RFC 7208 section 4.8, RFC 8616 section 4. */
export type NoTarget = { readonly kind: "none"; readonly why: "malformed" | "local-part" };

export async function expandedTarget(session: Session, domain: string, { parts }: DomainSpec): Promise<string | NoTarget | Stop> {
  if (usesMacro(parts, "sl") && /[^\x00-\x7f]/.test(localPart(session.sender))) return { kind: "none", why: "local-part" };
  const values = await macroValues(session, domain, parts, { isCounted: true });
  if (values.kind === "stop") return values;
  const name = targetName(expandMacros(parts, values.values));
  const ascii = toALabels(name) ?? name;
  return isQueryable(ascii) ? ascii : { kind: "none", why: "malformed" };
}

/** @param isCounted explanations are looked up when the result stands, and cost nothing. */
export async function macroValues(
  session: Session,
  domain: string,
  parts: readonly MacroPart[],
  { isCounted }: { readonly isCounted: boolean },
): Promise<{ readonly kind: "values"; readonly values: MacroValues } | Stop> {
  const { ip, sender, helo, receiver, now, spent } = session;
  let p = "unknown";
  if (usesMacro(parts, "p")) {
    if (isCounted) spent.lookups += 1;
    if (spent.lookups > MAX_SPF_LOOKUPS) return { kind: "stop", result: "permerror", reason: `more than ${MAX_SPF_LOOKUPS} lookups` };
    const names = await validatedNames(session, { isCounted });
    if (!Array.isArray(names)) return names;
    p = names.find((name) => name === domain) ?? names.find((name) => name.endsWith(`.${domain}`)) ?? names[0] ?? "unknown";
  }
  return {
    kind: "values",
    values: {
      s: sender,
      l: localPart(sender),
      o: sender.slice(sender.lastIndexOf("@") + 1),
      d: domain,
      i: dotted(ip),
      p,
      h: helo,
      v: ip.family === 4 ? "in-addr" : "ip6",
      c: showIp(ip),
      r: receiver,
      t: String(now()),
    },
  };
}

/** Names of the client that lead back to it, in lower case. No answer counts as no name. Source: RFC 7208 section 5.5. */
export async function validatedNames(session: Session, { isCounted = true } = {}): Promise<string[] | Stop> {
  const { ip, resolve, spent } = session;
  const reverse = `${dotted(ip).split(".").reverse().join(".")}.${ip.family === 4 ? "in-addr" : "ip6"}.arpa`;
  const answer = await resolve(reverse, "PTR");
  if (isVoid(answer) && isCounted) spent.voids += 1;
  if (spent.voids > MAX_SPF_VOIDS)
    return { kind: "stop", result: "permerror", reason: `more than ${MAX_SPF_VOIDS} lookups that find nothing` };
  if (answer.kind !== "found") return [];
  const names = answer.values.slice(0, MAX_NAMES_OF_TERM).map((name) => name.replace(/\.$/, "").toLowerCase());
  const valid: string[] = [];
  for (const name of names) {
    const addresses = await resolve(name, ip.family === 4 ? "A" : "AAAA");
    if (addresses.kind === "found" && addresses.values.some((value) => sameIp(parseClientIp(value), ip))) valid.push(name);
  }
  return valid;
}

function sameIp(one: IpAddress | undefined, other: IpAddress): boolean {
  return one !== undefined && showIp(one) === showIp(other);
}

function localPart(sender: string): string {
  return sender.slice(0, sender.lastIndexOf("@"));
}

/** `192.0.2.1`, or 32 nibbles in upper case, as the examples have it. Source: RFC 7208 section 7.3. */
function dotted({ family, bytes }: IpAddress): string {
  return family === 4
    ? bytes.join(".")
    : bytes
        .flatMap((byte) => [(byte >> 4).toString(16), (byte & 15).toString(16)])
        .join(".")
        .toUpperCase();
}
