import { pairElements } from "../../../rehearsal/pair.ts";
import { decodeValue, encodeValue, fromPlain } from "../../../rehearsal/protocol/codec.ts";
import type { Message } from "../../../rehearsal/protocol/messages.ts";
import { type Attribute, type Body, isNested } from "../../../rehearsal/schema/types.ts";
import { isList, isObject, type PlainObject, type Value, type ValueObject } from "../../../rehearsal/value.ts";
import { fieldOf, listIn, textIn } from "./read-schema.ts";
import type { OracleCall } from "./real-provider.ts";

/** Whoever answers the calls of a provider: the real one, or the rehearsal. */
export type Ask = (rpc: OracleCall, request: Message) => Message | Promise<Message>;

export interface Asked {
  readonly type: string;
  readonly body: Body;
}

export interface PlannedAnswer {
  readonly planned: ValueObject | null;
  /** Root attributes that replace the resource. */
  readonly replaces: readonly string[];
  readonly errors: readonly string[];
  readonly isLegacy: boolean;
}

const ERROR = 1;

export interface Diagnosed {
  /** Where in the configuration: `rule[0].name`; the elements of a set have no number. */
  readonly path: string;
  readonly says: string;
}

/** What a provider refuses about a configuration before it plans. */
export async function refusals(ask: Ask, { type, body }: Asked, config: ValueObject): Promise<Diagnosed[]> {
  return errorsIn(await ask("ValidateResourceConfig", { typeName: type, config: dynamic(body, config) }));
}

/** What it plans for a configuration, over a state or over nothing. */
export async function planOf(ask: Ask, { type, body }: Asked, config: ValueObject, prior: ValueObject | null): Promise<PlannedAnswer> {
  const answer = await ask("PlanResourceChange", {
    typeName: type,
    config: dynamic(body, config),
    priorState: dynamic(body, prior),
    proposedNewState: dynamic(body, proposedNew(body, config, prior)),
  });
  const planned = fieldOf(answer.plannedState, "msgpack");
  return {
    planned: planned instanceof Uint8Array && planned.length > 0 ? decodeValue(body, planned) : null,
    replaces: [...new Set(listIn(answer, "requiresReplace").map((path) => shownPath(path).split(/[.[]/)[0] ?? ""))].sort(),
    errors: errorsIn(answer).map(({ says }) => says),
    isLegacy: answer.legacyTypeSystem === true,
  };
}

export function configOf({ body }: Asked, attributes: PlainObject): ValueObject {
  return withEmptyBlocks(body, fromPlain(body, attributes));
}

/** Terraform sends an empty list where a configuration has no block. */
function withEmptyBlocks(body: Body, value: ValueObject): ValueObject {
  const blocks = Object.entries(body.blocks).map(([name, block]): [string, Value] => {
    const given = value[name] ?? null;
    if (block.nesting === "single") return [name, isObject(given) ? withEmptyBlocks(block.body, given) : given];
    const elements = isList(given) ? given : [];
    return [name, elements.map((each) => (isObject(each) ? withEmptyBlocks(block.body, each) : each))];
  });
  return { ...value, ...Object.fromEntries(blocks) };
}

/**
 * The configuration, with what it leaves out taken from the state where the provider computes it.
 * Source: hashicorp/terraform v1.11.4, internal/plans/objchange, ProposedNew.
 */
export function proposedNew(body: Body, config: ValueObject, prior: ValueObject | null): ValueObject {
  const attributes = Object.entries(body.attributes).map(([name, attribute]): [string, Value] => {
    const given = config[name] ?? null;
    return [name, given === null && attribute.computed ? (prior?.[name] ?? null) : proposedNested(attribute, given)];
  });
  const blocks = Object.entries(body.blocks).map(([name, block]): [string, Value] => {
    const given = config[name] ?? null;
    if (!isList(given)) return [name, given];
    const before = prior?.[name] ?? null;
    const others = pairElements(block.nesting, given, isList(before) ? before : []);
    return [name, given.map((each, index) => (isObject(each) ? proposedNew(block.body, each, objectOrNull(others[index])) : each))];
  });
  return Object.fromEntries([...attributes, ...blocks]);
}

function proposedNested(attribute: Attribute, given: Value): Value {
  if (isNested(attribute)) throw new Error("protocol 5 has no nested attributes");
  return given;
}

function objectOrNull(value: Value | undefined): ValueObject | null {
  return isObject(value) ? value : null;
}

function errorsIn(answer: Message): Diagnosed[] {
  return listIn(answer, "diagnostics")
    .filter((each) => fieldOf(each, "severity") === ERROR)
    .map((each) => ({ path: shownPath(fieldOf(each, "attribute")), says: `${textIn(each, "summary")}: ${textIn(each, "detail")}` }));
}

function shownPath(path: unknown): string {
  return listIn(path, "steps").reduce<string>((shown, step) => {
    const name = textIn(step, "attributeName");
    const key = textIn(step, "elementKeyString");
    if (name !== "") return shown === "" ? name : `${shown}.${name}`;
    return key === "" ? `${shown}[${String(fieldOf(step, "elementKeyInt"))}]` : `${shown}["${key}"]`;
  }, "");
}

function dynamic(body: Body, value: ValueObject | null): Message {
  return { msgpack: encodeValue(body, value) };
}
