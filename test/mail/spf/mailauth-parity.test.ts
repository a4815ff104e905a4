import fc from "fast-check";
import { spf as mailauthSpf } from "mailauth/lib/spf";
import type { Answer, QuestionType } from "../../../mail/dns/answer.ts";
import { costRemarks } from "../../../mail/spf/check-cost.ts";
import { checkSpfText } from "../../../mail/spf/check-text.ts";
import { checkHost } from "../../../mail/spf/evaluate.ts";
import { isSpf } from "../../../mail/spf/record.ts";
import { analyseSpf } from "../../../mail/spf/worst-case.ts";
import { factsOf, resolverOf, type Zone } from "./facts.ts";

/** Runs of each property; more by SLIPWAY_SEQUENCES, as the engine's properties have it. */
const RUNS = Number(process.env.SLIPWAY_SEQUENCES ?? 300);

const NAMES = ["root.example", "a.example", "b.example", "c.example", "v4.example", "v6.example", "gone.example"];
const name = fc.constantFrom(...NAMES);
const qualifier = fc.constantFrom("", "+", "-", "~", "?");

const target = fc.oneof(
  { weight: 6, arbitrary: name },
  fc.constantFrom("%{d}", "%{o}", "%{d1r}.example", "%{i}.example", "%{l}.%{d}", "%{ir}.%{v}.a.example", "%{h}", "%{p}.example"),
);
const term = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(qualifier, fc.constant("include:"), target).map((parts) => parts.join("")) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(qualifier, fc.constantFrom("a", "mx"), fc.constantFrom("", "/24", "/24//64", "//64"))
      .map((parts) => parts.join("")),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(qualifier, fc.constantFrom("a:", "mx:"), target, fc.constantFrom("", "/24", "//64")).map((parts) => parts.join("")),
  },
  { weight: 2, arbitrary: fc.tuple(qualifier, fc.constant("exists:"), target).map((parts) => parts.join("")) },
  {
    weight: 2,
    arbitrary: fc.constantFrom("ip4:192.0.2.1", "ip4:192.0.2.0/24", "-ip4:198.51.100.7", "ip6:2001:db8::1", "ip6:2001:db8::/32"),
  },
  { weight: 1, arbitrary: fc.tuple(qualifier, fc.constantFrom("ptr", "ptr:a.example")).map((parts) => parts.join("")) },
  { weight: 2, arbitrary: fc.tuple(qualifier, fc.constant("all")).map((parts) => parts.join("")) },
  { weight: 2, arbitrary: name.map((each) => `redirect=${each}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "exp=a.example",
      "foo=bar",
      "inlcude:a.example",
      "ip4:1.2.3",
      "ip4:192.0.2.1/33",
      "include:",
      "all:x",
      "a:b..example",
      "exists:%{z}.a.example",
      "include:localhost",
    ),
  },
);
const record = fc.array(term, { maxLength: 5 }).map((terms) => ["v=spf1", ...terms].join(" "));
const text = fc.oneof(
  { weight: 8, arbitrary: record },
  fc.constantFrom("hello", "v=spf10 -all", " v=spf1 -all", "v=spf1\t-all", "V=SPF1 ALL"),
);

const address4 = fc.constantFrom("192.0.2.1", "192.0.2.77", "198.51.100.7");
const address6 = fc.constantFrom("2001:db8::1", "2001:db8:1::1");
const host = fc.record(
  {
    TXT: fc.oneof({ weight: 8, arbitrary: text.map((each) => [each]) }, fc.array(text, { minLength: 2, maxLength: 2 })),
    A: fc.array(address4, { minLength: 1, maxLength: 2 }),
    AAAA: fc.array(address6, { minLength: 1, maxLength: 2 }),
    MX: fc.uniqueArray(
      fc.tuple(fc.integer({ min: 0, max: 20 }), name).map(([priority, each]) => `${priority} ${each}`),
      { minLength: 1, maxLength: 12 },
    ),
  },
  { requiredKeys: [] },
);
const zone = fc
  .array(host, { minLength: NAMES.length - 1, maxLength: NAMES.length - 1 })
  .map(
    (hosts): Zone =>
      Object.fromEntries(
        hosts.flatMap((records, index) => Object.entries(records).map(([type, values]) => [`${type} ${NAMES[index]}`, values])),
      ),
  );
const reverse = fc.constantFrom<Zone>(
  {},
  { "PTR 1.2.0.192.in-addr.arpa": ["a.example"] },
  { "PTR 1.2.0.192.in-addr.arpa": ["gone.example", "root.example"] },
);
const world = fc.tuple(zone, reverse).map(([names, pointers]): Zone => ({ ...names, ...pointers }));
const client = fc.constantFrom("192.0.2.1", "203.0.113.9", "2001:db8::1", "::ffff:192.0.2.1");

it("judges every message as mailauth does in strict mode", async () => {
  await fc.assert(
    fc.asyncProperty(world, client, async (names, ip) => {
      const query = { ip, domain: "root.example", sender: "ana@root.example", helo: "helo.a.example" };
      const [ours, theirs] = await Promise.all([checkHost(query, { resolve: resolverOf(names) }), mailauth(names, ip)]);
      expect({ ...ours, reason: "" }).toMatchObject({ result: theirs });
    }),
    { numRuns: RUNS },
  );
});

it("warns beforehand of every permanent error that some message meets", async () => {
  await fc.assert(
    fc.asyncProperty(world, client, async (names, ip) => {
      const [own, second] = (names["TXT root.example"] ?? []).filter(isSpf);
      if (own === undefined || second !== undefined) return;
      const { record: parsed, remarks } = checkSpfText(own);
      const found = parsed === undefined ? remarks : [...remarks, ...costRemarks(analyseSpf("root.example", parsed, factsOf(names)), [])];
      if ((await mailauth(names, ip)) === "permerror") expect(found).not.toEqual([]);
      // an error says that it is sure: with none, no message fails for more than one family's lookups or a name that the message decides
      const mayFail = found.some(({ severity, code }) => severity === "error" || code === "SPF_VOIDS" || code === "SPF_UNCOUNTABLE");
      if (!mayFail) expect(await mailauth(names, ip)).not.toBe("permerror");
    }),
    { numRuns: RUNS },
  );
});

async function mailauth(names: Zone, ip: string): Promise<string> {
  const resolve = resolverOf(names);
  const result = await mailauthSpf({
    sender: "ana@root.example",
    ip,
    helo: "helo.a.example",
    mta: "mx.receiver.example",
    strict: true,
    // its types forget the MX, which it wants as Node's resolver has it
    resolver: async (asked: string, type: string) => asMailauthWants(await resolve(asked, questionType(type)), type) as string[],
  });
  return result.status.result;
}

function questionType(type: string): QuestionType {
  const known = (["A", "AAAA", "MX", "TXT", "PTR"] as const).find((each) => each === type);
  if (known === undefined) throw new Error(`mailauth asked for ${type}`);
  return known;
}

function asMailauthWants(answer: Answer, type: string): unknown[] {
  if (answer.kind !== "found") throw Object.assign(new Error(answer.kind), { code: answer.kind === "nxdomain" ? "ENOTFOUND" : "ENODATA" });
  if (type === "TXT") return answer.values.map((value) => [value]);
  if (type !== "MX") return [...answer.values];
  return answer.values.map((value) => ({ priority: Number.parseInt(value, 10), exchange: value.split(" ")[1] }));
}
