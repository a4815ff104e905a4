import { pairElements } from "./pair.ts";
import type { Rule, Rules } from "./rules/rule.ts";
import { type Attribute, type Body, isNested, type NestedAttribute, type NestedBlock, type Nesting } from "./schema/types.ts";
import { equal, equalAsSets, isKnown, isList, isObject, own, UNKNOWN, Unknown, type Value, type ValueObject } from "./value.ts";

/** The two ways in which real providers plan: terraform-plugin-framework (Cloudflare) and SDKv2 (the AWS types in use). */
export type Semantics = "framework" | "sdk";

export interface PlanInput {
  readonly body: Body;
  readonly rules: Rules;
  readonly semantics: Semantics;
  readonly config: ValueObject;
  /** The state before; null when the resource is to be made. */
  readonly prior: ValueObject | null;
  /** Terraform's own proposal: the configuration, with what it leaves out taken from the state where the schema says computed. */
  readonly proposed: ValueObject;
}

/**
 * What the provider plans before any behaviour of a single type.
 *
 * First defaults fill what the configuration leaves out. Then whatever the provider will compute becomes unknown: for a new resource
 * always, for an existing framework resource only when something else changes; SDKv2 keeps what it knows.
 * Source: terraform-plugin-framework, internal/fwserver/server_planresourcechange.go; terraform-plugin-sdk v2, helper/schema/schema.go.
 */
export function planValues({ body, rules, semantics, config, prior, proposed }: PlanInput): ValueObject {
  const walk = { rules, semantics, path: "", isCreate: prior === null, isNew: prior === null, prior, config };
  const first = planBody(body, config, proposed, { ...walk, mode: "defaults" });
  if (prior !== null && semantics === "framework" && sameValue(body, first, prior)) return first;
  const mode = prior === null || semantics === "framework" ? "unknowns" : "new-elements";
  return planBody(body, config, first, { ...walk, mode });
}

/** Root attributes whose change, or the change of something inside them, replaces the resource. */
export function replacements(body: Body, rules: Rules, prior: ValueObject, planned: ValueObject): string[] {
  const changed = Object.entries(rules).filter(([path, rule]) => {
    if (rule.replace !== true) return false;
    const [name = "", ...inside] = path.split(/\[\]\.|\./);
    if (inside.length === 0) return !sameField(body, name, planned[name] ?? null, prior[name] ?? null);
    return !equalAsSets(valuesAt(planned[name] ?? null, inside), valuesAt(prior[name] ?? null, inside));
  });
  return [...new Set(changed.map(([path]) => path.split(/[.[]/)[0] ?? ""))];
}

/** Every value that stands at a path, over all elements on the way. What is not there has none. */
function valuesAt(value: Value, path: readonly string[]): Value[] {
  const [name = "", ...rest] = path;
  const elements = isList(value) ? value : [value];
  return elements.flatMap((element) => {
    if (element instanceof Unknown) return [UNKNOWN];
    const found = isObject(element) ? (own(element, name) ?? null) : null;
    return rest.length === 0 ? (found === null ? [] : [found]) : valuesAt(found, rest);
  });
}

/** Equal as far as the schema goes: the order of a set means nothing. */
export function sameValue(body: Body, a: ValueObject, b: ValueObject): boolean {
  return [...Object.keys(body.attributes), ...Object.keys(body.blocks)].every((name) =>
    sameField(body, name, a[name] ?? null, b[name] ?? null),
  );
}

interface Walk {
  readonly rules: Rules;
  readonly semantics: Semantics;
  readonly path: string;
  readonly mode: "defaults" | "unknowns" | "new-elements";
  /** The resource as a whole is in no state yet. */
  readonly isCreate: boolean;
  /** The object at hand is in no state yet. */
  readonly isNew: boolean;
  readonly prior: ValueObject | null;
  /** The object of the configuration that holds the attribute at hand. */
  readonly config: ValueObject;
}

function planBody(body: Body, config: ValueObject, current: ValueObject, walk: Walk): ValueObject {
  const attributes = Object.entries(body.attributes).map(([name, attribute]) => [
    name,
    planAttribute(attribute, config[name] ?? null, current[name] ?? null, step(walk, name), walk.prior?.[name] ?? null),
  ]);
  const blocks = Object.entries(body.blocks).map(([name, block]) => [
    name,
    planBlock(block, config[name] ?? null, current[name] ?? null, step(walk, name), walk.prior?.[name] ?? null),
  ]);
  return Object.fromEntries([...attributes, ...blocks]);
}

function planAttribute(attribute: Attribute, config: Value, current: Value, walk: Walk, prior: Value): Value {
  const rule = walk.rules[walk.path] ?? {};
  if (attribute.writeOnly) return null;
  if (config instanceof Unknown) return UNKNOWN;
  if (config === null) return leftOut(attribute, rule, current, walk, prior);
  return isNested(attribute) ? planNested(attribute.nesting, bodyOf(attribute), config, current, walk, prior) : current;
}

function leftOut(attribute: Attribute, rule: Rule, current: Value, walk: Walk, prior: Value): Value {
  if (walk.mode === "defaults") {
    if (rule.default !== undefined) return rule.default;
    if (rule.defaultEmpty === true && isNested(attribute)) return emptyObject(attribute);
    if (attribute.computed) return current;
    return walk.semantics === "sdk" && isZero(prior) ? prior : null;
  }
  if (!attribute.computed || rule.default !== undefined || rule.defaultEmpty === true) return current;
  if (walk.mode === "new-elements" && !walk.isNew) return current;
  if (rule.computedWhen !== undefined && walk.config[rule.computedWhen.path] !== rule.computedWhen.equals) return null;
  if (rule.keep === "even-null") return walk.isCreate ? UNKNOWN : prior;
  return rule.keep === true && prior !== null ? prior : UNKNOWN;
}

function planBlock(block: NestedBlock, config: Value, current: Value, walk: Walk, prior: Value): Value {
  if (config instanceof Unknown) return UNKNOWN;
  const empty = config === null || (isList(config) && config.length === 0);
  if (empty && walk.rules[walk.path]?.computedBlock === true) {
    if (!walk.isNew) return prior ?? current;
    return walk.mode === "unknowns" ? UNKNOWN : current;
  }
  if (empty) return config;
  // SDKv2 tells the elements of a set by a hash of all their values, so that one unknown value makes the set unknown
  if (walk.semantics === "sdk" && block.nesting === "set" && !isKnown(config)) return UNKNOWN;
  return planNested(block.nesting, block.body, config, current, walk, prior);
}

function planNested(nesting: Nesting, body: Body, config: Value, current: Value, walk: Walk, prior: Value): Value {
  if (nesting === "single") return planElement(body, config, current, walk, prior);
  if (nesting === "map") {
    if (!isObject(config)) return current;
    return Object.fromEntries(
      Object.entries(config).map(([key, each]) => [key, planElement(body, each, at(current, key), inside(walk), at(prior, key))]),
    );
  }
  if (!isList(config)) return current;
  const currents = pairElements(nesting, config, isList(current) ? current : []);
  const priors = pairElements(nesting, config, isList(prior) ? prior : []);
  return config.map((each, index) => planElement(body, each, currents[index] ?? null, inside(walk), priors[index] ?? null));
}

function planElement(body: Body, config: Value, current: Value, walk: Walk, prior: Value): Value {
  if (!isObject(config)) return config instanceof Unknown ? UNKNOWN : config;
  const before = isObject(prior) ? prior : null;
  return planBody(body, config, isObject(current) ? current : config, { ...walk, isNew: before === null, prior: before, config });
}

/** SDKv2 cannot tell these from nothing, so leaving them out is no change. */
function isZero(value: Value): boolean {
  return value === "" || value === false || (isList(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0);
}

/** The object that stands for "left out" where a provider does not plan null. */
function emptyObject({ attributes }: NestedAttribute): ValueObject {
  return Object.fromEntries(Object.keys(attributes).map((name) => [name, null]));
}

function sameField(body: Body, name: string, a: Value, b: Value): boolean {
  const attribute = body.attributes[name];
  const isSet =
    attribute === undefined
      ? body.blocks[name]?.nesting === "set"
      : isNested(attribute)
        ? attribute.nesting === "set"
        : Array.isArray(attribute.type) && attribute.type[0] === "set";
  return isSet && isList(a) && isList(b) ? equalAsSets(a, b) : equal(a, b);
}

function bodyOf({ attributes }: NestedAttribute): Body {
  return { attributes, blocks: {} };
}

function at(value: Value, key: string): Value {
  return isObject(value) ? (own(value, key) ?? null) : null;
}

function step(walk: Walk, name: string): Walk {
  return { ...walk, path: walk.path === "" ? name : `${walk.path}.${name}` };
}

function inside(walk: Walk): Walk {
  return { ...walk, path: `${walk.path}[]` };
}
