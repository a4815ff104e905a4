import type { SlipwayError } from "../../errors/slipway-error.ts";
import { isDkimName } from "../../mail/dkim/record.ts";
import { parseTxt } from "../../mail/txt.ts";
import { AUTOMATIC_TTL } from "../resolve/records.ts";
import type { PlacedRecord } from "./placed-records.ts";
import { groupBy, labelsUp, mistake, where } from "./world.ts";

// What the records at one name must be together, whichever files they come from: an error names the other file too.

/** Types that Cloudflare answers addresses for. */
const ADDRESSES: ReadonlySet<string> = new Set(["A", "AAAA", "CNAME"]);

/** What automatic means, in seconds. Source: developers.cloudflare.com/dns/manage-dns-records/reference/ttl (checked 2026-11-22). */
const AUTOMATIC_TTL_SECONDS = 300;

/** All records of one name and type together. Source: developers.cloudflare.com/dns/manage-dns-records/reference/dns-record-types (checked 2026-11-25). */
const MAX_SET_CHARACTERS = 8192;

export function recordSets(domain: string, records: readonly PlacedRecord[]): SlipwayError[] {
  const byName = groupBy(records, ({ record }) => record.name);
  // hosts and mail have rules of their own about each other, in their own words
  const mixed = [...byName].filter(([, here]) => here.some(({ source }) => source === "records"));
  return [...mixed.flatMap(([name, here]) => atName(domain, name, here)), ...delegations(domain, records, byName)];
}

function atName(domain: string, name: string, here: readonly PlacedRecord[]): SlipwayError[] {
  const beside = aliasAlone(domain, name, here);
  const sets = [...groupBy(here, ({ record }) => record.type).values()];
  return [
    ...beside,
    ...(beside.length > 0 ? [] : proxyAgrees(here)),
    ...sets.flatMap((set) => [...twice(set), ...ttlsAgree(set), ...lengthFits(set), ...policiesOnce(set), ...nullMxAlone(set)]),
  ];
}

type Parts = Parameters<typeof mistake>[2];

/** One error at each of the records, naming one of the others. */
function clash(records: readonly PlacedRecord[], parts: (other: string) => Parts): SlipwayError[] {
  return records.map((placed, index) => {
    const other = records[index === 0 ? 1 : 0] ?? placed;
    return mistake(placed.place, [], parts(`${other.record.type} ${shown(other)} (${where(other.place)})`));
  });
}

function shown({ record }: PlacedRecord): string {
  const { content } = record;
  return content.length > 60 ? `${content.slice(0, 60)}...` : content;
}

function twice(set: readonly PlacedRecord[]): SlipwayError[] {
  const same = groupBy(set, ({ record }) => `${record.content} ${record.priority ?? ""}`);
  return [...same.values()]
    .filter((group) => group.length > 1)
    .flatMap((group) =>
      clash(group, (other) => ({
        code: "RECORD_TWICE",
        expected: "each record once",
        got: `the same as ${other}`,
        fix: "remove one of the two",
      })),
    );
}

function ttlsAgree(set: readonly PlacedRecord[]): SlipwayError[] {
  const ttl = ({ record }: PlacedRecord): number => (record.ttlSeconds === AUTOMATIC_TTL ? AUTOMATIC_TTL_SECONDS : record.ttlSeconds);
  if (new Set(set.filter(({ record }) => !record.proxied).map(ttl)).size <= 1) return [];
  const [first] = set;
  return set
    .filter((placed) => first !== undefined && ttl(placed) !== ttl(first))
    .map((placed) =>
      mistake(placed.place, [], {
        code: "RECORD_TTLS_DIFFER",
        expected: `one TTL for all ${placed.record.type} records at ${placed.record.name}`,
        got: `${ttl(placed)} s here, ${first === undefined ? 0 : ttl(first)} s at ${first === undefined ? "" : where(first.place)}`,
        fix: "give them the same ttlSeconds",
      }),
    );
}

function proxyAgrees(here: readonly PlacedRecord[]): SlipwayError[] {
  const addresses = here.filter(({ record }) => ADDRESSES.has(record.type));
  const [proxied, plain] = [addresses.filter(({ record }) => record.proxied), addresses.filter(({ record }) => !record.proxied)];
  const [hidden, open] = [proxied[0], plain[0]];
  if (hidden === undefined || open === undefined) return [];
  return [open, hidden].map((placed, index) => {
    const other = index === 0 ? hidden : open;
    return mistake(placed.place, [], {
      code: "RECORD_PROXY_MIXED",
      expected: `all addresses of ${placed.record.name} proxied, or none`,
      got: `proxied ${placed.record.proxied} here, ${other.record.proxied} at ${where(other.place)}`,
      fix: "set proxied alike; Cloudflare proxies all of them as soon as one is",
    });
  });
}

/** At the apex Cloudflare flattens a CNAME, so that other types may stand beside it, but no address. Source: RFC 1034 section 3.6.2. */
function aliasAlone(domain: string, name: string, here: readonly PlacedRecord[]): SlipwayError[] {
  const aliases = here.filter(({ record }) => record.type === "CNAME");
  const rivals = name === domain ? here.filter(({ record }) => ADDRESSES.has(record.type)) : here;
  if (aliases.length === 0 || rivals.length < 2) return [];
  const identical = new Set(rivals.map(({ record }) => `${record.type} ${record.content}`)).size === 1;
  if (identical) return []; // said by `twice`
  const [first, ...more] = aliases;
  const inOrder = first === undefined ? rivals : [first, ...more, ...rivals.filter((each) => !aliases.includes(each))];
  return clash(inOrder, (other) => ({
    code: "RECORD_BESIDE_CNAME",
    expected: `a CNAME at ${name} alone, or no CNAME there`,
    got: `also ${other}`,
    fix: "move one of them to another name",
  }));
}

function lengthFits(set: readonly PlacedRecord[]): SlipwayError[] {
  const characters = set.reduce((sum, { record }) => sum + record.content.length, 0);
  const last = set.at(-1);
  // one record alone is judged by its own length
  if (set.length < 2 || characters <= MAX_SET_CHARACTERS || last === undefined) return [];
  return [
    mistake(last.place, [], {
      code: "RECORD_SET_TOO_LONG",
      expected: `at most ${MAX_SET_CHARACTERS} characters in all ${last.record.type} records at ${last.record.name}`,
      got: `${characters} in ${set.length} records`,
      fix: "remove records that nobody reads any more",
    }),
  ];
}

/** Policies that receivers ignore when two stand at one name. */
const POLICIES: readonly (readonly [RegExp, string])[] = [
  [/^v=spf1( |$)/i, "SPF (RFC 7208 section 4.5)"],
  [/^v=DMARC1\b/i, "DMARC (RFC 9989 section 4.10)"],
  [/^v=STSv1\b/i, "MTA-STS (RFC 8461 section 3.1)"],
  [/^v=TLSRPTv1\b/i, "TLS reporting (RFC 8460 section 3)"],
  [/^v=DKIM1\b/i, "DKIM key (RFC 6376 section 3.6.2.2)"],
  [/^v=BIMI1\b/i, "BIMI"],
];

function policiesOnce(set: readonly PlacedRecord[]): SlipwayError[] {
  if (set.length < 2 || set[0]?.record.type !== "TXT") return [];
  return POLICIES.flatMap(([pattern, policy]) => {
    // a key record needs no version
    const isKey = policy.startsWith("DKIM");
    const found = set.filter(({ record }) => pattern.test(parseTxt(record.content) ?? "") || (isKey && isDkimName(record.name)));
    if (found.length < 2) return [];
    return clash(found, (other) => ({
      code: "RECORD_POLICY_TWICE",
      expected: `one ${policy} at a name`,
      got: `also ${other}`,
      fix: "merge the two; what the mail section publishes belongs there alone",
    }));
  });
}

/** Source: RFC 7505 section 3. */
function nullMxAlone(set: readonly PlacedRecord[]): SlipwayError[] {
  if (set[0]?.record.type !== "MX") return [];
  const none = set.filter(({ record }) => record.content === ".");
  const misplaced = none
    .filter(({ record }) => record.priority !== 0)
    .map(({ place, record }) =>
      mistake(place, ["priority"], {
        code: "RECORD_NULL_MX",
        expected: "0 on an MX that says nobody takes mail",
        got: String(record.priority),
        fix: "set it to 0",
      }),
    );
  if (none.length === 0 || set.length === none.length) return misplaced;
  const others = set.filter(({ record }) => record.content !== ".");
  return [
    ...misplaced,
    ...clash([...none, ...others], (other) => ({
      code: "RECORD_NULL_MX",
      expected: "either mail hosts or the null MX",
      got: `also ${other}`,
      fix: "remove one or the other",
    })),
  ];
}

/** A delegated name answers for itself: this zone holds its NS, its DS and the addresses of its name servers. Source: RFC 1034 section 4.2.1. */
function delegations(
  domain: string,
  records: readonly PlacedRecord[],
  byName: ReadonlyMap<string, readonly PlacedRecord[]>,
): SlipwayError[] {
  const cuts = new Map(
    [...byName].flatMap(([name, here]) => {
      const servers = here.filter(({ record }) => record.type === "NS").map(({ record }) => record.content);
      return name === domain || servers.length === 0 ? [] : [[name, new Set(servers)] as const];
    }),
  );
  const hidden = records.flatMap(({ record, place }) => {
    const cut = labelsUp(record.name).find((name) => cuts.has(name));
    if (cut === undefined || belongsToCut(cut, cuts.get(cut) ?? new Set(), record)) return [];
    return mistake(place, [], {
      code: "RECORD_BELOW_DELEGATION",
      expected: `only NS, DS and the addresses of the name servers at and below ${cut}, which is delegated`,
      got: `${record.type} ${record.name}`,
      fix: "publish it in the sub-zone, or remove the NS records",
    });
  });
  const orphans = records
    .filter(({ record }) => record.type === "DS" && record.name !== domain && !cuts.has(record.name))
    .map(({ place, record }) =>
      mistake(place, [], {
        code: "RECORD_DS_WITHOUT_NS",
        expected: `NS records at ${record.name}`,
        got: "DS alone, which makes the name bogus for resolvers that validate",
        fix: "declare the sub-zone's NS records, or remove the DS",
      }),
    );
  return [...hidden, ...orphans];
}

function belongsToCut(cut: string, servers: ReadonlySet<string>, record: PlacedRecord["record"]): boolean {
  if (record.name === cut) return record.type === "NS" || record.type === "DS";
  return servers.has(record.name) && (record.type === "A" || record.type === "AAAA") && !record.proxied;
}
