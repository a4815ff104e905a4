import { isObject, type JsonObject, listAt, sameJson, textAt } from "./json.ts";
import { ownerOfRule } from "./names.ts";
import { refusal } from "./refusal.ts";
import { plannedChanges } from "./review/planned-change.ts";
import { diffRules } from "./review/ruleset-diff.ts";
import { actionOf, type PlanJson } from "./terraform/plan-json.ts";

const RULES_OF_THE_API = new Set(["id", "version", "last_updated", "rules"]);

/**
 * Everything in a zone's plan that is not a rule of `owner`. A launch's run may change its own rules in the zone and nothing else:
 * neighbours' rules and the zone's own settings have other approvers.
 */
export function foreignChanges(plan: PlanJson, stack: string, owner: string): readonly string[] {
  const resources = plannedChanges(plan, stack).flatMap((change) => {
    if (change.type !== "cloudflare_ruleset" || change.action !== "update" || change.previousAddress !== null) {
      return [`${change.address} (${change.action})`];
    }
    const attributes = change.changed.filter((name) => !RULES_OF_THE_API.has(name)).map((name) => `${change.address}.${name}`);
    const rules = diffRules(change).filter(({ ref }) => ownerOfRule(ref) !== owner);
    const early = rulesBeforeTheZones(change.after).map((ref) => `${change.address}: rule ${ref} before a rule of the zone`);
    return [...attributes, ...rules.map(({ ref, kind }) => `${change.address}: rule ${ref} ${kind}`), ...early];
  });
  const outputs = Object.entries(plan.output_changes).filter(([name, change]) => actionOf(change, `${stack}: output ${name}`) !== "no-op");
  return [...resources, ...outputs.map(([name]) => `output ${name}`)];
}

/** The zone's rules come first, or a launch could answer before them. */
function rulesBeforeTheZones(ruleset: JsonObject): readonly string[] {
  const refs = listAt(ruleset, "rules").map((rule) => textAt(rule, "ref") ?? "");
  const lastOfZone = refs.findLastIndex((ref) => ownerOfRule(ref) === "zone");
  return refs.slice(0, Math.max(0, lastOfZone)).filter((ref) => ownerOfRule(ref) !== "zone");
}

/** @throws SlipwayError kind "refused", code FOREIGN_CHANGE */
export function refuseForeignChanges(plan: PlanJson, stack: string, owner: string): void {
  const foreign = foreignChanges(plan, stack, owner);
  if (foreign.length === 0) return;
  const got = foreign.slice(0, 10).join(", ");
  throw refusal(
    "FOREIGN_CHANGE",
    stack,
    `only rules of ${owner} to change`,
    got,
    "plan and apply the zone itself first, with its own approvers",
  );
}

/** Addresses that a plan destroys, replacements included. */
export function destroyedAddresses(plan: PlanJson): readonly string[] {
  return plan.resource_changes.filter((each) => each.change.actions.includes("delete")).map((each) => each.address);
}

/** Addresses whose configuration says prevent_destroy. The guard lives in a configuration that may go away, so the record keeps it. */
export function protectedAddresses(config: unknown): readonly string[] {
  const resources = isObject(config) && isObject(config.resource) ? config.resource : {};
  return Object.entries(resources).flatMap(([type, named]) =>
    Object.entries(isObject(named) ? named : {})
      .filter(([, body]) => listAt(body, "lifecycle").some((each) => isObject(each) && sameJson(each.prevent_destroy, true)))
      .map(([name]) => `${type}.${name}`),
  );
}

/** @throws SlipwayError kind "refused", code PROTECTED_BY_RECORD */
export function refuseProtected(plan: PlanJson, stack: string, recorded: readonly string[]): void {
  const lost = destroyedAddresses(plan).filter((address) => recorded.includes(address.replace(/\[[^\]]*\]$/, "")));
  if (lost.length === 0) return;
  throw refusal(
    "PROTECTED_BY_RECORD",
    stack,
    "what was applied as protected to stay",
    `a plan that destroys ${lost.join(", ")}`,
    "apply a run that drops the protection first, then one that destroys",
  );
}
