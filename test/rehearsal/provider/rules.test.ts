import {
  atLeast,
  atLeastOneWith,
  BOOL_OR_TEXTS,
  between,
  type Check,
  conflictsWith,
  DURATION,
  each,
  exactlyOneWith,
  HEX_ID,
  IS_TRUE,
  items,
  keys,
  LOWER_WORD,
  length,
  NORMALISED_IP,
  neededWhen,
  oneOf,
  onlyWhen,
  type Rule,
  requires,
  SHA256_OF_CONTENT,
  types,
  URL_WITH_PATH,
} from "../../../rehearsal/rules/rule.ts";
import { HEADER_NAME, PRINTABLE, WORD } from "../../../rehearsal/rules/ruleset-parameters.ts";
import { type Attribute, type Body, isNested } from "../../../rehearsal/schema/types.ts";
import { SERVED_TYPES, servedType, typesOf } from "../../../rehearsal/served.ts";
import type { PlainObject } from "../../../rehearsal/value.ts";
import { isRecord, itWithFacts, readFacts } from "./facts.ts";

const FACTS = "provider-rules-cloudflare-5.22.0.json";

const number = (text = ""): number => Number(text);
const quoted = (text = ""): string[] => [...text.matchAll(/"([^"]*)"/g)].map(([, word = ""]) => word);
const words = (text = ""): (string | null)[] => text.split(", ").map((word) => (word === "<null>" ? null : word.replaceAll('"', "")));
const paths = (text = ""): string[] => text.replace(/["[\]]/g, "").split(",");

/** The provider's own words for each check. A text that none of them reads fails the test. */
const WORDS: readonly (readonly [RegExp, (...groups: string[]) => Check])[] = [
  [/^Value must satisfy all of the validations: (.*)$/, (inner) => checkOf(inner)],
  [/^element value must satisfy all validations: (.*)$/, (inner) => each(...inner.split(" + ").map(checkOf))],
  [/^key must satisfy all validations: (.*)$/, (inner) => keys(...inner.split(" + ").map(checkOf))],
  [/^value must be one of: \[(.*)\]$/, (inner) => oneOf(...quoted(inner))],
  [/^value must be between ([-\d.]+) and ([-\d.]+)$/, (low, high) => between(number(low), number(high))],
  [/^value must be at least ([-\d.]+)$/, (low) => atLeast(number(low))],
  [/^string length must be at least (\d+)$/, (low) => length(number(low))],
  [/^string length must be between (\d+) and (\d+)$/, (low, high) => length(number(low), number(high))],
  [/^can only be set if "([^"]*)" is one of: (.*)$/, (path = "", inner) => onlyWhen(path, ...words(inner))],
  [/^has to be set if "([^"]*)" is one of: (.*)$/, (path = "", inner) => neededWhen(path, ...words(inner))],
  [/^(?:list|map) must contain at least (\d+) elements$/, (low) => items(number(low))],
  [/^(?:list|map) must contain at most (\d+) elements$/, (high) => items(0, number(high))],
  [/^can only be set if "([^"]*)" is "([^"]*)"$/, (path = "", value = "") => onlyWhen(path, value)],
  [/^Ensure that if an attribute is set, these are not set: (.*)$/, (inner) => conflictsWith(...paths(inner))],
  [/^Ensure that one and only one attribute from this collection is set: (.*)$/, (inner) => exactlyOneWith(...paths(inner))],
  [/^Ensure that at least one attribute from this collection is set: (.*)$/, (inner) => atLeastOneWith(...paths(inner))],
  [/^Ensure that if an attribute is set, also these are set: (.*)$/, (inner) => requires(...paths(inner))],
  [/^"\w+" only supports "ns", "us" \(or "µs"\), "ms", "s", "m", or "h" as valid units$/, () => DURATION],
  [/^CIDRs or IPs must be normalised$/, () => NORMALISED_IP],
  [/^Validates that the URL path is not empty\.$/, () => URL_WITH_PATH],
  [/^value must be either a boolean or a list of strings$/, () => BOOL_OR_TEXTS],
  [
    /^Validates that the provided value matches the SHA-256 hash of content in either `content` or `content_file`\.$/,
    () => SHA256_OF_CONTENT,
  ],
  [/^value must be a 32-character hexadecimal string$/, () => HEX_ID],
  [/^Value must be "true"$/, () => IS_TRUE],
  [/^value must be a non-empty string containing only lowercase characters and underscores$/, () => LOWER_WORD],
  [/^value must be a non-empty string containing only alphanumeric characters and underscores$/, () => WORD],
  [/^header names must be lowercase and contain only letters, numbers, underscores, and hyphens$/, () => HEADER_NAME],
  [/^(?:languages|media types) must contain only printable ASCII characters$/, () => PRINTABLE],
  [/^The following types are allowed: basetypes\.Float64Type, basetypes\.StringType\.$/, () => types("number", "string")],
];

function checkOf(text: string): Check {
  for (const [pattern, make] of WORDS) {
    const match = pattern.exec(text);
    if (match !== null) return make(...match.slice(1));
  }
  throw new Error(`a validator that nobody has taught the rehearsal: ${text}`);
}

/** The provider's own words for what else it does at plan; undefined is for what a behaviour plays. */
const MODIFIERS: readonly (readonly [RegExp, Partial<Rule> | undefined])[] = [
  [/^Once set to a non-null value, /, { keep: true }],
  [/^Once set, /, { keep: "even-null" }],
  [
    /^Marks attribute as known unless type equals "durable_object_namespace"$/,
    { computedWhen: { path: "type", equals: "durable_object_namespace" } },
  ],
  [/^Ignores changes to location$/, undefined],
  [/^Requires replacement if configured, /, { replace: true }],
  [/^Use prior state for propagation_policy when not configured/, { keep: "even-null" }],
  [/^Calculates the SHA-256 hash of the provided module content/, undefined],
  // follows subdomain.enabled, whose default is the same
  [/^Defaults subdomain\.previews_enabled to /, undefined],
  // one number has one spelling here
  [/^Normalize float64 values /, undefined],
  // assets are refused at apply
  [/^Calculates the SHA-256 hash of the manifest of asset files/, undefined],
];

function modifierOf(text: string): Partial<Rule> {
  const known = MODIFIERS.find(([pattern]) => pattern.test(text));
  if (known === undefined) throw new Error(`a plan modifier that nobody has taught the rehearsal: ${text}`);
  return known[1] ?? {};
}

function ruleOf(fact: unknown, attribute: Attribute, settable: boolean): Rule {
  if (!isRecord(fact)) throw new Error("a rule of another form");
  const known = ["replace", "default", "validators", "modifiers"];
  const foreign = Object.keys(fact).filter((key) => !known.includes(key));
  if (foreign.length > 0) throw new Error(`a rule with ${foreign.join(", ")}`);
  const texts = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  // nothing validates what nobody can set
  const checks = settable ? texts(fact.validators).map(checkOf) : [];
  return {
    ...(fact.replace === true ? { replace: true } : {}),
    ...Object.assign({}, ...texts(fact.modifiers).map(modifierOf)),
    ...(typeof fact.default === "string" ? defaultOf(fact.default.replace(/^value defaults to ?/, ""), attribute) : {}),
    ...(checks.length === 0 ? {} : { checks }),
  };
}

function objectDefault(value: PlainObject): Rule {
  return Object.values(value).every((each) => each === null) ? { defaultEmpty: true } : { default: value };
}

function defaultOf(text: string, attribute: Attribute): Rule {
  if (text.startsWith("{")) return objectDefault(JSON.parse(text.replaceAll("<null>", "null")));
  if (text === "[]") return { default: [] };
  const type = isNested(attribute) ? "object" : attribute.type;
  return { default: type === "bool" ? text === "true" : type === "number" ? Number(text) : text };
}

itWithFacts(FACTS).each(typesOf("cloudflare"))(
  "holds the rules of $type that the real provider enforces, all of them and no other",
  ({ type, rules, schema }) => {
    const { resources } = readFacts(FACTS, isRecord);
    const real = isRecord(resources) ? resources[type] : undefined;
    if (!isRecord(real)) throw new Error(`no rules of ${type} in the facts`);
    const places = placesOf(schema.body, "", true);
    const expected = Object.entries(real).flatMap(([path, fact]): [string, Rule][] => {
      const place = places.get(path);
      if (place === undefined) throw new Error(`a rule for ${path}, which is not there`);
      const rule = ruleOf(fact, place.attribute, place.settable);
      return Object.keys(rule).length === 0 ? [] : [[path, rule]];
    });
    expect(rules).toEqual(Object.fromEntries(expected));
  },
);

it("reads a validator as it is meant, and fails on one it does not know", () => {
  expect(checkOf('value must be one of: ["N" "S"]')).toEqual({ kind: "oneOf", values: ["N", "S"] });
  expect(checkOf("element value must satisfy all validations: list must contain at least 1 elements")).toEqual(each(items(1)));
  expect(() => checkOf("value must be prime")).toThrow("nobody has taught");
});

it.each(SERVED_TYPES)("names only attributes that %s has", (type) => {
  const { rules, schema } = servedType(type);
  const known = pathsOf(schema.body, "");
  expect(Object.keys(rules).filter((path) => !known.has(path))).toEqual([]);
});

it.each(SERVED_TYPES)("gives no default to what %s lets nobody compute, unless its provider is of the old kind", (type) => {
  const { rules, schema, semantics } = servedType(type);
  const computed = (path: string) => schema.body.attributes[path]?.computed === true || path.includes(".");
  const wrong = Object.entries(rules).filter(([path, rule]) => rule.default !== undefined && semantics === "framework" && !computed(path));
  expect(wrong).toEqual([]);
});

interface Site {
  readonly attribute: Attribute;
  readonly settable: boolean;
}

function placesOf({ attributes }: Body, parent: string, settable: boolean): Map<string, Site> {
  const found = Object.entries(attributes).flatMap(([name, attribute]): [string, Site][] => {
    const path = `${parent}${name}`;
    const site = { attribute, settable: settable && (attribute.optional || attribute.required) };
    if (!isNested(attribute)) return [[path, site]];
    const inside = { attributes: attribute.attributes, blocks: {} };
    return [[path, site], ...placesOf(inside, attribute.nesting === "single" ? `${path}.` : `${path}[].`, site.settable)];
  });
  return new Map(found);
}

function pathsOf(body: Body, parent: string): Set<string> {
  const attributes = Object.entries(body.attributes).flatMap(([name, attribute]) => {
    const path = `${parent}${name}`;
    if (!isNested(attribute)) return [path];
    const inside = { attributes: attribute.attributes, blocks: {} };
    return [path, ...pathsOf(inside, attribute.nesting === "single" ? `${path}.` : `${path}[].`)];
  });
  const blocks = Object.entries(body.blocks).flatMap(([name, block]) => [
    `${parent}${name}`,
    ...pathsOf(block.body, `${parent}${name}[].`),
  ]);
  return new Set([...attributes, ...blocks]);
}
