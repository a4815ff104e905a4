import type { Rules } from "../../../../rehearsal/rules/rule.ts";
import { type Attribute, type Body, isNested } from "../../../../rehearsal/schema/types.ts";

/** Where something is in a configuration: names, list indexes and map keys, from the root. */
export type Place = readonly (string | number)[];
/** A configuration that a test may change. */
export interface Config {
  [name: string]: unknown;
}

/** Key under which a test puts the element of a map. */
export const MAP_KEY = "k";

export function attributeAt(body: Body, rulePath: string): Attribute {
  const [name = "", ...rest] = rulePath.replaceAll("[]", "").split(".");
  const found = body.attributes[name];
  if (found === undefined) throw new Error(`no attribute ${rulePath}`);
  if (rest.length === 0) return found;
  if (!isNested(found)) throw new Error(`nothing below ${name}`);
  return attributeAt({ attributes: found.attributes, blocks: {} }, rest.join("."));
}

/** Can anybody set the attribute, all its parents included? */
export function isSettable(body: Body, rulePath: string): boolean {
  const steps = rulePath.split(".");
  return steps.every((_, index) => {
    const { optional, required } = attributeAt(body, steps.slice(0, index + 1).join("."));
    return optional || required;
  });
}

/** The first element of every list and map on the way. */
export function placeOf(body: Body, rulePath: string): Place {
  const steps = rulePath.split(".");
  return steps.flatMap((step, index) => {
    if (!step.endsWith("[]")) return [step];
    const parent = attributeAt(body, steps.slice(0, index + 1).join("."));
    return [step.slice(0, -2), isNested(parent) && parent.nesting === "map" ? MAP_KEY : 0];
  });
}

/** As the provider names the place in its errors. */
export function shown(place: Place): string {
  return place
    .map((step, index) => (typeof step === "number" ? `[${step}]` : step === MAP_KEY ? `["${step}"]` : index === 0 ? step : `.${step}`))
    .join("");
}

/** The place that a check means by `<.<.name`, or by a name of the root, or else of the value itself. */
export function relative(body: Body, place: Place, path: string): Place {
  const steps = path.split(".");
  const up = steps.filter((step) => step === "<").length;
  const names = steps.slice(up);
  if (up > 0) return [...place.slice(0, place.length - up), ...names];
  return (names[0] ?? "") in body.attributes ? names : [...place, ...names];
}

export function rulePathOf(place: Place): string {
  return place.map((step, index) => (typeof step === "number" || step === MAP_KEY ? "[]" : index === 0 ? step : `.${step}`)).join("");
}

export function valueAt(config: unknown, place: Place): unknown {
  return place.reduce<unknown>((value, step) => (isContainer(value) ? (value[step] ?? null) : null), config);
}

/** The configuration with another value at a place whose parents are there. */
export function withValue(config: Config, place: Place, value: unknown): Config {
  const copy: Config = structuredClone(config);
  const holder = valueAt(copy, place.slice(0, -1));
  const name = place.at(-1);
  if (!isContainer(holder) || name === undefined) throw new Error(`nothing at ${shown(place)}`);
  if (value === null) delete holder[name];
  else holder[name] = value;
  return copy;
}

function isContainer(value: unknown): value is Record<string | number, unknown> {
  return typeof value === "object" && value !== null;
}

export function rulesAt(rules: Rules, place: Place) {
  return rules[rulePathOf(place)] ?? {};
}
