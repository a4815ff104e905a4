import { type Attribute, type Attributes, isNested } from "../../../rehearsal/schema/types.ts";
import { SERVED_TYPES, typesOf } from "../../../rehearsal/served.ts";
import { CHANGES, FAILED, PLAN, type Rehearsed, rehearse } from "./harness.ts";
import { type Mutant, mutantsOf, type Table } from "./mutation/mutants.ts";
import type { Config } from "./mutation/place.ts";
import { minimal } from "./mutation/twin.ts";

// What a real terraform makes of the mutants: one of every kind of check for every type, and what the schema alone refuses.

const TABLES: readonly Table[] = typesOf("cloudflare").map(({ type, schema, rules }) => ({ type, body: schema.body, rules }));

interface Planned {
  readonly type: string;
  readonly config: Config;
}

let site: Rehearsed;
beforeAll(async () => {
  site = await rehearse();
});
afterAll(() => site.close());

const SLOW_MS = 180_000;

it(
  "refuses the mutants at their own addresses and attributes, and plans their twins",
  async () => {
    const mutants = TABLES.flatMap((table) => oneOfEachKind(mutantsOf(table)));
    site.write(resourcesOf(mutants.map(({ type, twin }) => ({ type, config: twin }))));
    const twins = await site.run(...PLAN);
    expect(twins).toMatchObject({ code: CHANGES, errors: [] });
    expect(Object.keys(twins.changes).length).toBe(mutants.length);

    site.write(resourcesOf(mutants));
    const refused = await site.run(...PLAN);
    expect(refused.code).toBe(FAILED);
    const missed = mutants.filter(
      ({ type, path, says }, index) =>
        !(refused.errorsAt[`${type}.m${index}`] ?? []).some((error) => {
          const [, at = "", why = ""] = /^Invalid attribute value: (.+?): (.*)$/s.exec(error) ?? [];
          return at === path && says.test(why);
        }),
    );
    expect(missed).toEqual([]);
  },
  SLOW_MS,
);

/** What the schema alone refuses, terraform the first two and the provider the third; each kind hides the ones after it, so each has its own run. */
const SCHEMA_FAULTS: readonly (readonly [string, RegExp, (attributes: Attributes) => Config | undefined])[] = [
  ["an attribute that there is not", /^Extraneous JSON object property/, () => ({ no_such_attribute: "x" })],
  ["a required attribute left out", /^Missing required argument/, (attributes) => named(attributes, undefined, ({ required }) => required)],
  [
    "one that only Cloudflare sets",
    /marked it as read-only/,
    (attributes) => named(attributes, "x", ({ optional, required }) => !optional && !required),
  ],
];

/** The first text attribute of a kind with a value of its own. */
function named(attributes: Attributes, value: string | undefined, admits: (attribute: Attribute) => boolean): Config | undefined {
  const found = Object.entries(attributes).find(
    ([, attribute]) => !isNested(attribute) && attribute.type === "string" && admits(attribute),
  );
  return found === undefined ? undefined : { [found[0]]: value };
}

it.each(SCHEMA_FAULTS)(
  "refuses %s",
  async (_, says, fault) => {
    const cases = TABLES.flatMap(({ type, body, rules }) => {
      const change = fault(body.attributes);
      return change === undefined ? [] : [{ type, config: { ...minimal(body, rules), ...change } }];
    });
    expect(cases.length).toBeGreaterThan(30);
    site.write(resourcesOf(cases));
    const { errors } = await site.run(...PLAN);
    expect(errors.filter((error) => says.test(error)).length).toBe(cases.length);
  },
  SLOW_MS,
);

it("has a mutant of every Cloudflare type that checks anything", () => {
  const checking = TABLES.filter(({ rules }) => Object.values(rules).some(({ checks = [] }) => checks.length > 0));
  expect(checking.length).toBeGreaterThan(25);
  expect(SERVED_TYPES).toEqual(expect.arrayContaining(checking.map(({ type }) => type)));
});

function oneOfEachKind(mutants: readonly Mutant[]): Mutant[] {
  const kinds = new Map(mutants.map((mutant) => [mutant.says.source, mutant]));
  return [...kinds.values()];
}

function resourcesOf(all: readonly Planned[]): Record<string, Record<string, object>> {
  const resources: Record<string, Record<string, object>> = {};
  all.forEach(({ type, config }, index) => {
    resources[type] = { ...resources[type], [`m${index}`]: config };
  });
  return resources;
}
