import { Construct } from "constructs";
import type { RulesetModel } from "../config/model.ts";
import { addressOf } from "./address.ts";
import {
  Ruleset,
  type RulesetRules,
  type RulesetRulesActionParameters,
  type RulesetRulesActionParametersHeaders,
  rulesetRulesToTerraform,
} from "./cloudflare.ts";
import { lit, litDeep } from "./lit.ts";

type EdgeRule = RulesetModel["rules"][number];
type HeadersRule = Extract<EdgeRule, { phase: "http_response_headers_transform" }>;
type CacheRule = Extract<EdgeRule, { phase: "http_request_cache_settings" }>;
type SkipRule = Extract<EdgeRule, { phase: "http_request_firewall_custom"; action: "skip" }>;
type ManagedRule = Extract<EdgeRule, { phase: "http_request_firewall_managed"; action: "execute" }>;
type ManagedException = Extract<EdgeRule, { phase: "http_request_firewall_managed"; action: "skip" }>;

export interface ZoneRulesetsProps {
  /** Cloudflare zone identifier, 32 hex digits. */
  readonly zoneId: string;
  /** One per phase, declared even when empty: an entry point that came and went with its rules could not be planned apart from them. */
  readonly rulesets: readonly RulesetModel[];
}

/**
 * The zone's entry-point rulesets, one per phase, named after the phase. Rules keep the order they are given in: Cloudflare runs them in it.
 *
 * `kind`, `name` and `phase` force replacement, and an entry point is called "default" whatever is asked for.
 * Source: cloudflare/terraform-provider-cloudflare v5.22.0, internal/services/ruleset (schema.go, validators).
 */
export class ZoneRulesets extends Construct {
  constructor(scope: Construct, id: string, props: ZoneRulesetsProps) {
    super(scope, id);
    for (const { phase, rules, adopted = [] } of props.rulesets) {
      const name = addressOf("cloudflare_ruleset", phase);
      const ruleset = new Ruleset(this, name, {
        zoneId: props.zoneId,
        kind: "zone",
        name: "default",
        phase,
        ...(adopted.length === 0 ? { rules: rules.map(ruleProps) } : {}),
        lifecycle: { preventDestroy: true },
      });
      ruleset.overrideLogicalId(name);
      // what somebody else wrote goes back as it came, whatever its action; the bindings' types would leave out what they do not know
      if (adopted.length > 0) ruleset.addOverride("rules", [...adopted.map(litDeep), ...rules.map(inTerraformsWords)]);
    }
  }
}

function inTerraformsWords(rule: EdgeRule): unknown {
  return rulesetRulesToTerraform(ruleProps(rule));
}

function ruleProps(rule: EdgeRule): RulesetRules {
  const common = {
    // carries the rule's id from plan to plan; without it one inserted rule re-creates all that follow
    ref: lit(rule.ref),
    description: lit(rule.description),
    expression: lit(rule.expression),
    enabled: rule.enabled,
    action: rule.action,
  };
  switch (rule.phase) {
    case "http_request_dynamic_redirect":
      return {
        ...common,
        actionParameters: {
          fromValue: {
            statusCode: rule.statusCode,
            preserveQueryString: rule.preserveQueryString,
            targetUrl: "url" in rule.target ? { value: lit(rule.target.url) } : { expression: lit(rule.target.expression) },
          },
        },
      };
    case "http_request_firewall_custom":
      return rule.action === "skip" ? { ...common, actionParameters: skipParameters(rule) } : common;
    case "http_ratelimit":
      return {
        ...common,
        ratelimit: {
          characteristics: rule.characteristics.map(lit),
          period: rule.periodSeconds,
          requestsPerPeriod: rule.requestsPerPeriod,
          // left out, the API keeps whatever it had
          mitigationTimeout: rule.mitigationTimeoutSeconds,
        },
      };
    case "http_request_firewall_managed":
      return { ...common, actionParameters: rule.action === "skip" ? exceptionParameters(rule) : managedParameters(rule) };
    case "http_request_cache_settings":
      return { ...common, actionParameters: cacheParameters(rule) };
    case "http_response_headers_transform":
      return { ...common, actionParameters: { headers: headerOperations(rule.headers) } };
  }
}

function skipParameters({ skipsRest, skipsPhases }: SkipRule): RulesetRulesActionParameters {
  return {
    ...(skipsRest ? { ruleset: "current" } : {}),
    ...(skipsPhases.length === 0 ? {} : { phases: [...skipsPhases] }),
  };
}

function managedParameters({ rulesetId, overrideAction }: ManagedRule): RulesetRulesActionParameters {
  return { id: rulesetId, ...(overrideAction === undefined ? {} : { overrides: { action: overrideAction } }) };
}

function exceptionParameters({ skips }: ManagedException): RulesetRulesActionParameters {
  const whole = Object.keys(skips).filter((id) => skips[id]?.length === 0);
  const rules = Object.fromEntries(Object.entries(skips).filter(([, ids]) => ids.length > 0));
  return {
    ...(whole.length === 0 ? {} : { rulesets: whole }),
    ...(Object.keys(rules).length === 0 ? {} : { rules }),
  };
}

/** A mode is always written: left out, the API answers with one, and every plan would show it. */
function cacheParameters({ cache, edgeTtlSeconds, browserTtlSeconds, deceptionArmor }: CacheRule): RulesetRulesActionParameters {
  return {
    cache,
    ...(edgeTtlSeconds === undefined ? {} : { edgeTtl: { mode: "override_origin", default: edgeTtlSeconds } }),
    ...(browserTtlSeconds === undefined ? {} : { browserTtl: { mode: "override_origin", default: browserTtlSeconds } }),
    ...(deceptionArmor === undefined ? {} : { cacheKey: { cacheDeceptionArmor: deceptionArmor } }),
  };
}

function headerOperations(headers: HeadersRule["headers"]): Record<string, RulesetRulesActionParametersHeaders> {
  return Object.fromEntries(Object.entries(headers).map(([name, change]) => [lit(name), headerOperation(change)]));
}

function headerOperation(change: HeadersRule["headers"][string]): RulesetRulesActionParametersHeaders {
  if ("set" in change) return { operation: "set", value: lit(change.set) };
  if ("compute" in change) return { operation: "set", expression: lit(change.compute) };
  return "add" in change ? { operation: "add", value: lit(change.add) } : { operation: "remove" };
}
