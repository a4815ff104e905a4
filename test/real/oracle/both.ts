import { injectFaults } from "../../../rehearsal/faults.ts";
import { encodeValue } from "../../../rehearsal/protocol/codec.ts";
import type { Attribute, Body, NestedBlock } from "../../../rehearsal/schema/types.ts";
import { providerSchema, typesOf } from "../../../rehearsal/served.ts";
import { openSession } from "../../../rehearsal/session.ts";
import {
  isList,
  isObject,
  type Plain,
  type PlainObject,
  plainList,
  Unknown,
  type Value,
  type ValueObject,
} from "../../../rehearsal/value.ts";
import { AWS_EXAMPLES } from "../../rehearsal/provider/aws/examples.ts";
import { EXAMPLES } from "../../rehearsal/provider/examples.ts";
import { worldOf } from "../../rehearsal/provider/harness.ts";
import { type Ask, type Asked, configOf, planOf, refusals } from "./ask.ts";
import { fieldOf, listIn, readSchema, textIn } from "./read-schema.ts";
import { offlineConfig, type RealProvider } from "./real-provider.ts";
import { cutTo, junkOf, otherThan, type Settable, settableIn, valueAt, withValue } from "./variants.ts";

/** One served type, as both describe it, and a configuration that both take. */
export interface Pair {
  readonly type: string;
  readonly real: Asked;
  readonly ours: Asked;
  readonly base: PlainObject;
}

export interface Both {
  readonly pairs: readonly Pair[];
  readonly askReal: Ask;
  readonly askOurs: Ask;
}

/** Both providers, configured; every AWS type that the rehearsal serves. */
export async function openBoth(provider: RealProvider): Promise<Both> {
  const schemas = await provider.call("GetProviderSchema", {});
  const block = fieldOf(fieldOf(schemas, "provider"), "block");
  const names = (list: string, name: string) => listIn(block, list).map((each) => textIn(each, name));
  await provider.call("ConfigureProvider", offlineConfig(names("attributes", "name"), names("blockTypes", "typeName")));
  const session = openSession({ provider: "aws", world: worldOf(), faults: injectFaults({}), checkExpression: () => undefined });
  await session.ConfigureProvider({ config: { msgpack: encodeValue(providerSchema("aws").body, { region: "us-east-1" }) } });
  const pairs = typesOf("aws").map(({ type, schema }): Pair => {
    const real = { type, body: readSchema(fieldOf(fieldOf(schemas, "resourceSchemas"), type)).body };
    const example = AWS_EXAMPLES[type]?.base ?? EXAMPLES[type]?.base ?? {};
    return { type, real, ours: { type, body: schema.body }, base: cutTo(real.body, resolved(example)) };
  });
  return { pairs, askReal: provider.call, askOurs: async (rpc, request) => await session[rpc](request) };
}

const REFERENCE = /\$\{(\w+)\.\w+\.(\w+)\}/g;
const ARN = "arn:aws:service:us-east-1:123456789012:thing/it";

/** References as the values that could stand behind them: an oracle plans one resource at a time. */
function resolved(example: object): PlainObject {
  const text = JSON.stringify(example)
    .replaceAll(/"\$\{\[for [^"]*"/g, '["_x.api.example.net"]')
    .replaceAll(REFERENCE, (_, type: string, name: string) => referred(type, name));
  const { provider: _, ...attributes }: PlainObject = JSON.parse(text);
  return attributes;
}

function referred(type: string, name: string): string {
  if (name === "certificate_arn") return "arn:aws:acm:us-east-1:123456789012:certificate/it";
  if (/arn$/.test(name)) return ARN;
  return type === "aws_sqs_queue" ? "https://sqs.us-east-1.amazonaws.com/123456789012/it" : "it";
}

/** `type path: real, ours`, for every attribute and block that both have. */
export function schemaDifferences({ pairs }: Both): string[] {
  return pairs.flatMap(({ type, real, ours }) => bodyDifferences(real.body, ours.body, "").map((line) => `${type} ${line}`));
}

/** Walked together, for the real schema of a web ACL is larger than that of all other types. */
function bodyDifferences(real: Body, ours: Body, parent: string): string[] {
  const attributes = Object.entries(ours.attributes).flatMap(([name, attribute]) => {
    const theirs = real.attributes[name];
    const [line, mine] = [theirs === undefined ? undefined : lineOf(theirs), lineOf(attribute)];
    return line === undefined || line === mine ? [] : [`${parent}${name}: ${line}, ${mine}`];
  });
  const blocks = Object.entries(ours.blocks).flatMap(([name, block]) => {
    const theirs = real.blocks[name];
    if (theirs === undefined) return [];
    const [line, mine] = [countOf(theirs), countOf(block)];
    return [
      ...(line === mine ? [] : [`${parent}${name}: ${line}, ${mine}`]),
      ...bodyDifferences(theirs.body, block.body, `${parent}${name}.`),
    ];
  });
  return [...attributes, ...blocks];
}

function countOf({ nesting, minItems, maxItems }: NestedBlock): string {
  return `${nesting} ${minItems}..${maxItems}`;
}

function lineOf(attribute: Attribute): string {
  const { required, optional, computed, sensitive, writeOnly } = attribute;
  const letters = [required && "R", optional && "O", computed && "C", sensitive && "S", writeOnly && "W"].filter(Boolean).join("");
  return `${"type" in attribute ? JSON.stringify(attribute.type) : "nested"} ${letters}`;
}

/** `type attribute`, where the plans of a new resource differ. */
export async function createDifferences(both: Both): Promise<string[]> {
  const all = await Promise.all(
    both.pairs.map(async ({ type, real, ours, base }) => {
      const [theirs, mine] = [
        await planOf(both.askReal, real, configOf(real, base), null),
        await planOf(both.askOurs, ours, configOf(ours, base), null),
      ];
      if (theirs.planned === null || mine.planned === null)
        return [`${type} has no plan: ${[...theirs.errors, ...mine.errors].join("; ")}`];
      const { planned } = mine;
      return Object.entries(theirs.planned)
        .filter(([name, value]) => name in planned && shape(value) !== shape(planned[name] ?? null))
        .map(([name]) => `${type} ${name}`);
    }),
  );
  return all.flat();
}

/** Legacy providers cannot tell nothing from zero, so that neither is a difference; a set has no order. */
function shape(value: Value): string {
  if (value instanceof Unknown) return "?";
  if (isList(value)) return value.length === 0 ? "" : `[${value.map(shape).sort().join()}]`;
  if (isObject(value)) {
    const members = Object.entries(value)
      .map(([name, each]) => [name, shape(each)])
      .filter(([, text]) => text !== "")
      .map(([name, text]) => `${name}=${text}`);
    return members.length === 0 ? "" : `{${members.sort().join()}}`;
  }
  if (typeof value === "string" && /^[[{]/.test(value)) return jsonShape(value);
  return value === null || value === 0 || value === false || value === "" ? "" : String(value);
}

/** The provider plans JSON in an order of its own, and takes any other for the same. */
function jsonShape(text: string): string {
  try {
    const value: Plain = JSON.parse(text);
    return shape(value);
  } catch {
    return text;
  }
}

/** The real schema of a web ACL has 9,700 attributes, with which one question takes a second. Its schema and its first plan are compared. */
function isSmall({ type }: Pair): boolean {
  return type !== "aws_wafv2_web_acl";
}

/** `type attribute`, where a change of this attribute alone replaces with one of them and not with the other. */
export async function replacementDifferences(both: Both): Promise<string[]> {
  const all = await Promise.all(both.pairs.filter(isSmall).map((pair) => replacementsOf(both, pair)));
  return all.flat();
}

async function replacementsOf({ askReal, askOurs }: Both, { type, real, ours, base }: Pair): Promise<string[]> {
  const { planned } = await planOf(askReal, real, configOf(real, base), null);
  if (planned === null) return [];
  const prior = stateFrom(real.body, planned);
  const found: string[] = [];
  for (const { path, attribute } of rootsBoth(real, ours)) {
    if ("nesting" in attribute) continue;
    const other = otherThan(valueAt(base, path), attribute.type);
    if (other === undefined) continue;
    const changed = withValue(base, path, other);
    const [theirs, mine] = [
      await planOf(askReal, real, configOf(real, changed), prior),
      await planOf(askOurs, ours, configOf(ours, changed), cutPrior(ours.body, prior)),
    ];
    const wanted = theirs.errors.length > 0 || mine.errors.length > 0 ? null : (path[0] ?? "");
    if (wanted !== null && theirs.replaces.includes(wanted) !== mine.replaces.includes(wanted)) found.push(`${type} ${wanted}`);
  }
  return found;
}

/** Attributes of the resource itself that both may set. */
function rootsBoth(real: Asked, ours: Asked): Settable[] {
  return settableIn(real.body, undefined).filter(
    ({ path: [name = ""] }) => name in ours.body.attributes && name !== "id" && name !== "region",
  );
}

/** What a state could hold after the plan: something for everything that was left open. */
function stateFrom(body: Body, planned: ValueObject): ValueObject {
  const attributes = Object.entries(body.attributes).map(([name, attribute]): [string, Value] => {
    const value = planned[name] ?? null;
    return [name, value instanceof Unknown && "type" in attribute ? placeholder(attribute.type, name) : filled(value)];
  });
  const blocks = Object.entries(body.blocks).map(([name, block]): [string, Value] => {
    const value = planned[name] ?? null;
    if (!isList(value)) return [name, block.nesting === "single" ? null : []];
    return [name, value.map((each) => (isObject(each) ? stateFrom(block.body, each) : {}))];
  });
  return Object.fromEntries([...attributes, ...blocks]);
}

function filled(value: Value): Value {
  if (value instanceof Unknown) return null;
  if (isList(value)) return value.map(filled);
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filled(each)])) : value;
}

const PLACEHOLDERS: Readonly<Record<string, string>> = { protocol_version: "HTTP1", ip_address_type: "ipv4" };

function placeholder(type: unknown, name: string): Plain {
  if (type === "string") return PLACEHOLDERS[name] ?? (/arn/.test(name) ? ARN : "x");
  if (type === "number") return 1;
  if (type === "bool") return true;
  return Array.isArray(type) && type[0] === "map" ? {} : [];
}

/** The same state in the rehearsal's schema, which has attributes of later versions. */
function cutPrior(body: Body, prior: ValueObject): ValueObject {
  const attributes = Object.keys(body.attributes).map((name): [string, Value] => [
    name,
    prior[name] ?? (name === "region" ? "us-east-1" : null),
  ]);
  const blocks = Object.keys(body.blocks).map((name): [string, Value] => [name, prior[name] ?? []]);
  return Object.fromEntries([...attributes, ...blocks]);
}

/** `type path: taken here only` or `refused here only`, with the value. */
export async function refusalDifferences(both: Both): Promise<string[]> {
  const all = await Promise.all(both.pairs.filter(isSmall).map((pair) => refusalsOf(both, pair)));
  return all.flat();
}

async function refusalsOf({ askReal, askOurs }: Both, { type, real, ours, base }: Pair): Promise<string[]> {
  const inOurs = new Set(settableIn(ours.body, base).map(({ path }) => path.join(".")));
  const found: string[] = [];
  for (const { path, attribute } of settableIn(real.body, base)) {
    if (!inOurs.has(path.join(".")) || "nesting" in attribute) continue;
    for (const junk of junkOf(attribute.type)) {
      const config = withValue(base, path, junk);
      const theirs = (await refusals(askReal, real, configOf(real, config))).length > 0;
      const valid = (await refusals(askOurs, ours, configOf(ours, config))).length === 0;
      // what its checks let through the rehearsal may still refuse when it plans
      const mine = !valid || (theirs && (await planOf(askOurs, ours, configOf(ours, config), null)).errors.length > 0);
      // SDKv2 takes an empty text for none; whoever means none leaves it out here
      if (theirs !== mine && !(junk === "" && mine))
        found.push(`${type} ${path.join(".")}: ${theirs ? "takes" : "refuses"} ${shown(junk)}`);
    }
  }
  return found;
}

function shown(junk: Plain): string {
  if (typeof junk === "string") return junk.length > 40 ? `${junk.length} characters` : JSON.stringify(junk);
  return plainList(junk).length > 3 ? `${plainList(junk).length} elements` : JSON.stringify(junk);
}
