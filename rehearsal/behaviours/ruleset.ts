import { isList, isObject, isPlainObject, own, type Plain, type PlainObject, Unknown, type Value, type ValueObject } from "../value.ts";
import type { StoredObject } from "../world.ts";
import type { Behaviour, Change, PlannedChange } from "./behaviour.ts";
import { PHASE_ROWS, phasesSharing, slotsOf } from "./ruleset-phases.ts";
import { checkRule } from "./ruleset-rule.ts";
import { zoneMissing, zoneOf } from "./zone.ts";

const TYPE = "cloudflare_ruleset";
const IMPORT_FORM = "<{accounts|zones}/{account_id|zone_id}>/<ruleset_id>";
/** Name of every entry point, whatever is asked for. */
const ENTRY_POINT_NAME = "default";

/**
 * Rulesets: one entry point for each zone (or account) and phase.
 * Source: developers.cloudflare.com/api, rulesets; cloudflare/terraform-provider-cloudflare v5.22.0, internal/services/ruleset/resource.go
 * (checked 2026-11-22).
 */
export const ruleset: Behaviour = {
  worldId: ({ id }) => String(id),
  compute,
  refuse,
  adjustPlan,
  importForm: IMPORT_FORM,
  importObject: (importId, { world }) => {
    const [scope, ownerId, id, ...more] = importId.split("/");
    if ((scope !== "zones" && scope !== "accounts") || ownerId === undefined || id === undefined || more.length > 0) {
      return `the import id must be "${IMPORT_FORM}"`;
    }
    const object = world.find(TYPE, id);
    const owner = scope === "zones" ? object?.attributes.zone_id : object?.attributes.account_id;
    return object !== undefined && owner === ownerId ? object : `10001: could not find ruleset with id ${id}`;
  },
};

function compute({ action, planned, prior, around }: Change): PlainObject {
  const { world } = around;
  return {
    id: action === "create" ? world.newId(TYPE) : (prior?.id ?? null),
    version: String(Number(prior?.version ?? 0) + 1),
    last_updated: world.time(),
    rules: rulesOf(planned.rules ?? []).map((rule) => {
      const id = rule.id ?? world.newId(`${TYPE} rule`);
      return { id, ref: rule.ref ?? id };
    }),
  };
}

/** Carries id and logging over by ref, as the provider does: without a ref an inserted rule re-creates those that follow. */
function adjustPlan({ planned, prior }: PlannedChange): ValueObject {
  if (prior === null || !isList(planned.rules)) return planned;
  const before = isList(prior.rules) ? prior.rules.filter(isObject) : [];
  return { ...planned, rules: planned.rules.map((rule) => carried(rule, before)) };
}

function carried(rule: Value, before: readonly ValueObject[]): Value {
  if (!isObject(rule) || typeof rule.ref !== "string") return rule;
  const known = before.find((each) => each.ref === rule.ref);
  if (known === undefined) return rule;
  const logging = rule.logging instanceof Unknown && known.action === rule.action ? { logging: known.logging ?? null } : {};
  return { ...rule, ...(rule.id instanceof Unknown ? { id: known.id ?? null } : {}), ...logging };
}

function refuse(change: Change): string[] {
  const { planned, prior, around } = change;
  const zone = planned.zone_id === null ? undefined : zoneOf(planned.zone_id, around);
  if (planned.zone_id !== null && zone === undefined) return [zoneMissing(planned.zone_id)];
  const phase = String(planned.phase);
  const row = own(PHASE_ROWS, phase);
  if (row === undefined) return [`the rehearsal does not know phase ${phase}`];
  if (planned.kind !== row.kind) return [`a ruleset of phase ${phase} must be of kind ${row.kind}, got ${String(planned.kind)}`];
  if ((zone === undefined) === (row.kind === "zone"))
    return [`a ruleset of kind ${row.kind} belongs to ${row.kind === "zone" ? "a zone" : "an account"}`];
  const rules = rulesOf(planned.rules ?? []);
  const others = around.world
    .objects(TYPE)
    .filter(
      ({ attributes }) =>
        attributes.zone_id === planned.zone_id && attributes.account_id === planned.account_id && attributes.id !== prior?.id,
    );
  return [
    ...checkEntryPoint(change, phase, others),
    ...rules.flatMap((rule, index) =>
      checkRule(rule, { phase, zone, checkExpression: around.checkExpression }).map(
        (says) => `rules[${index}] (${String(rule.ref)}): ${says}`,
      ),
    ),
    ...checkRefs(rules),
    ...(zone === undefined ? [] : checkSlots(phase, rules.length, others, slotsOf(phase, zone))),
  ];
}

function checkEntryPoint({ action, planned }: Change, phase: string, others: readonly StoredObject[]): string[] {
  const taken = others.some(({ attributes }) => attributes.phase === phase);
  if (action === "create" && taken) return [`20217: exceeded maximum number of zone rulesets for phase ${phase}`];
  return planned.name === ENTRY_POINT_NAME
    ? []
    : [`the API calls an entry point "${ENTRY_POINT_NAME}" whatever is asked for, got "${String(planned.name)}"`];
}

function checkRefs(rules: readonly PlainObject[]): string[] {
  const refs = rules.map(({ ref }) => ref).filter((ref) => typeof ref === "string");
  const repeated = refs.filter((ref, index) => refs.indexOf(ref) !== index);
  return repeated.map((ref) => `ref "${ref}" is used by more than one rule`);
}

function checkSlots(phase: string, own: number, others: readonly StoredObject[], slots: ReturnType<typeof slotsOf>): string[] {
  if (slots === undefined) return [];
  const sharing = phasesSharing(phase);
  const taken = others
    .filter(({ attributes }) => sharing.includes(String(attributes.phase)))
    .reduce((sum, each) => sum + rulesOf(each.attributes.rules ?? []).length, own);
  return taken <= slots.limit ? [] : [`exceeded the maximum number of rules: ${taken} of at most ${slots.limit} ${slots.title}`];
}

function rulesOf(rules: Plain): PlainObject[] {
  return Array.isArray(rules) ? rules.filter(isPlainObject) : [];
}
