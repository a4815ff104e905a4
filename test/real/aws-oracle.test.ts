import { type Both, createDifferences, openBoth, refusalDifferences, replacementDifferences, schemaDifferences } from "./oracle/both.ts";
import { KNOWN_DIFFERENCES } from "./oracle/known-differences.ts";
import { type RealProvider, startRealProvider } from "./oracle/real-provider.ts";

// The real AWS provider 5.100.0, offline, and the rehearsal are asked the same questions about every AWS type that the rehearsal serves.

let provider: RealProvider;
let both: Both;
const seen: string[] = [];

beforeAll(async () => {
  provider = await startRealProvider();
  both = await openBoth(provider);
});
afterAll(() => provider?.stop());

const known = new Set(Object.values(KNOWN_DIFFERENCES).flat());

function expectKnown(found: readonly string[]): void {
  seen.push(...found);
  expect(found.filter((difference) => !known.has(difference))).toEqual([]);
}

it("knows every type that is served, and has a configuration of it that both plan", () => {
  expect(both.pairs.length).toBeGreaterThan(60);
  expect(both.pairs.filter(({ base }) => Object.keys(base).length === 0)).toEqual([]);
});

it("has the same attributes and blocks", () => expectKnown(schemaDifferences(both)));

it("plans the same for a new resource, with the same defaults", async () => expectKnown(await createDifferences(both)));

it("replaces when the same attributes change", async () => expectKnown(await replacementDifferences(both)));

it("refuses the same values", async () => expectKnown(await refusalDifferences(both)));

it("lists no difference that there is not any more", () => {
  expect([...known].filter((difference) => !seen.includes(difference))).toEqual([]);
});
