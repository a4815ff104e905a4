import { planValues, replacements } from "../../../rehearsal/plan.ts";
import type { Rules } from "../../../rehearsal/rules/rule.ts";
import { type Attribute, type Body, flags } from "../../../rehearsal/schema/types.ts";
import { UNKNOWN, type Value, type ValueObject } from "../../../rehearsal/value.ts";

const text = (letters: string): Attribute => ({ ...flags(letters), type: "string" });
const body: Body = {
  attributes: {
    id: text("C"),
    name: text("R"),
    note: text("O"),
    size: text("OC"),
    mode: text("OC"),
    stamp: text("C"),
    secret: text("OW"),
    tags: { ...flags("O"), type: ["set", "string"] },
    rules: { ...flags("O"), nesting: "list", attributes: { id: text("C"), ref: text("R"), on: text("OC") } },
    headers: { ...flags("O"), nesting: "map", attributes: { value: text("O"), id: text("C") } },
  },
  blocks: {
    replica: { nesting: "set", minItems: 0, maxItems: 0, body: { attributes: { region: text("R"), status: text("C") }, blocks: {} } },
  },
};
const rules: Rules = {
  id: { keep: true },
  mode: { default: "auto" },
  name: { replace: true },
  tags: { replace: true },
  replica: { computedBlock: true },
};

const empty: ValueObject = { note: null, size: null, mode: null, secret: null, tags: null, rules: null, headers: null, replica: [] };
const config = (given: ValueObject): ValueObject => ({ ...empty, id: null, stamp: null, name: "a", ...given });
const state = (given: ValueObject = {}): ValueObject => ({
  ...empty,
  id: "1",
  name: "a",
  size: "big",
  mode: "auto",
  stamp: "monday",
  ...given,
});

/** What terraform proposes: the configuration, with computed values from the state where it leaves them out. */
function proposal(given: ValueObject, prior: ValueObject | null): ValueObject {
  const computed = ["id", "size", "mode", "stamp"];
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, value ?? (computed.includes(name) ? (prior?.[name] ?? null) : null)]),
  );
}

function planned(semantics: "framework" | "sdk", given: ValueObject, prior: ValueObject | null): ValueObject {
  return planValues({ body, rules, semantics, config: given, prior, proposed: proposal(given, prior) });
}

describe.each(["framework", "sdk"] as const)("%s", (semantics) => {
  it("plans a new resource: defaults, unknown where computed, null elsewhere and never a write-only value", () => {
    expect(planned(semantics, config({ secret: "s" }), null)).toEqual({
      ...empty,
      id: UNKNOWN,
      name: "a",
      size: UNKNOWN,
      mode: "auto",
      stamp: UNKNOWN,
      replica: UNKNOWN,
    });
  });

  it("plans nothing where nothing changed", () => {
    expect(planned(semantics, config({ size: "big" }), state())).toEqual(state());
    expect(planned(semantics, config({}), state())).toEqual(state());
  });

  it("puts a default back where the configuration no longer says anything", () => {
    expect(planned(semantics, config({}), state({ mode: "manual" })).mode).toBe("auto");
  });

  it("keeps an unknown value of the configuration unknown", () => {
    expect(planned(semantics, config({ note: UNKNOWN }), state()).note).toBe(UNKNOWN);
  });

  it("plans elements of lists and maps each for itself", () => {
    const given = config({ rules: [{ ref: "a", id: null, on: "yes" }], headers: { x: { value: "1", id: null } } });
    const result = planned(semantics, given, null);
    expect(result.rules).toEqual([{ ref: "a", id: UNKNOWN, on: "yes" }]);
    expect(result.headers).toEqual({ x: { value: "1", id: UNKNOWN } });
  });
});

it("makes what the framework computes unknown as soon as anything changes, but keeps what was set once", () => {
  expect(planned("framework", config({ note: "new" }), state())).toMatchObject({ id: "1", size: UNKNOWN, mode: "auto", stamp: UNKNOWN });
});

it("keeps what SDKv2 knows when something else changes", () => {
  expect(planned("sdk", config({ note: "new" }), state())).toMatchObject({ id: "1", size: "big", mode: "auto", stamp: "monday" });
});

it("takes SDKv2's nothing for what it is: empty text that is left out is no change there, but is one in the framework", () => {
  const prior = state({ note: "" });
  expect(planned("sdk", config({}), prior).note).toBe("");
  expect(planned("framework", config({}), prior).note).toBeNull();
  expect(planned("sdk", config({}), state({ note: "x" })).note).toBeNull();
});

it("computes only the new element of a set, which pairs by what is configured and not by position", () => {
  const replica = (region: string, status: Value) => ({ region, status });
  const prior = state({ replica: [replica("eu", "ok"), replica("us", "slow")] });
  const given = config({ replica: [replica("ap", null), replica("us", null)] });
  const proposed = { ...proposal(given, prior), replica: [replica("us", "slow"), replica("ap", null)] };
  const result = planValues({ body, rules, semantics: "sdk", config: given, prior, proposed });
  expect(result.replica).toEqual([replica("ap", UNKNOWN), replica("us", "slow")]);
});

it.each<[string, ValueObject, string[]]>([
  ["nothing", {}, []],
  ["another name", { name: "b" }, ["name"]],
  ["a name that is not known yet", { name: UNKNOWN }, ["name"]],
  ["another note", { note: "x" }, []],
  ["a set in another order", { tags: ["b", "a"] }, []],
  ["a set of other elements", { tags: ["a", "c"] }, ["tags"]],
])("replaces for %s: %j", (_, change, expected) => {
  const prior = state({ tags: ["a", "b"] });
  expect(replacements(body, rules, prior, { ...prior, ...change })).toEqual(expected);
});
