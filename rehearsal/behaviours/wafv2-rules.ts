import { isPlainObject, type Plain, type PlainObject, plainList } from "../value.ts";

// Rules of a web ACL.
// Source: AWS WAFV2 API reference, Rule, Statement, RateBasedStatement; AWS WAF developer guide, capacity units (checked 2026-11-26).

const SEARCH_BYTES = 200;
const LEAST_RATE = 10;
const MOST_RATE = 2_000_000_000;
const WINDOWS_SECONDS = [60, 120, 300, 600];

/** Capacity units of one statement, without those inside it. Groups of AWS say their own. */
const UNITS: Readonly<Record<string, number>> = {
  byte_match_statement: 10,
  geo_match_statement: 1,
  ip_set_reference_statement: 1,
  label_match_statement: 1,
  rate_based_statement: 2,
  regex_match_statement: 3,
  size_constraint_statement: 1,
};
const GROUP_UNITS: Readonly<Record<string, number>> = {
  AWSManagedRulesCommonRuleSet: 700,
  AWSManagedRulesKnownBadInputsRuleSet: 200,
  AWSManagedRulesSQLiRuleSet: 200,
  AWSManagedRulesLinuxRuleSet: 200,
  AWSManagedRulesAdminProtectionRuleSet: 100,
  AWSManagedRulesAmazonIpReputationList: 25,
  AWSManagedRulesAnonymousIpList: 50,
  AWSManagedRulesBotControlRuleSet: 50,
};
const GROUP = "managed_rule_group_statement";
const EXACT_MATCH_UNITS = 2;

export function capacityOf({ rule }: PlainObject): number {
  return plainList(rule).reduce<number>((sum, each) => sum + unitsIn(isPlainObject(each) ? each.statement : null), 0);
}

function unitsIn(statement: Plain | undefined): number {
  return kindsIn(statement).reduce((sum, [kind, inside]) => {
    if (kind === GROUP) return sum + (GROUP_UNITS[String(inside.name)] ?? 0);
    const own = kind === "byte_match_statement" && inside.positional_constraint !== "CONTAINS" ? EXACT_MATCH_UNITS : (UNITS[kind] ?? 0);
    const nested = plainList(inside.statement).reduce<number>((all, each) => all + unitsIn([each]), 0);
    return sum + own + nested + unitsIn(inside.scope_down_statement);
  }, 0);
}

/** The kinds of statement that are given, each with what is in it. */
function kindsIn(statement: Plain | undefined): [string, PlainObject][] {
  const [only] = plainList(statement);
  if (!isPlainObject(only)) return [];
  return Object.entries(only).flatMap(([kind, value]): [string, PlainObject][] => {
    const [inside] = plainList(value);
    return inside === undefined ? [] : [[kind, isPlainObject(inside) ? inside : {}]];
  });
}

/** What AWS WAF refuses about the rules. */
export function refusedRules(planned: PlainObject): string[] {
  const rules = plainList(planned.rule).filter(isPlainObject);
  const bodies = plainList(planned.custom_response_body)
    .filter(isPlainObject)
    .map(({ key }) => String(key));
  const named = [...JSON.stringify([rules, planned.default_action ?? null]).matchAll(/"custom_response_body_key":"([^"]+)"/g)].map(
    ([, key = ""]) => key,
  );
  const refused = [
    ...twice(rules.map(({ priority }) => String(priority))).map((each) => `two rules have priority ${each}`),
    ...twice(rules.map(({ name }) => String(name))).map((each) => `two rules have the name ${each}`),
    ...(kindsIn(planned.default_action).length === 1 ? [] : ["default_action must be allow or block"]),
    ...[planned, ...rules].flatMap(({ visibility_config: config }) => refusedMetric(config)),
    ...rules.flatMap(refusedRule),
    ...named.filter((key) => !bodies.includes(key)).map((key) => `no custom_response_body has the key ${key}`),
  ];
  return refused.map((says) => `WAFInvalidParameterException: ${says}`);
}

function refusedRule({ name, action, override_action: override, statement }: PlainObject): string[] {
  const kinds = kindsIn(statement);
  const isGroup = kinds.some(([kind]) => kind === GROUP);
  const [actions, overrides] = [kindsIn(action).length, kindsIn(override).length];
  const expected = isGroup ? actions === 0 && overrides === 1 : actions === 1 && overrides === 0;
  return [
    ...(expected ? [] : [`rule ${String(name)} must have ${isGroup ? "override_action" : "action"}, and only that`]),
    ...refusedStatement(statement, String(name)),
  ];
}

function refusedStatement(statement: Plain | undefined, rule: string): string[] {
  const kinds = kindsIn(statement);
  if (kinds.length !== 1) return [`a statement of rule ${rule} must be of exactly one kind`];
  return kinds.flatMap(([kind, inside]) => {
    const nested = plainList(inside.statement);
    const fewest = kind === "and_statement" || kind === "or_statement" ? 2 : kind === "not_statement" ? 1 : 0;
    return [
      ...(nested.length < fewest ? [`${kind} of rule ${rule} must hold at least ${fewest} statements`] : []),
      ...(kind === "not_statement" && nested.length > 1 ? [`${kind} of rule ${rule} must hold one statement`] : []),
      ...nested.flatMap((each) => refusedStatement([each], rule)),
      ...(plainList(inside.scope_down_statement).length > 0 ? refusedStatement(inside.scope_down_statement, rule) : []),
      ...(kind === "rate_based_statement" ? refusedRate(inside, rule) : []),
      ...(kind === "byte_match_statement" && Buffer.byteLength(String(inside.search_string)) > SEARCH_BYTES
        ? [`search_string of rule ${rule} is longer than ${SEARCH_BYTES} bytes`]
        : []),
      ...("field_to_match" in inside && kindsIn(inside.field_to_match).length !== 1
        ? [`field_to_match of rule ${rule} must name exactly one part of the request`]
        : []),
    ];
  });
}

function refusedRate(
  { limit, evaluation_window_sec: window, scope_down_statement: scope, aggregate_key_type: key }: PlainObject,
  rule: string,
): string[] {
  return [
    ...(Number(limit) >= LEAST_RATE && Number(limit) <= MOST_RATE ? [] : [`limit of rule ${rule} must be ${LEAST_RATE} to ${MOST_RATE}`]),
    ...(WINDOWS_SECONDS.includes(Number(window ?? 300))
      ? []
      : [`evaluation_window_sec of rule ${rule} must be one of ${WINDOWS_SECONDS.join(", ")}`]),
    ...(key === "CONSTANT" && plainList(scope).length === 0
      ? [`rule ${rule} counts all requests together, so it needs scope_down_statement`]
      : []),
  ];
}

function refusedMetric(config: Plain | undefined): string[] {
  return plainList(config)
    .filter(isPlainObject)
    .map(({ metric_name: name }) => String(name))
    .filter((name) => name === "All" || name === "Default_Action")
    .map((name) => `metric_name is neither All nor Default_Action: ${name}`);
}

function twice(all: readonly string[]): string[] {
  return [...new Set(all.filter((each, index) => all.indexOf(each) !== index))];
}
