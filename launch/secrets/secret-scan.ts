import { knownSecretIn } from "../../errors/secret-detector.ts";
import { isObject, listAt, objectAt, textAt } from "../json.ts";
import { refusal } from "../refusal.ts";
import { withoutShownTwins } from "../review/sensitive-attributes.ts";
import type { Change, PlanJson } from "../terraform/plan-json.ts";

/** Shorter ones are words and numbers that a review shows for other reasons. */
const SHORTEST_VALUE = 8;

/** Every text that a plan holds under a sensitivity mask. */
export function secretValuesOf(plan: PlanJson): ReadonlySet<string> {
  const values = new Set<string>();
  const root = objectAt(plan.configuration, "root_module");
  const declarations = new Map(listAt(root, "resources").map((each) => [textAt(each, "address"), objectAt(each, "expressions")]));
  const ofResources = [...plan.resource_changes, ...plan.resource_drift].map(({ type, address, change }) =>
    withoutShownTwins(type, change, declarations.get(address.replace(/\[.*$/, ""))),
  );
  const changes: readonly Change[] = [...ofResources, ...Object.values(plan.output_changes)];
  for (const { before, after, before_sensitive, after_sensitive } of changes) {
    collect(before, before_sensitive, values);
    collect(after, after_sensitive, values);
  }
  const declared = objectAt(root, "variables");
  for (const [name, variable] of Object.entries(plan.variables ?? {}))
    collect(variable, objectAt(declared, name).sensitive === true, values);
  return values;
}

function collect(value: unknown, mask: unknown, values: Set<string>): void {
  if (mask === undefined || mask === false || value === null) return;
  if (typeof value === "string") {
    if (mask === true && value.trim().length >= SHORTEST_VALUE) values.add(value.trim());
  } else if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) collect(each, mask === true || !Array.isArray(mask) ? mask === true : mask[index], values);
  } else if (isObject(value)) {
    for (const [name, each] of Object.entries(value)) collect(each, mask === true ? true : isObject(mask) ? mask[name] : undefined, values);
  }
}

/**
 * The last look at something that is about to be stored and printed: no known secret value, and nothing in the shape of one.
 * @throws SlipwayError kind "refused", code SECRET_IN_REVIEW, which says where and never what
 */
export function refuseSecrets(report: unknown, secrets: ReadonlySet<string>, where: string): void {
  const places: string[] = [];
  walk(report, "", (text, path) => {
    const kind = holdsAny(text, secrets) ? "a value that the plan holds as sensitive" : knownSecretIn(text);
    if (kind !== undefined) places.push(`${kind} at ${path}`);
  });
  if (places.length === 0) return;
  throw refusal(
    "SECRET_IN_REVIEW",
    where,
    "a review without secret values",
    places.slice(0, 5).join(", "),
    "keep the value in a secret slot and out of names, comments and descriptions",
  );
}

function holdsAny(text: string, secrets: ReadonlySet<string>): boolean {
  for (const secret of secrets) if (text.includes(secret)) return true;
  return false;
}

function walk(value: unknown, path: string, visit: (text: string, path: string) => void): void {
  if (typeof value === "string") visit(value, path);
  else if (Array.isArray(value)) for (const [index, each] of value.entries()) walk(each, `${path}[${index}]`, visit);
  else if (isObject(value)) for (const [name, each] of Object.entries(value)) walk(each, path === "" ? name : `${path}.${name}`, visit);
}
