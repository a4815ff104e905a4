import { createHash } from "node:crypto";
import type { Check, Rules } from "../../../../rehearsal/rules/rule.ts";
import { type Attribute, isNested } from "../../../../rehearsal/schema/types.ts";
import type { CtyType } from "../../../../rehearsal/value.ts";
import { MAP_KEY } from "./place.ts";

const WORDS = ["x", "a", "block", "24h", "example.com/old", "a".repeat(32), "0", "{}"];
const JUNK = ["", "UPPER CASE", "no spaces allowed\n", "ü", "!"];
/** Longer than what any enumeration has. */
const FOREIGN = { text: "no-such-value", number: 987_654_321 };
const CONTENT = "x";

/** A value that an attribute may have. Children that are required are in it, those that are not are left out. */
export function sample(attribute: Attribute, rules: Rules, rulePath: string): unknown {
  const checks = rules[rulePath]?.checks ?? [];
  if (!isNested(attribute)) return leaf(attribute.type, checks);
  const inside = attribute.nesting === "single" ? rulePath : `${rulePath}[]`;
  const element = Object.fromEntries(
    Object.entries(attribute.attributes)
      .filter(([, child]) => child.required)
      .map(([name, child]) => [name, sample(child, rules, `${inside}.${name}`)]),
  );
  return attribute.nesting === "single" ? element : attribute.nesting === "map" ? { [MAP_KEY]: element } : [element];
}

function leaf(type: CtyType, checks: readonly Check[]): unknown {
  if (Array.isArray(type)) {
    const inner = checks.flatMap((check) => (check.kind === "each" ? check.checks : []));
    const element = leaf(type[1], inner);
    return type[0] === "map" ? { [MAP_KEY]: element } : [element];
  }
  const [check] = checks.filter(({ kind }) => kind in SAMPLES);
  return check === undefined ? plainSample(type) : good(check, type);
}

function plainSample(type: CtyType): unknown {
  return type === "number" ? 1 : type === "bool" ? true : CONTENT;
}

type Of<K extends Check["kind"]> = Extract<Check, { kind: K }>;

const SAMPLES = {
  oneOf: ({ values }: Of<"oneOf">, type: CtyType) => (type === "number" ? Number(values[0]) : values[0]),
  between: ({ min }: Of<"between">) => min,
  length: ({ min }: Of<"length">) => CONTENT.repeat(Math.max(min, 1)),
  matches: ({ pattern }: Of<"matches">) => WORDS.find((word) => pattern.test(word)),
  is: ({ value }: Of<"is">) => value,
  types: () => 0,
  normalisedIp: () => "192.0.2.1",
  boolOrTexts: () => true,
  sha256Of: () => createHash("sha256").update(CONTENT).digest("hex"),
} as const;

function good(check: Check, type: CtyType): unknown {
  switch (check.kind) {
    case "oneOf":
      return SAMPLES.oneOf(check, type);
    case "between":
      return SAMPLES.between(check);
    case "length":
      return SAMPLES.length(check);
    case "matches":
      return SAMPLES.matches(check);
    case "is":
      return SAMPLES.is(check);
    case "types":
    case "normalisedIp":
    case "boolOrTexts":
    case "sha256Of":
      return SAMPLES[check.kind]();
    default:
      throw new Error(`nobody knows a sample for ${check.kind}`);
  }
}

/** Values that a check on the value alone must refuse. */
export function bad(check: Check, attribute: Attribute, present: unknown): unknown[] {
  const type = isNested(attribute) ? "dynamic" : attribute.type;
  switch (check.kind) {
    case "oneOf":
      return [type === "number" ? FOREIGN.number : FOREIGN.text];
    case "between":
      return [check.min - 1, check.max + 1].filter(Number.isFinite);
    case "length":
      return [...(check.min > 0 ? [""] : []), ...(Number.isFinite(check.max) ? [CONTENT.repeat(check.max + 1)] : [])];
    case "items":
      return [...(check.min > 0 ? [emptyLike(present)] : []), ...(Number.isFinite(check.max) ? [repeated(present, check.max + 1)] : [])];
    case "matches":
      return JUNK.filter((junk) => !check.pattern.test(junk)).slice(0, 1);
    case "is":
      return [!check.value];
    case "types":
      return [true];
    case "normalisedIp":
      return ["192.0.2.1/24", "2001:DB8::1"];
    case "boolOrTexts":
      return [7];
    case "sha256Of":
      return ["0".repeat(64)];
    case "each":
      return check.checks.flatMap((inner) =>
        bad(inner, elementOf(attribute), firstOf(present)).map((value) => (Array.isArray(present) ? [value] : { [MAP_KEY]: value })),
      );
    case "keys":
      return check.checks.flatMap((inner) =>
        bad(inner, { ...attribute, type: "string" }, MAP_KEY).map((key) => ({ [String(key)]: firstOf(present) })),
      );
    default:
      return [];
  }
}

function elementOf(attribute: Attribute): Attribute {
  if (isNested(attribute) || !Array.isArray(attribute.type)) throw new Error("no elements");
  return { ...attribute, type: attribute.type[1] };
}

function firstOf(present: unknown): unknown {
  return typeof present === "object" && present !== null ? Object.values(present)[0] : undefined;
}

function emptyLike(present: unknown): unknown {
  return Array.isArray(present) ? [] : {};
}

function repeated(present: unknown, count: number): unknown {
  const element = firstOf(present);
  return Array.isArray(present)
    ? Array.from({ length: count }, () => element)
    : Object.fromEntries(Array.from({ length: count }, (_, index) => [`${MAP_KEY}${index}`, element]));
}
