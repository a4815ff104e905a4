import { checkHost } from "../../../mail/spf/evaluate.ts";
import { resolverOf, type Zone } from "./facts.ts";

const judge = (zone: Zone, query: { ip?: string; sender?: string; domain?: string } = {}) => {
  const { ip = "192.0.2.1", domain = "root.example", sender = `ana@${domain}` } = query;
  return checkHost(
    { ip, domain, sender, helo: "helo.example" },
    { resolve: resolverOf(zone), receiver: "mx.example", now: () => 1_764_000_000 },
  );
};
const leaves = (count: number): Zone =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`TXT n${index}.example`, ["v=spf1 ip4:198.51.100.1 -all"]]));
const includes = (count: number) =>
  `v=spf1 ${Array.from({ length: count }, (_, index) => `include:n${index}.example`).join(" ")} ip4:192.0.2.1 -all`;
const gone = (term: string, count: number) =>
  `v=spf1 ${Array.from({ length: count }, (_, index) => `${term}:gone${index}.example`).join(" ")} ip4:192.0.2.1 -all`;
const hosts = (count: number): Zone => ({
  "MX x.example": Array.from({ length: count }, (_, index) => `10 m${index}.example`),
  ...Object.fromEntries(Array.from({ length: count }, (_, index) => [`A m${index}.example`, ["198.51.100.1"]])),
});

describe("limits, RFC 7208 section 4.6.4", () => {
  it.each([
    { why: "ten lookups", zone: { "TXT root.example": [includes(10)], ...leaves(10) }, result: "pass" },
    { why: "eleven lookups", zone: { "TXT root.example": [includes(11)], ...leaves(11) }, result: "permerror" },
    {
      why: "a match before the eleventh",
      zone: { "TXT root.example": [`v=spf1 ip4:192.0.2.1 ${includes(11).slice(7)}`], ...leaves(11) },
      result: "pass",
    },
    { why: "two voids", zone: { "TXT root.example": [gone("a", 2)] }, result: "pass" },
    { why: "three voids", zone: { "TXT root.example": [gone("a", 3)] }, result: "permerror" },
    { why: "three voids of mx", zone: { "TXT root.example": [gone("mx", 3)] }, result: "permerror" },
    { why: "three voids of exists", zone: { "TXT root.example": [gone("exists", 3)] }, result: "permerror" },
    { why: "three voids of ptr", zone: { "TXT root.example": ["v=spf1 ptr ptr ptr ip4:192.0.2.1 -all"] }, result: "permerror" },
    { why: "ten mail hosts", zone: { "TXT root.example": ["v=spf1 mx:x.example ip4:192.0.2.1 -all"], ...hosts(10) }, result: "pass" },
    {
      why: "eleven mail hosts",
      zone: { "TXT root.example": ["v=spf1 mx:x.example ip4:192.0.2.1 -all"], ...hosts(11) },
      result: "permerror",
    },
  ])("$why: $result", async ({ zone, result }) => {
    expect((await judge(zone)).result).toBe(result);
  });

  it("counts a host's families apart: three IPv6 hosts cost an IPv4 client the record", async () => {
    const zone = {
      "TXT root.example": ["v=spf1 a:x.example a:y.example a:z.example -all"],
      "AAAA x.example": ["2001:db8::1"],
      "AAAA y.example": ["2001:db8::2"],
      "AAAA z.example": ["2001:db8::3"],
    };
    expect((await judge(zone)).result).toBe("permerror");
    expect((await judge(zone, { ip: "2001:db8::3" })).result).toBe("pass");
  });
});

it("says which term matched, what it cost, and what the domain explains", async () => {
  const zone = {
    "TXT root.example": ["v=spf1 include:n0.example -all exp=why.%{d}"],
    "TXT why.root.example": ["%{i} may not send for %{o}, says %{r} at %{t}"],
    ...leaves(1),
  };
  expect(await judge(zone)).toEqual({
    result: "fail",
    reason: "root.example: -all",
    explanation: "192.0.2.1 may not send for root.example, says mx.example at 1764000000",
    lookups: 1,
    voids: 0,
  });
});

it.each([
  { why: "no address", query: { ip: "192.0.2" }, result: "none" },
  { why: "a domain of one label", query: { domain: "localhost" }, result: "none" },
  { why: "an IPv4 client in IPv6 form", query: { ip: "::ffff:192.0.2.1" }, result: "pass" },
  { why: "a domain in capitals", query: { domain: "ROOT.example" }, result: "pass" },
])("$why: $result", async ({ query, result }) => {
  expect((await judge({ "TXT root.example": ["v=spf1 ip4:192.0.2.1 -all"] }, query)).result).toBe(result);
});

it("is never sure where nobody answers", async () => {
  const verdict = await checkHost(
    { ip: "192.0.2.1", domain: "root.example", sender: "x@root.example", helo: "h.example" },
    { resolve: async () => ({ kind: "failed" }) },
  );
  expect(verdict.result).toBe("temperror");
});
