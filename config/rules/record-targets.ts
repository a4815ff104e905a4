import { closestName } from "../../errors/closest-name.ts";
import type { SlipwayError } from "../../errors/slipway-error.ts";
import { targetOf } from "../dns/target.ts";
import type { PlacedRecord } from "./placed-records.ts";
import { groupBy, isWithin, mistake, where } from "./world.ts";

// Where records point within their own zone, and what their address gives away.

/** Names to guess from; comparing more would take longer than reading them. */
const MAX_GUESSED_FROM = 2_000;
const MAX_GUESSES = 20;

/** Longer chains of CNAMEs are followed by nobody. Source: RFC 1034 section 5.2.2; resolvers stop at 8 to 16. */
const MAX_CHAIN = 8;

export function recordTargets(domain: string, records: readonly PlacedRecord[]): SlipwayError[] {
  const byName = groupBy(records, ({ record }) => record.name);
  let guesses = 0;
  return records.flatMap((placed) => {
    const target = targetOf(placed.record);
    if (target === undefined || !isWithin(target, domain)) return [];
    const there = recordsAt(byName, domain, target);
    if (placed.record.type === "CNAME") {
      const loop = loopFrom(byName, placed);
      if (loop !== undefined) return [aliasLoop(placed, loop)];
    }
    if (there === undefined) {
      guesses += 1;
      return [missing(placed, target, guesses > MAX_GUESSES || byName.size > MAX_GUESSED_FROM ? [] : [...byName.keys()])];
    }
    return placed.record.type === "CNAME" ? aliasChain(placed, there) : serverTarget(placed, target, there);
  });
}

/** The records at a name, or at the wildcard that covers it; undefined when the name does not exist. The apex always does. */
function recordsAt(
  byName: ReadonlyMap<string, readonly PlacedRecord[]>,
  domain: string,
  name: string,
): readonly PlacedRecord[] | undefined {
  const own = byName.get(name);
  if (own !== undefined || name === domain) return own ?? [];
  for (let above = name; above !== domain && above.includes("."); ) {
    above = above.slice(above.indexOf(".") + 1);
    const wildcard = byName.get(`*.${above}`);
    if (wildcard !== undefined) return wildcard;
    if (byName.has(above) && above !== domain) return undefined;
  }
  return undefined;
}

/** The way back to where it started, when there is one. */
function loopFrom(byName: ReadonlyMap<string, readonly PlacedRecord[]>, start: PlacedRecord): readonly string[] | undefined {
  const path = [start.record.name];
  let target = start.record.content;
  while (path.length <= MAX_CHAIN) {
    if (target === start.record.name) return [...path, target];
    if (path.includes(target)) return undefined; // leads into a loop of others, which say so themselves
    const next = byName.get(target)?.find(({ record }) => record.type === "CNAME");
    if (next === undefined) return undefined;
    path.push(target);
    target = next.record.content;
  }
  return [...path, "..."];
}

function aliasLoop(placed: PlacedRecord, path: readonly string[]): SlipwayError {
  return mistake(placed.place, [], {
    code: "RECORD_CNAME_LOOP",
    expected: `a CNAME that ends at an address within ${MAX_CHAIN} steps`,
    got: path.join(" -> "),
    fix: "point it at the server's own name",
  });
}

/**
 * A name that points at another has to point at the real one: each alias between costs every visitor a lookup, and one more name to forget.
 * The edge follows aliases of proxied records itself and answers proxied names with addresses, so those make no chain.
 * Source: RFC 1034 section 3.6.2; developers.cloudflare.com/dns/proxy-status (checked 2026-11-25).
 */
function aliasChain(placed: PlacedRecord, there: readonly PlacedRecord[]): SlipwayError[] {
  const next = there.find(({ record }) => record.type === "CNAME" && !record.proxied);
  if (next === undefined || placed.record.proxied) return [];
  return [
    mistake(placed.place, [], {
      code: "RECORD_CNAME_CHAIN",
      expected: "a CNAME that points at the server's own name",
      got: `${placed.record.name} -> ${placed.record.content} -> ${next.record.content} (${where(next.place)})`,
      fix: `point it at ${next.record.content}`,
    }),
  ];
}

function missing(placed: PlacedRecord, target: string, known: readonly string[]): SlipwayError {
  const near = closestName(target, known);
  return mistake(placed.place, [], {
    code: "RECORD_TARGET_MISSING",
    expected: "a target that this zone has a record for",
    got: target,
    fix: near === undefined ? "declare the target, or correct its name" : `did you mean ${near}?`,
  });
}

const MEANING: Readonly<Record<string, string>> = { MX: "mail", NS: "questions to a name server", SRV: "the service's own protocol" };

/** Source: RFC 2181 section 10.3; RFC 2782, target; developers.cloudflare.com/dns/proxy-status (checked 2026-11-25). */
function serverTarget(placed: PlacedRecord, target: string, there: readonly PlacedRecord[]): SlipwayError[] {
  const { type } = placed.record;
  const meaning = MEANING[type];
  if (meaning === undefined) return [];
  const alias = there.find(({ record }) => record.type === "CNAME");
  const proxied = there.find(({ record }) => record.proxied);
  const wrong = proxied ?? alias;
  // a mail host that is one of the hosts is told by the mail rules
  if (wrong === undefined || (placed.source === "mail" && wrong.source === "hosts")) return [];
  return [
    mistake(placed.place, [], {
      code: type === "MX" ? "MX_NOT_REACHABLE" : "RECORD_TARGET_NOT_A_SERVER",
      expected: `an ${type} target with addresses of its own, which takes ${meaning}`,
      got: `${target}, ${proxied === undefined ? "a CNAME" : "which is proxied and carries HTTP only"} (${where(wrong.place)})`,
      fix: "name the server itself, DNS-only",
    }),
  ];
}

/** A record that bypasses the edge and gives away where a proxied one fetches from. */
export function originsRevealed(records: readonly PlacedRecord[]): SlipwayError[] {
  const value = ({ record }: PlacedRecord): string => record.content;
  const hidden = new Map(records.filter(({ record }) => record.proxied && isAddress(record.type)).map((placed) => [value(placed), placed]));
  return records.flatMap((placed) => {
    const { record, place } = placed;
    const origin = record.proxied || !isAddress(record.type) ? undefined : hidden.get(value(placed));
    if (origin === undefined) return [];
    return mistake(place, [], {
      code: "RECORD_REVEALS_ORIGIN",
      expected: `another address than the origin of ${origin.record.name}`,
      got: `${record.content}, as at ${where(origin.place)}`,
      fix: "give the two services separate addresses, or let the origin refuse what does not come from Cloudflare",
    });
  });
}

function isAddress(type: string): boolean {
  return type === "A" || type === "AAAA" || type === "CNAME";
}
