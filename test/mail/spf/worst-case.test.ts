import { costRemarks } from "../../../mail/spf/check-cost.ts";
import { parseSpfRecord } from "../../../mail/spf/record.ts";
import { analyseSpf } from "../../../mail/spf/worst-case.ts";
import { factsOf, type Zone } from "./facts.ts";

const ROOT = "root.example";
const LEAF = "v=spf1 ip4:192.0.2.0/24 -all";

function analysed(text: string, zone: Zone = {}) {
  const parsed = parseSpfRecord(text);
  if (!parsed.ok) throw new Error(`${text} is no SPF`);
  return analyseSpf(ROOT, parsed.record, factsOf(zone));
}

function codes(text: string, zone: Zone = {}): string[] {
  return costRemarks(analysed(text, zone), []).map(({ severity, code }) => `${severity} ${code}`);
}

const leaves = (count: number): Zone => Object.fromEntries(Array.from({ length: count }, (_, index) => [`TXT n${index}.example`, [LEAF]]));
const includes = (count: number): string =>
  `v=spf1 ${Array.from({ length: count }, (_, index) => `include:n${index}.example`).join(" ")} -all`;
const hosts = (count: number): Zone =>
  Object.fromEntries([
    ["MX x.example", Array.from({ length: count }, (_, index) => `10 m${index}.example`)],
    ...Array.from({ length: count }, (_, index) => [`A m${index}.example`, ["192.0.2.1"]]),
  ]);

describe("lookups", () => {
  it.each([
    { why: "terms that need none", text: "v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 -all", zone: {}, lookups: 0 },
    { why: "each include", text: includes(3), zone: leaves(3), lookups: 3 },
    {
      why: "qualifiers and letters in any case",
      text: "v=spf1 +include:n0.example ?INCLUDE:n1.example ~MX -all",
      zone: { ...leaves(2), "MX root.example": ["0 ."] },
      lookups: 3,
    },
    {
      why: "what an include includes",
      text: "v=spf1 include:a.example -all",
      zone: {
        "TXT a.example": ["v=spf1 include:b.example a:c.example -all"],
        "TXT b.example": [LEAF],
        "A c.example": ["192.0.2.1"],
        "AAAA c.example": ["2001:db8::1"],
      },
      lookups: 3,
    },
    {
      why: "what stands behind a redirect",
      text: "v=spf1 redirect=a.example",
      zone: { "TXT a.example": [includes(3)], ...leaves(3) },
      lookups: 4,
    },
    { why: "no redirect beside all", text: "v=spf1 redirect=a.example -all", zone: {}, lookups: 0 },
    { why: "nothing behind all", text: "v=spf1 -all include:n0.example", zone: {}, lookups: 0 },
    {
      why: "the same include each time",
      text: "v=spf1 include:a.example include:a.example -all",
      zone: { "TXT a.example": ["v=spf1 include:n0.example -all"], ...leaves(1) },
      lookups: 4,
    },
    {
      why: "a diamond on both sides",
      text: "v=spf1 include:a.example include:b.example -all",
      zone: { "TXT a.example": ["v=spf1 include:n0.example -all"], "TXT b.example": ["v=spf1 include:n0.example -all"], ...leaves(1) },
      lookups: 4,
    },
    { why: "%{p} once more", text: "v=spf1 exists:%{p}.x.example -all", zone: {}, lookups: 2 },
    {
      why: "a macro that the place decides",
      text: "v=spf1 include:_spf.%{d} -all",
      zone: { "TXT _spf.root.example": ["v=spf1 include:n0.example -all"], ...leaves(1) },
      lookups: 2,
    },
  ])("counts $why", ({ text, zone, lookups }) => {
    expect(analysed(text, zone).lookups).toBe(lookups);
  });

  it.each([
    { count: 7, found: [] },
    { count: 8, found: ["warning SPF_LOOKUPS_NEAR"] },
    { count: 10, found: ["warning SPF_LOOKUPS_NEAR"] },
    { count: 11, found: ["error SPF_TOO_MANY_LOOKUPS"] },
  ])("says $found of $count", ({ count, found }) => {
    expect(codes(includes(count), leaves(count))).toEqual(found);
  });

  it("says that six times two is too many, though only one name is included", () => {
    const text = `v=spf1 ${"include:a.example ".repeat(6)}-all`;
    expect(codes(text, { "TXT a.example": ["v=spf1 include:n0.example -all"], ...leaves(1) })).toEqual(["error SPF_TOO_MANY_LOOKUPS"]);
  });

  it("counts a tower of diamonds without walking every path", () => {
    const levels = 40;
    const zone = Object.fromEntries(
      Array.from({ length: levels }, (_, index) => [
        `TXT d${index}.example`,
        [index === levels - 1 ? LEAF : `v=spf1 include:d${index + 1}.example include:d${index + 1}.example -all`],
      ]),
    );
    expect(analysed("v=spf1 include:d0.example -all", zone).lookups).toBe(2 ** levels - 1);
  });
});

describe("lookups that find nothing", () => {
  const gone = (count: number): string => `v=spf1 ${Array.from({ length: count }, (_, index) => `a:gone${index}.example`).join(" ")} -all`;
  const v6 = { "AAAA x.example": ["2001:db8::1"], "AAAA y.example": ["2001:db8::2"], "AAAA z.example": ["2001:db8::3"] };

  it.each([
    { why: "one", text: gone(1), zone: {}, found: ["warning SPF_VOIDS"] },
    { why: "two", text: gone(2), zone: {}, found: ["warning SPF_VOIDS"] },
    { why: "three", text: gone(3), zone: {}, found: ["error SPF_TOO_MANY_VOIDS"] },
    {
      why: "three for IPv4 clients alone",
      text: "v=spf1 a:x.example a:y.example a:z.example -all",
      zone: v6,
      found: ["warning SPF_VOIDS"],
    },
    {
      why: "an exists that never matches alike",
      text: `v=spf1 ${"exists:%{i}.x.example ".repeat(3)}-all`,
      zone: {},
      found: ["error SPF_TOO_MANY_VOIDS"],
    },
    { why: "an mx without hosts", text: "v=spf1 mx:gone.example -all", zone: {}, found: ["warning SPF_VOIDS"] },
  ])("says $found of $why", ({ text, zone, found }) => {
    expect(codes(text, zone)).toEqual(found);
  });

  it("keeps the families apart", () => {
    expect(analysed("v=spf1 a:x.example a:gone.example -all", v6)).toMatchObject({ voids: { ipv4: 2, ipv6: 1 }, voidsForAll: 1 });
  });
});

describe("what breaks on the way", () => {
  it.each([
    {
      why: "an include of itself",
      text: "v=spf1 include:root.example -all",
      zone: {},
      code: "SPF_LOOP",
      got: "root.example > root.example",
    },
    {
      why: "a loop further down",
      text: "v=spf1 include:a.example -all",
      zone: { "TXT a.example": ["v=spf1 include:b.example -all"], "TXT b.example": ["v=spf1 redirect=a.example"] },
      code: "SPF_LOOP",
      got: "a.example > b.example > a.example",
    },
    {
      why: "a name that is gone",
      text: "v=spf1 include:gone.example -all",
      zone: {},
      code: "SPF_INCLUDE_BROKEN",
      got: "include:gone.example leads to a name that does not exist",
    },
    {
      why: "a name without SPF",
      text: "v=spf1 include:a.example -all",
      zone: { "TXT a.example": ["hello"] },
      code: "SPF_INCLUDE_BROKEN",
      got: "include:a.example leads to a name without an SPF record",
    },
    {
      why: "two records",
      text: "v=spf1 include:a.example -all",
      zone: { "TXT a.example": [LEAF, LEAF] },
      code: "SPF_INCLUDE_BROKEN",
      got: "include:a.example leads to two SPF records",
    },
    {
      why: "a broken record",
      text: "v=spf1 include:a.example -all",
      zone: { "TXT a.example": ["v=spf1 inlcude:x.example -all"] },
      code: "SPF_INCLUDE_BROKEN",
      got: 'include:a.example leads to a record with the broken term "inlcude:x.example"',
    },
    {
      why: "a broken record further down",
      text: "v=spf1 include:a.example -all",
      zone: { "TXT a.example": ["v=spf1 include:b.example -all"], "TXT b.example": ["v=spf1 ip4:1 -all"] },
      code: "SPF_INCLUDE_BROKEN",
      got: 'root.example > a.example: include:b.example leads to a record with the broken term "ip4:1"',
    },
    {
      why: "eleven mail hosts",
      text: "v=spf1 mx:x.example -all",
      zone: hosts(11),
      code: "SPF_TOO_MANY_HOSTS",
      got: "mx:x.example leads to 11",
    },
    {
      why: "everybody further down",
      text: "v=spf1 include:a.example -all",
      zone: { "TXT a.example": ["v=spf1 +all"] },
      code: "SPF_ALLOWS_EVERYONE",
      got: "root.example > a.example: all",
    },
    {
      why: "an exists that always matches",
      text: "v=spf1 exists:x.example -all",
      zone: { "A x.example": ["127.0.0.2"] },
      code: "SPF_ALLOWS_EVERYONE",
      got: "exists:x.example",
    },
    {
      why: "a name that the message decides",
      text: "v=spf1 include:%{i}.x.example -all",
      zone: {},
      code: "SPF_UNCOUNTABLE",
      got: "include:%{i}.x.example",
    },
    {
      why: "ptr further down",
      text: "v=spf1 include:a.example -all",
      zone: { "TXT a.example": ["v=spf1 ptr -all"] },
      code: "SPF_PTR_INSIDE",
      got: "root.example > a.example: ptr",
    },
  ])("names $why", ({ text, zone, code, got }) => {
    expect(
      costRemarks(analysed(text, zone), [])
        .filter((remark) => remark.code === code)
        .map((remark) => remark.got),
    ).toEqual([got]);
  });

  it("lets ten mail hosts pass", () => {
    expect(codes("v=spf1 mx:x.example -all", hosts(10))).toEqual([]);
  });
});

it("lists the costs and the cheapest ways out", () => {
  const shares = [
    { name: "google", lookups: 1 },
    { name: "sendgrid", lookups: 2, wayOut: "set apexSpf: false at Twilio SendGrid" },
    { name: "crm", lookups: 8 },
  ];
  expect(costRemarks(analysed(includes(11), leaves(11)), shares)).toEqual([
    {
      severity: "error",
      code: "SPF_TOO_MANY_LOOKUPS",
      expected: "at most 10 lookups in one SPF evaluation",
      got: "google 1, sendgrid 2, crm 8, total 11/10, voids 0/2",
      fix: "set apexSpf: false at Twilio SendGrid (sendgrid, saves 2); drop senders that no longer send, or give crm a subdomain of its own (saves 8)",
    },
  ]);
});
