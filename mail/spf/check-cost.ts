import type { MailRemark } from "../remark.ts";
import { MAX_NAMES_OF_TERM, MAX_SPF_LOOKUPS, MAX_SPF_VOIDS, NEAR_SPF_LOOKUPS } from "./limits.ts";
import type { SpfAnalysis, SpfFault } from "./worst-case.ts";

/** What somebody pays for: a sender's name, or a term. */
export interface CostShare {
  readonly name: string;
  readonly lookups: number;
  /** What would make it cost nothing here. */
  readonly wayOut?: string;
}

/** What a receiver would trip over on its way through a record and all that it includes. */
export function costRemarks(analysis: SpfAnalysis, shares: readonly CostShare[]): MailRemark[] {
  return [...lookupRemarks(analysis, shares), ...voidRemarks(analysis), ...uniqueFaults(analysis).filter(isNews).map(faultRemark)];
}

/** `google 1, sendgrid 2, total 3/10`. */
export function costLine({ lookups, voids }: SpfAnalysis, shares: readonly CostShare[]): string {
  const each = shares.map((share) => `${share.name} ${share.lookups}`);
  return [...each, `total ${lookups}/${MAX_SPF_LOOKUPS}`, `voids ${Math.max(voids.ipv4, voids.ipv6)}/${MAX_SPF_VOIDS}`].join(", ");
}

function lookupRemarks(analysis: SpfAnalysis, shares: readonly CostShare[]): MailRemark[] {
  const { lookups } = analysis;
  if (lookups < NEAR_SPF_LOOKUPS) return [];
  const tooMany = lookups > MAX_SPF_LOOKUPS;
  return [
    {
      severity: tooMany ? "error" : "warning",
      code: tooMany ? "SPF_TOO_MANY_LOOKUPS" : "SPF_LOOKUPS_NEAR",
      expected: tooMany
        ? `at most ${MAX_SPF_LOOKUPS} lookups in one SPF evaluation`
        : `fewer than ${NEAR_SPF_LOOKUPS} of ${MAX_SPF_LOOKUPS} lookups, so that a sender may grow`,
      got: costLine(analysis, shares),
      fix: waysOut(shares),
    },
  ];
}

/** The cheapest first: what costs nothing but a line of config. Flattening is none of them, because senders move their addresses. */
function waysOut(shares: readonly CostShare[]): string {
  const dearest = [...shares].filter(({ lookups }) => lookups > 0).sort((a, b) => b.lookups - a.lookups);
  const free = dearest.flatMap(({ name, lookups, wayOut }) => (wayOut === undefined ? [] : [`${wayOut} (${name}, saves ${lookups})`]));
  const [first] = dearest;
  const last =
    first === undefined
      ? "drop terms that no longer send"
      : `drop senders that no longer send, or give ${first.name} a subdomain of its own (saves ${first.lookups})`;
  return [...free, last].join("; ");
}

function voidRemarks({ voids, voidsForAll }: SpfAnalysis): MailRemark[] {
  const most = Math.max(voids.ipv4, voids.ipv6);
  if (most === 0) return [];
  const tooMany = voidsForAll > MAX_SPF_VOIDS;
  const family = voids.ipv4 === voids.ipv6 ? "" : ` (IPv4 clients ${voids.ipv4}, IPv6 clients ${voids.ipv6})`;
  return [
    {
      severity: tooMany ? "error" : "warning",
      code: tooMany ? "SPF_TOO_MANY_VOIDS" : "SPF_VOIDS",
      expected: tooMany ? `at most ${MAX_SPF_VOIDS} lookups that find nothing` : "no lookup that finds nothing",
      got: `${most}${family}`,
      fix:
        most > MAX_SPF_VOIDS
          ? "remove terms whose names are gone: receivers answer permerror to whoever meets a third one"
          : "remove terms whose names are gone; at the third, receivers answer permerror",
    },
  ];
}

/** A ptr, or a name that is none, in the record itself has been refused already. */
function isNews(fault: SpfFault): boolean {
  const isRefused = fault.kind === "ptr" || (fault.kind === "nothing-there" && fault.why === "no name");
  return !isRefused || fault.path.length > 1;
}

function uniqueFaults({ faults }: SpfAnalysis): SpfFault[] {
  return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()];
}

function faultRemark(fault: SpfFault): MailRemark {
  const way = fault.path.length > 1 ? `${fault.path.join(" > ")}: ` : "";
  switch (fault.kind) {
    case "loop":
      return {
        severity: "error",
        code: "SPF_LOOP",
        expected: "includes that come to an end",
        got: fault.path.join(" > "),
        fix: "take one of the names out: receivers go round until they give up with permerror",
      };
    case "nothing-there": {
      const why = {
        nxdomain: "a name that does not exist",
        "no record": "a name without an SPF record",
        "no name": "no name that could exist",
      }[fault.why];
      return broken(`${way}${fault.term} leads to ${why}`, "remove the term, or correct the name");
    }
    case "two-records":
      return broken(`${way}${fault.term} leads to two SPF records`, "ask the sender to publish one; until then leave it out");
    case "unreadable":
      return broken(
        `${way}${fault.term} leads to a record with the broken term ${JSON.stringify(fault.written)}`,
        "ask the sender to mend it; until then leave it out",
      );
    case "too-many-hosts":
      return {
        severity: "error",
        code: "SPF_TOO_MANY_HOSTS",
        expected: `at most ${MAX_NAMES_OF_TERM} mail hosts behind one mx`,
        got: `${way}${fault.term} leads to ${fault.hosts}`,
        fix: "name the sending addresses with ip4: and ip6:",
      };
    case "everyone":
      return {
        severity: "error",
        code: "SPF_ALLOWS_EVERYONE",
        expected: "terms that name senders",
        got: `${way}${fault.term}`,
        fix: "remove the term that leads there: it lets strangers send as you",
      };
    case "uncountable":
      return {
        severity: "warning",
        code: "SPF_UNCOUNTABLE",
        expected: "includes whose names are the same for every message",
        got: `${way}${fault.term}`,
        fix: "count its lookups by hand: macros of the message decide where it leads",
      };
    case "ptr":
      return {
        severity: "warning",
        code: "SPF_PTR_INSIDE",
        expected: "includes without ptr",
        got: `${way}${fault.term}`,
        fix: "ask the sender for a record without it: it is slow, and receivers may skip it",
      };
  }
}

function broken(got: string, fix: string): MailRemark {
  return {
    severity: "error",
    code: "SPF_INCLUDE_BROKEN",
    expected: "one readable SPF record behind every include: and redirect=",
    got,
    fix,
  };
}
