import { createHmac } from "node:crypto";
import { canonicalText, isObject, type JsonObject, listAt, objectAt, parseJson, sameJson, sha256Hex, textAt } from "./json.ts";
import type { Change, PlanJson, ResourceChange } from "./terraform/plan-json.ts";

/**
 * Left out of a plan's content, each for a reason: the time; a second spelling of resource_changes; a heuristic whose order varies from
 * plan to plan; and the state and its drift, which resource_changes repeats for everything that a configuration can say.
 * Source: Terraform `internal/command/jsonplan/plan.go`, and `relevant_attributes` in "JSON Output Format" (checked 2026-11-22).
 */
const NOT_CONTENT = new Set(["timestamp", "planned_values", "relevant_attributes", "prior_state", "resource_drift"]);

/**
 * The part of a plan that is the same whenever the change is the same: configuration, actions, before and after of what a configuration
 * can set, unknown and sensitive masks, moves, imports, outputs. Sensitive values stand in it as HMACs, because a bare hash of a short
 * secret can be guessed; so it may be kept and compared. Each HMAC covers the value's place too: nobody sees that two secrets are equal.
 */
export function contentOf(plan: PlanJson, hmacKey: Uint8Array): JsonObject {
  const configuration = objectAt(plan.configuration, "root_module");
  const configured = configuredAttributes(configuration);
  const content = Object.fromEntries(Object.entries(plan).filter(([key]) => !NOT_CONTENT.has(key)));
  return {
    ...content,
    variables: hideVariables(plan.variables ?? {}, objectAt(configuration, "variables"), hmacKey),
    resource_changes: plan.resource_changes.map((each) => ({
      ...each,
      change: hideChange(reduceChange(each, configured.get(withoutIndex(each.address))), [each.address, each.deposed ?? ""], hmacKey),
    })),
    output_changes: Object.fromEntries(
      Object.entries(plan.output_changes).map(([name, change]) => [name, hideChange(change, ["output", name], hmacKey)]),
    ),
  };
}

/** A line of canonical text (RFC 8785) for the plan's frame and one for each resource change. The content digest is the SHA-256 of this text. */
export function contentText(content: JsonObject): string {
  const { resource_changes: _, ...frame } = content;
  return [frame, ...listAt(content, "resource_changes")].map((line) => `${canonicalText(line)}\n`).join("");
}

export function parseContent(text: string): JsonObject {
  const [frame, ...changes] = text.split("\n").filter((line) => line !== "");
  const parsed = parseJson(frame ?? "");
  return { ...(isObject(parsed) ? parsed : {}), resource_changes: changes.map(parseJson) };
}

/** One digest over all plans of a run, in the order they are applied, or over the secrets that it restores. */
export function runDigest(
  target: string,
  stacks: readonly { readonly stack: string; readonly digest: string }[],
  restores?: readonly { readonly arn: string }[],
): string {
  const arns = restores === undefined ? {} : { restores: restores.map(({ arn }) => arn) };
  return sha256Hex(canonicalText({ target, stacks: stacks.map(({ stack, digest }) => ({ stack, digest })), ...arns }));
}

/** Where two contents part, by address and attribute, at most `limit` places. */
export function differences(before: JsonObject, after: JsonObject, limit = 10): readonly string[] {
  const places: string[] = [];
  const byAddress = (content: JsonObject): ReadonlyMap<string, unknown> =>
    new Map(
      listAt(content, "resource_changes").map((each) => [`${textAt(each, "address")} ${textAt(each, "deposed") ?? ""}`.trim(), each]),
    );
  const { resource_changes: _before, ...restBefore } = before;
  const { resource_changes: _after, ...restAfter } = after;
  const [one, other] = [byAddress(before), byAddress(after)];
  for (const address of new Set([...one.keys(), ...other.keys()])) collect(one.get(address), other.get(address), address, places);
  collect(restBefore, restAfter, "", places);
  return places.slice(0, limit);
}

function collect(one: unknown, other: unknown, path: string, places: string[]): void {
  if (sameJson(one, other)) return;
  if (!isObject(one) || !isObject(other)) {
    places.push(path === "" ? "plan" : path);
    return;
  }
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    collect(one[key], other[key], path === "" ? key : `${path}.${key}`, places);
  }
}

/** Attributes that the configuration names, by resource address. */
function configuredAttributes(module: JsonObject): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    listAt(module, "resources").map(
      (each) => [textAt(each, "address") ?? "", new Set(Object.keys(objectAt(each, "expressions")))] as const,
    ),
  );
}

function withoutIndex(address: string): string {
  return address.replace(/\[[^\]]*\]$/, "");
}

/**
 * Drops computed attributes that nobody set and that the plan does not change: a time of last change or a version counter must not stop
 * an approved run. What the configuration names, what changes, and everything of a thing that goes away stays.
 */
function reduceChange({ change }: ResourceChange, configured: ReadonlySet<string> | undefined): Change {
  const { before, after } = change;
  if (configured === undefined || !isObject(after)) return change;
  const old = isObject(before) ? before : {};
  const unknown = isObject(change.after_unknown) ? change.after_unknown : {};
  const stays = (key: string): boolean =>
    configured.has(key) || (unknown[key] !== true && isObject(before) && !sameJson(old[key], after[key]));
  const keep = (values: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(values).filter(([key]) => !isObject(before) || stays(key)));
  return { ...change, before: isObject(before) ? keep(before) : before, after: keep(after) };
}

/** Names and positions that lead to a value, from the address on. */
type Place = readonly (string | number)[];

/** Before and after share their place: that a secret stays as it is must show. */
function hideChange(change: Change, place: Place, key: Uint8Array): Change {
  return {
    ...change,
    before: hide(change.before, change.before_sensitive, place, key),
    after: hide(change.after, change.after_sensitive, place, key),
  };
}

function hideVariables(variables: JsonObject, declared: JsonObject, key: Uint8Array): JsonObject {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      hide(value, objectAt(declared, name).sensitive === true, ["variable", name], key),
    ]),
  );
}

/** A mask is `true` for the whole value, or has the value's shape with `true` at sensitive leaves. */
function hide(value: unknown, mask: unknown, place: Place, key: Uint8Array): unknown {
  if (value === null || value === undefined || mask === undefined || mask === false) return value;
  if (mask === true) return `hmac-sha256:${createHmac("sha256", key).update(canonicalText({ place, value })).digest("hex")}`;
  if (Array.isArray(value)) {
    return value.map((each, index) => hide(each, Array.isArray(mask) ? mask[index] : undefined, [...place, index], key));
  }
  if (!isObject(value) || !isObject(mask)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, hide(each, mask[name], [...place, name], key)]));
}
