import { typesOf } from "../../../rehearsal/served.ts";
import { checksOf, type Mutant, mutantsOf, type Table } from "./mutation/mutants.ts";
import { complaintsOf } from "./mutation/twin.ts";

// Every check of every served Cloudflare type, broken once by a configuration that is made out of the table of rules itself.

const TABLES: readonly Table[] = typesOf("cloudflare").map(({ type, schema, rules }) => ({ type, body: schema.body, rules }));

describe.each(TABLES)("$type", (table) => {
  const { body, rules } = table;
  let mutants: Mutant[];
  beforeAll(() => {
    mutants = mutantsOf(table);
  });

  it("has a mutant for each check", () => {
    const exercised = new Set(mutants.map(({ check }) => check));
    expect(checksOf(table).filter(({ name }) => !exercised.has(name))).toEqual([]);
  });

  it("refuses each mutant at the attribute that is wrong, and takes its twin", () => {
    const missed = mutants.filter((mutant) => !isRefused(mutant, table));
    expect(missed).toEqual([]);
    expect(mutants.flatMap(({ twin }) => complaintsOf(body, rules, twin))).toEqual([]);
  });
});

function isRefused({ config, path, says }: Mutant, { body, rules }: Table): boolean {
  return complaintsOf(body, rules, config).some((complaint) => complaint.path === path && says.test(complaint.says));
}
