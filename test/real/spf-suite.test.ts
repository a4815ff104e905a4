import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { Answer, Resolve } from "../../mail/dns/answer.ts";
import { checkHost } from "../../mail/spf/evaluate.ts";

const SUITE = join(__dirname, "../../.cache/real/spf-suite.json");
const CASES = 203;

const recordSchema = z.union([z.string(), z.record(z.string(), z.union([z.string(), z.array(z.union([z.string(), z.number()]))]))]);
type ZoneRecord = z.output<typeof recordSchema>;

const suiteSchema = z.array(
  z.object({
    description: z.string(),
    zonedata: z.record(z.string(), z.array(recordSchema)),
    tests: z.record(
      z.string(),
      z.object({
        host: z.string(),
        helo: z.string(),
        mailfrom: z.string(),
        result: z.union([z.string(), z.array(z.string())]),
        explanation: z.string().optional(),
      }),
    ),
  }),
);

const suite = readSuite();
const cases = suite.flatMap(({ description, zonedata, tests }) =>
  Object.entries(tests).map(([name, test]) => ({ title: `${description}: ${name}`, resolve: resolverOf(zonedata), ...test })),
);

it(`has ${CASES} cases`, () => {
  expect(cases).toHaveLength(CASES);
});

it.each(cases)("$title", async ({ resolve, host, helo, mailfrom, result, explanation }) => {
  const sender = mailfrom === "" ? `postmaster@${helo}` : mailfrom;
  const domain = sender.slice(sender.lastIndexOf("@") + 1);
  const verdict = await checkHost({ ip: host, domain, sender, helo }, { resolve, receiver: "mail.receiver.example" });
  expect([result].flat()).toContain(verdict.result);
  // the suite writes DEFAULT where the receiver chooses its own words
  if (explanation !== undefined) expect(verdict.explanation ?? "DEFAULT").toBe(explanation);
});

/** A name's SPF records (type 99) stand for its TXT records where it has none, as the suite's own drivers have it. */
function resolverOf(zonedata: Readonly<Record<string, readonly ZoneRecord[]>>): Resolve {
  const zone = new Map(Object.entries(zonedata).map(([name, records]) => [name.toLowerCase(), records]));
  const resolve = async (name: string, type: string): Promise<Answer> => {
    const records = zone.get(name.toLowerCase());
    if (records === undefined) return { kind: "nxdomain" };
    const typed = records.flatMap((record) => (typeof record === "string" ? [] : Object.entries(record)));
    const alias = typed.find(([each]) => each === "CNAME");
    if (alias !== undefined) return resolve(String(alias[1]), type);
    const hasTxt = typed.some(([each]) => each === "TXT");
    const values = typed
      .filter(([each, value]) => (each === "SPF" && !hasTxt ? "TXT" : each) === type && value !== "NONE")
      .map(([, value]) => (Array.isArray(value) ? value.join(type === "MX" ? " " : "") : value));
    if (values.length > 0) return { kind: "found", values };
    return records.includes("TIMEOUT") ? { kind: "failed" } : { kind: "empty" };
  };
  return resolve;
}

function readSuite(): z.output<typeof suiteSchema> {
  if (!existsSync(SUITE)) throw new Error("the SPF suite is not there: run bash .ci/real-tools.sh");
  return suiteSchema.parse(JSON.parse(readFileSync(SUITE, "utf8")));
}
