import { createHash } from "node:crypto";
import ipaddr from "ipaddr.js";
import type { Check, Rules } from "./rules/rule.ts";
import { type Body, isNested } from "./schema/types.ts";
import { type CtyType, Dynamic, isList, isObject, typeOf, Unknown, type Value, type ValueObject } from "./value.ts";

/** Something the provider refuses, at a path such as `rules[0].action_parameters.ssl`. */
export interface Complaint {
  readonly path: string;
  readonly says: string;
}

/** Source: hashicorp/terraform-plugin-framework, internal/fwserver/attribute_validation.go; terraform-plugin-sdk v2, helper/schema/schema.go. */
const READ_ONLY = "cannot be set, the provider has marked it as read-only; remove it";

/** From the root object down to the value itself. A list counts as a step of its own. */
type Ancestors = readonly Value[];

interface Place {
  readonly path: string;
  /** Path in the form that rules use: `[]` for every element. */
  readonly rulePath: string;
  readonly ancestors: Ancestors;
}

/** Everything that the rules refuse in a configuration. What is not known yet is not judged. */
export function checkConfig(body: Body, rules: Rules, config: ValueObject): Complaint[] {
  const given = withoutEmptyBlocks(body, config);
  return checkBody(body, rules, given, { path: "", rulePath: "", ancestors: [given] });
}

/** A block that is not there comes as an empty list, unlike an attribute that is one. */
function withoutEmptyBlocks(body: Body, object: ValueObject): ValueObject {
  const blocks = Object.entries(body.blocks).map(([name, block]): [string, Value] => {
    const value = object[name] ?? null;
    if (!isList(value)) return [name, value];
    return [name, value.length === 0 ? null : value.map((each) => (isObject(each) ? withoutEmptyBlocks(block.body, each) : each))];
  });
  return { ...object, ...Object.fromEntries(blocks) };
}

function checkBody(body: Body, rules: Rules, object: ValueObject, place: Place): Complaint[] {
  const attributes = Object.entries(body.attributes).flatMap(([name, attribute]) => {
    const at = child(place, name, object[name] ?? null);
    // both kinds of provider refuse this themselves: terraform does not
    if (!attribute.optional && !attribute.required) return at.ancestors.at(-1) === null ? [] : [{ path: at.path, says: READ_ONLY }];
    const own = checkAll(rules[at.rulePath]?.checks ?? [], object[name] ?? null, at);
    if (!isNested(attribute)) return own;
    const check = attribute.nesting === "map" ? checkMap : checkNested;
    return [...own, ...check({ attributes: attribute.attributes, blocks: {} }, rules, object[name] ?? null, at)];
  });
  const blocks = Object.entries(body.blocks).flatMap(([name, block]) => {
    const value = object[name] ?? null;
    const at = child(place, name, value);
    return [...checkAll(rules[at.rulePath]?.checks ?? [], value, at), ...checkNested(block.body, rules, value, at)];
  });
  return [...attributes, ...blocks];
}

function checkNested(body: Body, rules: Rules, value: Value, place: Place): Complaint[] {
  if (isList(value)) {
    return value.flatMap((element, index) =>
      isObject(element) ? checkBody(body, rules, element, inside(place, `[${index}]`, element)) : [],
    );
  }
  return isObject(value) ? checkBody(body, rules, value, place) : [];
}

function checkMap(body: Body, rules: Rules, value: Value, place: Place): Complaint[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, element]) =>
    isObject(element) ? checkBody(body, rules, element, inside(place, `["${key}"]`, element)) : [],
  );
}

function child(place: Place, name: string, value: Value): Place {
  const dot = place.path === "" ? "" : ".";
  return { path: `${place.path}${dot}${name}`, rulePath: `${place.rulePath}${dot}${name}`, ancestors: [...place.ancestors, value] };
}

function inside(place: Place, index: string, value: Value): Place {
  return { path: `${place.path}${index}`, rulePath: `${place.rulePath}[]`, ancestors: [...place.ancestors, value] };
}

function checkAll(checks: readonly Check[], value: Value, place: Place): Complaint[] {
  return checks.flatMap((check) => {
    const says = refusal(check, value, place.ancestors);
    return says === undefined ? [] : [{ path: place.path, says }];
  });
}

function refusal(check: Check, value: Value, ancestors: Ancestors): string | undefined {
  if (value instanceof Unknown) return undefined;
  const others = "paths" in check ? check.paths.map((path) => ({ path, value: resolve(path, ancestors) })) : [];
  if (others.some((other) => other.value instanceof Unknown)) return undefined;
  const set = others.filter((other) => other.value !== null);
  if (check.kind === "exactlyOneWith") {
    const count = set.length + (value === null ? 0 : 1);
    return count === 1 ? undefined : `exactly one of this and ${check.paths.join(", ")} must be set, ${count} are`;
  }
  if (check.kind === "atLeastOneWith") {
    return value !== null || set.length > 0 ? undefined : `at least one of this and ${check.paths.join(", ")} must be set`;
  }
  if (check.kind === "onlyWhen" || check.kind === "neededWhen") return conditionRefusal(check, value, resolve(check.path, ancestors));
  if (value === null) return undefined;
  switch (check.kind) {
    case "conflictsWith":
      return set.length === 0 ? undefined : `conflicts with ${set.map(({ path }) => path).join(", ")}`;
    case "requires":
      return set.length === others.length ? undefined : `must go with ${check.paths.join(", ")}`;
    case "sha256Of": {
      const text = resolve(check.path, ancestors);
      return typeof text !== "string" || value === sha256(text) ? undefined : `expected the SHA-256 of ${check.path}, got ${shown(value)}`;
    }
    case "each":
      return isList(value) || isObject(value) ? firstRefusal(check.checks, Object.values(value), ancestors) : undefined;
    case "keys":
      return isObject(value) ? firstRefusal(check.checks, Object.keys(value), ancestors) : undefined;
    default:
      return valueRefusal(check, value instanceof Dynamic ? value.value : value);
  }
}

type Condition = Extract<Check, { kind: "onlyWhen" | "neededWhen" }>;

function conditionRefusal({ kind, path, values }: Condition, value: Value, other: Value): string | undefined {
  const holds = values.some((each) => each === other);
  if (other instanceof Unknown || (kind === "onlyWhen" ? value === null || holds : value !== null || !holds)) return undefined;
  const said = values.map((each) => (each === null ? "<null>" : `"${each}"`)).join(", ");
  const among = values.length === 1 ? said : `one of ${said}`;
  return `${kind === "onlyWhen" ? "can only be" : "has to be"} set if "${path}" is ${among}, it is ${shown(other)}`;
}

type ValueCheck = Exclude<
  Check,
  { kind: "conflictsWith" | "requires" | "onlyWhen" | "neededWhen" | "sha256Of" | "each" | "keys" | "exactlyOneWith" | "atLeastOneWith" }
>;

function valueRefusal(check: ValueCheck, value: Value): string | undefined {
  const size = sizeOf(value);
  switch (check.kind) {
    case "oneOf":
      return check.values.some((each) => String(each) === String(value))
        ? undefined
        : `expected one of ${check.values.join(", ")}, got ${shown(value)}`;
    case "between":
      return typeof value === "number" && value >= check.min && value <= check.max
        ? undefined
        : `expected ${range(check)}, got ${shown(value)}`;
    case "divisibleBy":
      return typeof value === "number" && (value % check.divisor === 0 || check.orOneOf.includes(value))
        ? undefined
        : `expected ${check.orOneOf.join(", ")} or a multiple of ${check.divisor}, got ${shown(value)}`;
    case "length":
      return size >= check.min && size <= check.max ? undefined : `expected a length of ${range(check)}, got ${size}`;
    case "items":
      return size >= check.min && size <= check.max ? undefined : `expected ${range(check)} elements, got ${size}`;
    case "matches":
      return typeof value === "string" && check.pattern.test(value) ? undefined : `expected ${check.says}, got ${shown(value)}`;
    case "whole":
      return Number.isInteger(value) ? undefined : `expected a whole number, got ${shown(value)}`;
    case "leftOut":
      return "cannot be set by anybody; remove it";
    case "jsonObject":
      return typeof value === "string" && /^\s*\{/.test(value) && isJson(value) ? undefined : "contains invalid JSON, or no JSON object";
    case "json":
      return typeof value === "string" && isJson(value) ? undefined : "contains invalid JSON";
    case "normalisedIp":
      return typeof value === "string" && isNormalisedIp(value) ? undefined : `expected a normalised address or CIDR, got ${shown(value)}`;
    case "boolOrTexts": {
      const fits = typeof value === "boolean" || (isList(value) && value.every((element) => typeof element === "string"));
      return fits ? undefined : `expected a boolean or a list of strings, got ${shown(value)}`;
    }
    case "is":
      return value === check.value ? undefined : `must be ${check.value}`;
    case "types":
      return admitsType(check.types, value) ? undefined : `expected a value of type ${check.types.join(" or ")}, got ${shown(value)}`;
  }
}

function firstRefusal(checks: readonly Check[], values: readonly Value[], ancestors: Ancestors): string | undefined {
  return values.flatMap((value) => checks.map((check) => refusal(check, value, ancestors))).find((says) => says !== undefined);
}

/** `<.<.action` from the value's place: one `<` leads to the object that holds the value. */
function resolve(path: string, ancestors: Ancestors): Value {
  const steps = path.split(".");
  const up = steps.filter((step) => step === "<").length;
  const names = steps.slice(up);
  const holder = up === 0 ? rootOrSelf(names[0] ?? "", ancestors) : ancestors.at(-1 - up);
  const found = names.reduce<Value>(
    (value, name) => (isObject(value) ? (value[name] ?? null) : value instanceof Unknown ? value : null),
    holder ?? null,
  );
  // a block that is not there is an empty list
  return isList(found) && found.length === 0 && up === 0 ? null : found;
}

function rootOrSelf(name: string, ancestors: Ancestors): Value {
  const root = ancestors[0] ?? null;
  return isObject(root) && name in root ? root : (ancestors.at(-1) ?? null);
}

function sizeOf(value: Value): number {
  if (typeof value === "string") return [...value].length;
  return isList(value) ? value.length : isObject(value) ? Object.keys(value).length : 0;
}

function admitsType(types: readonly CtyType[], value: Value): boolean {
  return types.some((type) => type === typeOf(value));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** An address in its shortest form, or a network whose host bits are all 0. */
function isNormalisedIp(text: string): boolean {
  const [address = "", prefix] = text.split("/");
  if (!ipaddr.isValid(address) || ipaddr.process(address).toString() !== address) return false;
  if (prefix === undefined) return true;
  if (!ipaddr.isValidCIDR(text)) return false;
  const network = address.includes(":") ? ipaddr.IPv6.networkAddressFromCIDR(text) : ipaddr.IPv4.networkAddressFromCIDR(text);
  return network.toString() === address;
}

function range({ min, max }: { readonly min: number; readonly max: number }): string {
  if (min === Number.NEGATIVE_INFINITY) return `at most ${max}`;
  return max === Number.POSITIVE_INFINITY ? `at least ${min}` : `${min} to ${max}`;
}

function shown(value: Value): string {
  return typeof value === "string" ? `"${value}"` : value === null ? "nothing" : JSON.stringify(value);
}
