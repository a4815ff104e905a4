import {
  admits,
  DATA_CENTRE,
  limitFor,
  MAX_EXPRESSION_LENGTH,
  RATE_CHARACTERISTICS,
  RATE_FIELDS,
  RATE_MITIGATIONS_SECONDS,
  RATE_PERIODS_SECONDS,
  REGULAR_EXPRESSIONS,
} from "../../edge/plan-limits.ts";
import { PLANS } from "../../edge/plan-tier.ts";
import { isPlainObject, own, type Plain, type PlainObject } from "../value.ts";
import type { WorldZone } from "../world.ts";
import type { CheckExpression } from "./behaviour.ts";
import { MANAGED_RULESETS, PHASE_ROWS, WITH_PARAMETERS } from "./ruleset-phases.ts";

/** Where a rule stands: its phase, and its zone unless it belongs to an account. */
export interface RuleSite {
  readonly phase: string;
  readonly zone: WorldZone | undefined;
  readonly checkExpression: CheckExpression;
}

const CHALLENGES = ["challenge", "js_challenge", "managed_challenge"];

/** What the API refuses about one rule, whatever the others are. */
export function checkRule(rule: PlainObject, site: RuleSite): string[] {
  const action = String(rule.action);
  const parameters = isPlainObject(rule.action_parameters) ? rule.action_parameters : {};
  return [
    ...checkAction(action, rule, parameters, site),
    ...checkText("expression", rule.expression ?? null, site),
    ...computedTexts(parameters).flatMap(({ name, text }) => checkText(name, text, site, "value")),
    ...checkHeaders(parameters.headers ?? null),
    ...checkManaged(action, parameters, site),
    ...checkRate(rule, site),
  ];
}

function checkAction(action: string, rule: PlainObject, parameters: PlainObject, { phase, zone }: RuleSite): string[] {
  const row = own(PHASE_ROWS, phase);
  if (row === undefined) return [`the rehearsal does not know phase ${phase}`];
  if (!row.actions.includes(action)) return [`action ${action} is not allowed in phase ${phase}; allowed are ${row.actions.join(", ")}`];
  const given = Object.entries(parameters)
    .filter(([, value]) => value !== null)
    .map(([name]) => name);
  const wanted = row.parameters ?? [];
  return [
    ...(WITH_PARAMETERS.includes(action) && given.length === 0 ? [`action ${action} must have action_parameters`] : []),
    ...given.filter((name) => wanted.length > 0 && !wanted.includes(name)).map((name) => `${name} is not allowed in phase ${phase}`),
    ...(action === "log" && zone !== undefined && zone.plan !== "enterprise"
      ? [`action log needs plan enterprise, the zone is on ${zone.plan}`]
      : []),
    ...(isSet(rule.logging) && action !== "skip" ? ["logging is only for action skip"] : []),
    ...(isSet(rule.exposed_credential_check) ? ["the rehearsal does not know exposed_credential_check"] : []),
  ];
}

function checkText(
  name: string,
  expression: Plain,
  { phase, zone, checkExpression }: RuleSite,
  use: "match" | "value" = "match",
): string[] {
  if (typeof expression !== "string") return [];
  if (expression.length > MAX_EXPRESSION_LENGTH) return [`${name} is longer than ${MAX_EXPRESSION_LENGTH} characters`];
  const refused = checkExpression(expression, { phase, plan: zone?.plan, use });
  if (refused !== undefined) return [`20127: ${name} "${expression}" is not valid: ${refused}`];
  const usesRegex = /\bmatches\b|\bregex_replace\b|~/.test(withoutLiterals(expression));
  const mayUse = zone === undefined || limitFor(REGULAR_EXPRESSIONS, zone.plan, zone.addOns ?? []);
  return usesRegex && !mayUse ? [`regular expressions need plan business, the zone is on ${zone?.plan}: ${expression}`] : [];
}

/** Expressions that compute text: a redirect's target, a header's value. */
function computedTexts({ from_value: fromValue, headers }: PlainObject): { readonly name: string; readonly text: Plain }[] {
  const target = isPlainObject(fromValue) && isPlainObject(fromValue.target_url) ? (fromValue.target_url.expression ?? null) : null;
  const changes = isPlainObject(headers) ? Object.entries(headers) : [];
  return [
    { name: "target_url.expression", text: target },
    ...changes.map(([name, change]) => ({ name: `header ${name}`, text: isPlainObject(change) ? (change.expression ?? null) : null })),
  ];
}

function checkHeaders(headers: Plain): string[] {
  if (!isPlainObject(headers)) return [];
  return Object.entries(headers).flatMap(([name, change]) => {
    if (!isPlainObject(change)) return [];
    const values = [change.value, change.expression].filter(isSet).length;
    if (change.operation === "remove") return values === 0 ? [] : [`header ${name}: operation remove takes no value`];
    return values === 1 ? [] : [`header ${name}: operation ${String(change.operation)} takes exactly one of value and expression`];
  });
}

function checkManaged(action: string, parameters: PlainObject, { phase, zone }: RuleSite): string[] {
  if (action !== "execute") return [];
  const id = String(parameters.id);
  const ruleset = own(MANAGED_RULESETS, id);
  if (ruleset === undefined) return [`could not find ruleset ${id}`];
  if (ruleset.phase !== phase) return [`${ruleset.name} cannot run in phase ${phase}`];
  const tooWeak = zone !== undefined && PLANS.indexOf(zone.plan) < PLANS.indexOf(ruleset.plan);
  return tooWeak ? [`${ruleset.name} needs plan ${ruleset.plan}, the zone is on ${zone.plan}`] : [];
}

function checkRate(rule: PlainObject, site: RuleSite): string[] {
  const { ratelimit } = rule;
  if (site.phase !== "http_ratelimit") return isSet(ratelimit) ? [`ratelimit is only for phase http_ratelimit`] : [];
  if (!isPlainObject(ratelimit)) return ["a rule in phase http_ratelimit must have ratelimit"];
  const { zone } = site;
  if (zone === undefined) return [];
  return [
    ...checkCounter(ratelimit, zone),
    ...checkMitigation(String(rule.action), ratelimit, zone),
    ...checkCounted(rule, ratelimit, site, zone),
  ];
}

function checkCounter({ characteristics, period, requests_per_period: requests }: PlainObject, { plan, addOns = [] }: WorldZone): string[] {
  const counted = Array.isArray(characteristics) ? characteristics.map(String) : [];
  const admitted = limitFor(RATE_CHARACTERISTICS, plan, addOns);
  const periods = limitFor(RATE_PERIODS_SECONDS, plan, addOns);
  return [
    ...(counted.includes(DATA_CENTRE) ? [] : [`characteristics must contain ${DATA_CENTRE}`]),
    ...counted.filter((name) => !admits(admitted, name)).map((name) => `characteristic ${name} is not allowed on plan ${plan}`),
    ...(counted.includes("ip.src") && counted.includes("cf.unique_visitor_id")
      ? ["ip.src and cf.unique_visitor_id exclude each other"]
      : []),
    ...(counted.length === new Set(counted).size ? [] : ["characteristics must not repeat"]),
    ...(periods.includes(Number(period))
      ? []
      : [`20155: not entitled to use the period ${String(period)}, can only use one of the periods ${periods.join(", ")}`]),
    ...(isSet(requests) ? [] : ["requests_per_period must be set"]),
  ];
}

function checkMitigation(action: string, { mitigation_timeout: timeout }: PlainObject, { plan, addOns = [] }: WorldZone): string[] {
  if (!isSet(timeout)) return ["mitigation_timeout must be set: left out, the API keeps whatever it had"];
  if (CHALLENGES.includes(action))
    return timeout === 0 || plan === "enterprise" ? [] : [`mitigation_timeout of action ${action} must be 0 on plan ${plan}`];
  const admitted = limitFor(RATE_MITIGATIONS_SECONDS, plan, addOns);
  return admitted.includes(Number(timeout))
    ? []
    : [`20156: not entitled to use the mitigation timeout ${String(timeout)}, can only use one of ${admitted.join(", ")}`];
}

function checkCounted(rule: PlainObject, ratelimit: PlainObject, site: RuleSite, { plan, addOns = [] }: WorldZone): string[] {
  const fields = limitFor(RATE_FIELDS, plan, addOns);
  const counting = ratelimit.counting_expression ?? null;
  const mayCount = plan === "business" || plan === "enterprise";
  const scored = isSet(ratelimit.score_per_period) || isSet(ratelimit.score_response_header_name);
  return [
    ...fieldsOf(String(rule.expression))
      .filter((field) => !admits(fields, field))
      .map((field) => `field ${field} is not allowed in a rate limit on plan ${plan}`),
    ...(counting !== null && !mayCount
      ? [`counting_expression needs plan business, the zone is on ${plan}`]
      : checkText("counting_expression", counting, site)),
    ...(scored ? ["the rehearsal does not know rate limits by score"] : []),
  ];
}

/** Fields that an expression names, literals left out. */
function fieldsOf(expression: string): string[] {
  return [...new Set(withoutLiterals(expression).match(/\b(?:http|ip|cf|ssl|raw|tcp|udp)\.[a-z0-9_]+(?:\.[a-z0-9_]+)*/g) ?? [])];
}

function withoutLiterals(expression: string): string {
  return expression.replace(/"(?:[^"\\]|\\.)*"/g, '""');
}

function isSet(value: Plain | undefined): boolean {
  return value !== null && value !== undefined;
}
