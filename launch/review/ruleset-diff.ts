import { isObject, type JsonObject, listAt, sameJson, textAt } from "../json.ts";
import type { PlannedChange } from "./planned-change.ts";

/** Set by the API, not by anybody's intention. Source: provider cloudflare 5.22.0, ruleset schema, computed attributes of `rules`. */
const COMPUTED = new Set(["id", "version", "last_updated", "categories"]);

export interface RuleChange {
  readonly ref: string;
  readonly kind: "added" | "removed" | "changed" | "moved";
  readonly description: string;
  /** `path: before -> after`, for changed rules. */
  readonly fields: readonly string[];
}

/** What happens to a ruleset rule by rule: matched by `ref`, never by position. */
export function diffRules({ before, after }: Pick<PlannedChange, "before" | "after">): readonly RuleChange[] {
  const [old, now] = [byRef(before), byRef(after)];
  const added = [...now].filter(([ref]) => !old.has(ref)).map(([ref, rule]) => entry(ref, "added", rule));
  const removed = [...old].filter(([ref]) => !now.has(ref)).map(([ref, rule]) => entry(ref, "removed", rule));
  const changed = [...now].flatMap(([ref, rule]) => {
    const was = old.get(ref);
    const fields = was === undefined ? [] : changedFields(was, rule, "");
    return fields.length === 0 ? [] : [{ ...entry(ref, "changed", rule), fields }];
  });
  const reordered = movedRefs(
    [...old.keys()].filter((ref) => now.has(ref)),
    [...now.keys()].filter((ref) => old.has(ref)),
  ).map((ref) => entry(ref, "moved", now.get(ref) ?? {}));
  return [...removed, ...added, ...changed, ...reordered];
}

/** A rule without a ref still has to be seen: its place stands in for it. */
function byRef(ruleset: JsonObject): ReadonlyMap<string, JsonObject> {
  return new Map(
    listAt(ruleset, "rules").map((rule, index) => [textAt(rule, "ref") ?? `rule ${index + 1} without ref`, isObject(rule) ? rule : {}]),
  );
}

function entry(ref: string, kind: RuleChange["kind"], rule: JsonObject): RuleChange {
  return { ref, kind, description: textAt(rule, "description") ?? "", fields: [] };
}

function changedFields(before: unknown, after: unknown, path: string): readonly string[] {
  if (sameJson(before ?? null, after ?? null)) return [];
  if (!isObject(before) || !isObject(after)) return [`${path}: ${shown(before)} -> ${shown(after)}`];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => path !== "" || !COMPUTED.has(key));
  return keys.flatMap((key) => changedFields(before[key], after[key], path === "" ? key : `${path}.${key}`));
}

export function shown(value: unknown, maxCharacters = 240): string {
  const text = typeof value === "string" ? value : value === undefined || value === null ? "(none)" : JSON.stringify(value);
  return text.length <= maxCharacters ? text : `${text.slice(0, maxCharacters)}...`;
}

const EMPTY: readonly string[] = [];

/** The fewest rules that have to move to turn one order into the other: those outside the longest run that keeps its order. */
function movedRefs(before: readonly string[], after: readonly string[]): readonly string[] {
  if (sameJson(before, after)) return [];
  const places = new Map(before.map((ref, index) => [ref, index]));
  const best: (readonly string[])[] = [];
  for (const [index, ref] of after.entries()) {
    const earlier = best.slice(0, index).filter((run) => (places.get(run.at(-1) ?? "") ?? 0) < (places.get(ref) ?? 0));
    best.push([...earlier.reduce((longest, run) => (run.length > longest.length ? run : longest), EMPTY), ref]);
  }
  const kept = new Set(best.reduce((longest, run) => (run.length > longest.length ? run : longest), EMPTY));
  return after.filter((ref) => !kept.has(ref));
}
