import { costRemarks } from "../../../mail/spf/check-cost.ts";
import { checkSpfText } from "../../../mail/spf/check-text.ts";
import { composeSpf } from "../../../mail/spf/compose.ts";
import { checkHost } from "../../../mail/spf/evaluate.ts";
import { analyseSpf } from "../../../mail/spf/worst-case.ts";
import { factsOf, resolverOf, type Zone } from "./facts.ts";

// What other tools were seen to get wrong, each as the class of mistake that it is. Tried with dnscontrol 4.40, octodns-spf 1.0.0 and
// octodns 1.22.0 on 2026-11-22.

const LEAF = "v=spf1 ip4:192.0.2.0/24 -all";

function found(text: string, zone: Zone = {}): string[] {
  const { record, remarks } = checkSpfText(text);
  const cost = record === undefined ? [] : costRemarks(analyseSpf("root.example", record, factsOf(zone)), []);
  return [...remarks, ...cost].filter(({ severity }) => severity === "error").map(({ code }) => code);
}

function lookups(text: string, zone: Zone = {}): number | undefined {
  const { record } = checkSpfText(text);
  return record === undefined ? undefined : analyseSpf("root.example", record, factsOf(zone)).lookups;
}

const many = (term: (index: number) => string, count: number) =>
  `v=spf1 ${Array.from({ length: count }, (_, index) => term(index)).join(" ")}`;
const there: Zone = Object.fromEntries(
  Array.from({ length: 13 }, (_, index) => index).flatMap((index) => [
    [`TXT n${index}.example`, [LEAF]],
    [`A n${index}.example`, ["192.0.2.1"]],
    [`AAAA n${index}.example`, ["2001:db8::1"]],
    [`MX n${index}.example`, [`10 n${index}.example`]],
  ]),
);

it("keeps a sender whose name holds the letters of another term", () => {
  const [apex] = composeSpf([{ label: "", terms: ["include:spf.smallbiz.com", "include:all.example", "mx:mx.ip4.example"] }], "softfail");
  expect(apex?.record).toBe("v=spf1 include:spf.smallbiz.com include:all.example mx:mx.ip4.example ~all");
});

it.each(["+include:", "INCLUDE:", "?include:", "-include:", "~Include:"])("counts %s like any include", (prefix) => {
  expect(found(`${many((index) => `${prefix}n${index}.example`, 12)} -all`, there)).toEqual(["SPF_TOO_MANY_LOOKUPS"]);
});

it.each(["mx:", "?mx:", "+a:", "~exists:%{i}."])("counts the lookup of %s", (prefix) => {
  expect(lookups(`${many((index) => `${prefix}n${index}.example`, 3)} -all`, there)).toBe(3);
});

it("follows a redirect into what it costs", () => {
  const zone = { ...there, "TXT far.example": [`${many((index) => `include:n${index}.example`, 10)} -all`] };
  expect(lookups("v=spf1 redirect=far.example", zone)).toBe(11);
  expect(found("v=spf1 redirect=far.example", zone)).toEqual(["SPF_TOO_MANY_LOOKUPS"]);
});

it("refuses exactly eleven, also when nothing stands behind them", () => {
  expect(
    found(
      many((index) => `a:n${index}.example`, 11),
      there,
    ),
  ).toEqual(["SPF_TOO_MANY_LOOKUPS"]);
  expect(
    found(
      many((index) => `a:n${index}.example`, 10),
      there,
    ),
  ).toEqual([]);
});

it("takes all for no lookup, however it is written, and no other word for a mechanism that it starts like", () => {
  expect(lookups("v=spf1 ~ALL")).toBe(0);
  for (const term of ["abc:foo.example", "mxfoo", "alll", "pointer"]) expect(found(`v=spf1 ${term} -all`)).toEqual(["SPF_TERM_MALFORMED"]);
});

it("reads what others refuse: exp=, unknown modifiers, a redirect alone, an explanation behind all", () => {
  for (const text of [
    "v=spf1 mx:n0.example exp=why.%{d} -all",
    "v=spf1 foo=bar -all",
    "v=spf1 redirect=n0.example",
    "v=spf1 -all exp=why.example",
  ]) {
    expect(found(text, there)).toEqual([]);
  }
});

it("ends where includes go round", async () => {
  const zone = { "TXT a.example": ["v=spf1 include:b.example -all"], "TXT b.example": ["v=spf1 include:a.example -all"] };
  expect(found("v=spf1 include:a.example -all", zone)).toEqual(["SPF_LOOP"]);
  const verdict = await checkHost(
    { ip: "192.0.2.9", domain: "a.example", sender: "x@a.example", helo: "a.example" },
    { resolve: resolverOf(zone) },
  );
  expect(verdict).toMatchObject({ result: "permerror", reason: "more than 10 lookups" });
});

it.each([
  "v=spf1 +all",
  "v=spf1 inlcude:n0.example -all",
  "v=spf1 ip4:999.1.1.1 -all",
  "v=spf1 include:n0.example –all",
  "v=spf1 ip4:192.0.02.1 -all",
])("refuses %s", (text) => {
  expect(found(text, there)).toHaveLength(1);
});

describe("never flattens, so nothing of an included record can change its meaning", () => {
  const send = async (text: string, zone: Zone, ip: string) =>
    (
      await checkHost(
        { ip, domain: "root.example", sender: "x@root.example", helo: "root.example" },
        { resolve: resolverOf({ ...zone, "TXT root.example": [text] }) },
      )
    ).result;

  it.each([
    {
      why: "a bare a means the included domain",
      text: "v=spf1 include:c.example -all",
      zone: { "TXT c.example": ["v=spf1 a -all"], "A c.example": ["192.0.2.1"], "A root.example": ["192.0.2.2"] },
      ip: "192.0.2.2",
      result: "fail",
    },
    {
      why: "the last term without all counts",
      text: "v=spf1 include:c.example -all",
      zone: { "TXT c.example": ["v=spf1 ip4:192.0.2.1 ip4:192.0.2.2"] },
      ip: "192.0.2.2",
      result: "pass",
    },
    {
      why: "a redirect brings its fail",
      text: "v=spf1 redirect=c.example",
      zone: { "TXT c.example": ["v=spf1 ip4:192.0.2.1 -all"] },
      ip: "192.0.2.9",
      result: "fail",
    },
    {
      why: "an included redirect is followed",
      text: "v=spf1 include:c.example -all",
      zone: { "TXT c.example": ["v=spf1 redirect=d.example"], "TXT d.example": ["v=spf1 ip4:192.0.2.1 -all"] },
      ip: "192.0.2.1",
      result: "pass",
    },
    {
      why: "?include stays neutral",
      text: "v=spf1 ?include:c.example -all",
      zone: { "TXT c.example": ["v=spf1 ip4:192.0.2.1 -all"] },
      ip: "192.0.2.1",
      result: "neutral",
    },
    {
      why: "an included minus is no fail of ours",
      text: "v=spf1 include:c.example ip4:192.0.2.1 -all",
      zone: { "TXT c.example": ["v=spf1 -ip4:192.0.2.1 -all"] },
      ip: "192.0.2.1",
      result: "pass",
    },
  ])("$why", async ({ text, zone, ip, result }) => {
    expect(await send(text, zone, ip)).toBe(result);
  });
});
