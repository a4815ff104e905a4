import { planValues, replacements } from "../../../rehearsal/plan.ts";
import { fromPlain } from "../../../rehearsal/protocol/codec.ts";
import type { Rule } from "../../../rehearsal/rules/rule.ts";
import { isNested } from "../../../rehearsal/schema/types.ts";
import { typesOf } from "../../../rehearsal/served.ts";
import { type Plain, type PlainObject, Unknown, type ValueObject } from "../../../rehearsal/value.ts";
import type { Table } from "./mutation/mutants.ts";
import { attributeAt, type Config, isSettable, placeOf, rulePathOf, valueAt, withValue } from "./mutation/place.ts";
import { minimal, twinWith, withPlace } from "./mutation/twin.ts";

// Every default, replacement and "once set" of every served Cloudflare type, seen once in a plan that is made out of the table of rules itself.

const TABLES: readonly Table[] = typesOf("cloudflare").map(({ type, schema, rules }) => ({ type, body: schema.body, rules }));

type Row = readonly [string, string, Table];

function rows(admits: (rule: Rule, table: Table, path: string) => boolean): Row[] {
  return TABLES.flatMap((table) =>
    Object.entries(table.rules)
      .filter(([path, rule]) => admits(rule, table, path))
      .map(([path]): Row => [table.type, path, table]),
  );
}

const defaults = rows(({ default: value, defaultEmpty }) => value !== undefined || defaultEmpty === true);
const replaced = rows(({ replace }, { body }, path) => replace === true && isSettable(body, path));
/** A required attribute is kept by the configuration, and a default outweighs what was. */
const kept = rows(
  ({ keep, default: value }, { body }, path) => keep !== undefined && value === undefined && attributeAt(body, path).computed,
);

it("has enough of each to mean something", () => {
  expect([defaults.length, replaced.length, kept.length].every((count) => count > 40)).toBe(true);
});

it.each(defaults)("%s: plans the default of %s where the configuration leaves it out", (_, path, { body, rules }) => {
  const place = placeOf(body, path);
  const config = valuesOf({ body, rules, type: "" }, withValue(twinWith(body, rules, path), place, null));
  const planned = planValues({ body, rules, semantics: "framework", config, prior: null, proposed: config });
  const { default: value, defaultEmpty } = rules[path] ?? {};
  const found = valueAt(planned, place);
  if (defaultEmpty === true) expect(Object.values(found ?? { none: 1 }).every((each) => each === null)).toBe(true);
  else expect(found).toEqual(value);
});

it.each(replaced)("%s: replaces when %s changes, and not when it stays", (_, path, { body, rules, type }) => {
  const before = valuesOf({ body, rules, type }, twinWith(body, rules, path));
  const place = placeOf(body, path);
  const after = valuesOf({ body, rules, type }, withValue(twinWith(body, rules, path), place, other(valueAt(before, place))));
  expect(replacements(body, rules, before, after)).toContain(path.split(/[.[]/)[0]);
  expect(replacements(body, rules, before, before)).toEqual([]);
});

it.each(kept)("%s: keeps %s while something else changes, and nothing that no rule keeps", (_, path, { body, rules, type }) => {
  const place = placeOf(body, path);
  const held = withParents({ body, rules, type }, path);
  const value: Plain = isNested(attributeAt(body, path)) ? null : "kept";
  const planned = planChange({ body, rules, type }, held, withValue(held, place, value));
  const isNull = value === null && rules[path]?.keep === true;
  if (isNull) expect(valueAt(planned, place)).toBeInstanceOf(Unknown);
  else expect(valueAt(planned, place)).toEqual(value);
  const { [path]: _rule, ...others } = rules;
  expect(valueAt(planChange({ body, rules: others, type }, held, withValue(held, place, value)), place)).toBeInstanceOf(Unknown);
});

/** A plan for an existing object of which something else has changed. */
function planChange(table: Table, config: Config, before: Config): ValueObject {
  const { body, rules } = table;
  const required = Object.entries(body.attributes).find(([, attribute]) => attribute.required || attribute.optional)?.[0] ?? "";
  const given = valuesOf(table, config);
  const prior = { ...valuesOf(table, before), [required]: "another" };
  return planValues({ body, rules, semantics: "framework", config: given, prior, proposed: given });
}

/** The smallest configuration that has the attribute's parents, but not the attribute. */
function withParents({ body, rules }: Table, path: string): Config {
  const parents = placeOf(body, path).slice(0, -1);
  return withPlace(
    body,
    rules,
    parents.length === 0 ? minimal(body, rules) : twinWith(body, rules, rulePathOf(parents).replace(/\[\]$/, "")),
    parents,
  );
}

function valuesOf({ body }: Table, config: Config): ValueObject {
  // JSON by construction
  return fromPlain(body, config as PlainObject);
}

function other(value: unknown): unknown {
  if (Array.isArray(value)) return [...value, "other"];
  // what is left out of an object is another object
  if (typeof value === "object" && value !== null) return null;
  return typeof value === "boolean" ? !value : typeof value === "number" ? value + 1 : `${String(value)}-other`;
}
