import { isObject, type JsonObject, sameJson } from "../json.ts";
import { actionOf, isImport, type PlanJson, type ResourceChange } from "../terraform/plan-json.ts";
import type { ChangeAction } from "./review-schema.ts";

export const SENSITIVE = "(sensitive)";
export const UNKNOWN = "(known after apply)";

/** One change of a plan with everything masked that must not be seen, in the shape that sentences, risks and classes are made from. */
export interface PlannedChange {
  readonly stack: string;
  readonly address: string;
  readonly previousAddress: string | null;
  readonly type: string;
  readonly name: string;
  readonly action: ChangeAction;
  /** Empty before a creation. */
  readonly before: JsonObject;
  /** Empty after a deletion. */
  readonly after: JsonObject;
  /** Attributes that differ and that the plan knows, in the order of the plan. */
  readonly changed: readonly string[];
}

/** Changes worth a reader's time: a plain no-op is none, but a move or an import hides in one. */
export function plannedChanges(plan: PlanJson, stack: string): readonly PlannedChange[] {
  return plan.resource_changes.flatMap((each) => {
    const action = changeAction(each, stack);
    return action === undefined ? [] : [toPlannedChange(each, stack, action)];
  });
}

function changeAction(each: ResourceChange, stack: string): ChangeAction | undefined {
  if (each.mode !== "managed") return undefined;
  const action = actionOf(each.change, `${stack}: ${each.address}`);
  if (action === "read") return undefined;
  if (action !== "no-op") return action;
  if (isImport(each)) return "import";
  return each.previous_address === undefined ? undefined : "move";
}

function toPlannedChange(each: ResourceChange, stack: string, action: ChangeAction): PlannedChange {
  const { change } = each;
  const before = masked(change.before, change.before_sensitive, undefined);
  const after = masked(change.after, change.after_sensitive, change.after_unknown);
  const raw = isObject(change.after) ? change.after : {};
  const old = isObject(change.before) ? change.before : {};
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return {
    stack,
    address: each.deposed === undefined ? each.address : `${each.address} (deposed ${each.deposed})`,
    previousAddress: each.previous_address ?? null,
    type: each.type,
    name: each.name,
    action,
    before,
    after,
    // compared in clear, shown masked: a changed secret must not look unchanged
    changed: keys.filter((key) => after[key] !== UNKNOWN && !sameMeaning(old[key], raw[key])),
  };
}

/** Null, empty text, empty list and empty object say the same to a provider. */
export function sameMeaning(one: unknown, other: unknown): boolean {
  return (isEmpty(one) && isEmpty(other)) || sameJson(one, other);
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

function masked(value: unknown, sensitive: unknown, unknown: unknown): JsonObject {
  const result = mask(value ?? {}, sensitive, unknown);
  return isObject(result) ? result : {};
}

function mask(value: unknown, sensitive: unknown, unknown: unknown): unknown {
  if (unknown === true) return UNKNOWN;
  if (sensitive === true) return SENSITIVE;
  if (Array.isArray(value)) return value.map((each, index) => mask(each, at(sensitive, index), at(unknown, index)));
  if (!isObject(value)) return value;
  const unknowns = isObject(unknown) ? unknown : {};
  const keys = new Set([...Object.keys(value), ...Object.keys(unknowns).filter((name) => unknowns[name] === true)]);
  return Object.fromEntries([...keys].map((name) => [name, mask(value[name], at(sensitive, name), at(unknown, name))]));
}

function at(mask: unknown, key: string | number): unknown {
  if (Array.isArray(mask) && typeof key === "number") return mask[key];
  return isObject(mask) ? mask[key] : undefined;
}
