import { type DeclaredRecord, type LiveRecord, matchRecords, plainText } from "../../../launch/adopt/match-records.ts";

const declared = (type: string, name: string, content: string): DeclaredRecord => ({ address: `${type} ${name}`, type, name, content });
const live = (id: string, type: string, name: string, content: string): LiveRecord => ({ id, type, name, content });

const APEX = "shop.example";
const SPF = declared("TXT", APEX, '"v=spf1 include:a.example -all"');
const WWW = declared("CNAME", `www.${APEX}`, "origin.example");

interface Expected {
  readonly pairs: Readonly<Record<string, DeclaredRecord>>;
  readonly inTheWay?: readonly string[];
  readonly undeclared?: readonly string[];
}

it.each<[string, readonly DeclaredRecord[], readonly LiveRecord[], Expected]>([
  ["nothing to an empty zone", [WWW], [], { pairs: {}, inTheWay: [], undeclared: [] }],
  ["the same record in another spelling", [WWW], [live("1", "CNAME", "WWW.shop.example", "Origin.example.")], { pairs: { 1: WWW } }],
  ["an SPF record that says something else", [SPF], [live("1", "TXT", APEX, "v=spf1 ~all")], { pairs: { 1: SPF } }],
  ["never somebody's proof of ownership", [SPF], [live("1", "TXT", APEX, '"site-verification=1"')], { pairs: {}, undeclared: ["1"] }],
  [
    "the equal one of two, whatever their order, and names the other",
    [SPF],
    [live("1", "TXT", APEX, '"v=spf1 ~all"'), live("2", "TXT", APEX, '"v=spf1 include:a.example -all"')],
    { pairs: { 2: SPF }, inTheWay: ["1"] },
  ],
  ["an address where a CNAME is declared", [WWW], [live("1", "A", `www.${APEX}`, "192.0.2.1")], { pairs: { 1: WWW } }],
  [
    "one of two addresses, and names the one that a CNAME cannot stand beside",
    [WWW],
    [live("1", "A", `www.${APEX}`, "192.0.2.1"), live("2", "AAAA", `www.${APEX}`, "2001:db8::1")],
    { pairs: { 1: WWW }, inTheWay: ["2"] },
  ],
  ["nothing of what a CNAME cannot stand beside", [WWW], [live("1", "TXT", `www.${APEX}`, '"hello"')], { pairs: {}, inTheWay: ["1"] }],
  [
    "mail hosts one by one, and names the host that would still get mail",
    [declared("MX", APEX, "in.example")],
    [live("1", "MX", APEX, "old1.example"), live("2", "MX", APEX, "old2.example")],
    { pairs: { 1: declared("MX", APEX, "in.example") }, inTheWay: ["2"] },
  ],
  [
    "nothing to what Email Routing wrote and locked, and names it",
    [SPF, declared("MX", APEX, "in.example")],
    [
      { ...live("1", "TXT", APEX, "v=spf1 include:_spf.mx.cloudflare.net ~all"), isLocked: true },
      { ...live("2", "MX", APEX, "route1.mx.cloudflare.net"), isLocked: true },
      { ...live("3", "TXT", `cf2024-1._domainkey.${APEX}`, "v=DKIM1; p=x"), isLocked: true },
    ],
    { pairs: {}, inTheWay: ["1", "2"], undeclared: ["3"] },
  ],
  [
    "text at another name never",
    [SPF],
    [live("1", "TXT", `mail.${APEX}`, '"v=spf1 include:a.example -all"')],
    { pairs: {}, undeclared: ["1"] },
  ],
])("pairs %s", (_what, wanted, there, expected) => {
  const { pairs, inTheWay, undeclared } = matchRecords(wanted, there);
  expect(pairs).toEqual(Object.entries(expected.pairs).map(([id, { address }]) => ({ id, address })));
  expect(inTheWay.map(({ record }) => record.id)).toEqual(expected.inTheWay ?? []);
  expect(undeclared.map(({ id }) => id)).toEqual(expected.undeclared ?? []);
});

it("compares fields of their own by meaning", () => {
  const wanted = { address: "caa", type: "CAA", name: APEX, data: { flags: 0, tag: "issue", value: "letsencrypt.org" } };
  const there = { ...live("1", "CAA", APEX, '0 issue "letsencrypt.org"'), data: { flags: "0", tag: "issue", value: "LetsEncrypt.org" } };
  expect(matchRecords([wanted], [there]).pairs).toEqual([{ address: "caa", id: "1" }]);
  const other = { ...there, data: { ...there.data, value: "pki.goog" } };
  // another authority stands beside ours
  expect(matchRecords([wanted], [other])).toEqual({ pairs: [], inTheWay: [], undeclared: [other] });
});

it.each([
  ['"one" "two"', "onetwo"],
  ['"a \\" b"', 'a " b'],
  ["plain", "plain"],
])("reads %s as %s", (content, text) => {
  expect(plainText(content)).toBe(text);
});
