import * as z from "zod";
import { SlipwayError, SlipwayErrors } from "../errors/slipway-error.ts";
import {
  cacheSchema,
  customSchema,
  type HeaderState,
  headersSchema,
  managedSchema,
  rateSchema,
  redirectSchema,
} from "./cloudflare-rules.ts";
import { type EdgeRule, type HeaderChange, PHASES } from "./rule.ts";
import type { PhaseRules } from "./rule-match.ts";

const rulesetSchema = z.looseObject({ phase: z.enum(PHASES), rules: z.array(z.unknown()).default([]) });

/**
 * The rules of one ruleset in our own words. Attributes that are null count as absent. Throws SlipwayErrors with one error for every rule
 * that holds something else than Slipway emits. `where` names the ruleset in messages.
 */
export function fromCloudflare(ruleset: unknown, where: string): PhaseRules {
  const parsed = rulesetSchema.safeParse(withoutNulls(ruleset));
  if (!parsed.success) throw new SlipwayErrors([unreadable(where, parsed.error)]);
  const { phase, rules } = parsed.data;
  const converted = rules.map((rule, index) => convert(phase, rule, `${where}: rules[${index}]`));
  const errors = converted.filter((each) => each instanceof SlipwayError);
  if (errors.length > 0) throw new SlipwayErrors(errors);
  return { phase, rules: converted.flatMap((each) => (each instanceof SlipwayError ? [] : [each])) };
}

function convert(phase: PhaseRules["phase"], rule: unknown, where: string): EdgeRule | SlipwayError {
  switch (phase) {
    case "http_request_dynamic_redirect":
      return read(redirectSchema, rule, where, ({ action, action_parameters: { from_value }, ...base }) => ({
        ...common(base, where),
        phase,
        action,
        target: "value" in from_value.target_url ? { url: from_value.target_url.value } : { expression: from_value.target_url.expression },
        statusCode: from_value.status_code,
        preserveQueryString: from_value.preserve_query_string,
      }));
    case "http_request_firewall_custom":
      return read(customSchema, rule, where, (read) =>
        read.action === "skip"
          ? {
              ...common(read, where),
              phase,
              action: read.action,
              skipsRest: read.action_parameters.ruleset === "current",
              skipsPhases: read.action_parameters.phases ?? [],
            }
          : { ...common(read, where), phase, action: read.action },
      );
    case "http_ratelimit":
      return read(rateSchema, rule, where, ({ action, action_parameters: _none, ratelimit, ...base }) => ({
        ...common(base, where),
        phase,
        action,
        characteristics: ratelimit.characteristics,
        periodSeconds: ratelimit.period,
        requestsPerPeriod: ratelimit.requests_per_period,
        mitigationTimeoutSeconds: ratelimit.mitigation_timeout,
      }));
    case "http_request_firewall_managed":
      return read(managedSchema, rule, where, (read) =>
        read.action === "execute"
          ? {
              ...common(read, where),
              phase,
              action: read.action,
              rulesetId: read.action_parameters.id,
              ...(read.action_parameters.overrides === undefined ? {} : { overrideAction: read.action_parameters.overrides.action }),
            }
          : {
              ...common(read, where),
              phase,
              action: read.action,
              skips: {
                ...Object.fromEntries((read.action_parameters.rulesets ?? []).map((id) => [id, []])),
                ...read.action_parameters.rules,
              },
            },
      );
    case "http_request_cache_settings":
      return read(cacheSchema, rule, where, ({ action, action_parameters: { cache, edge_ttl, browser_ttl, cache_key }, ...base }) => ({
        ...common(base, where),
        phase,
        action,
        cache,
        ...(edge_ttl?.default === undefined ? {} : { edgeTtlSeconds: edge_ttl.default }),
        ...(browser_ttl === undefined ? {} : { browserTtlSeconds: browser_ttl.default }),
        ...(cache_key === undefined ? {} : { deceptionArmor: true as const }),
      }));
    case "http_response_headers_transform":
      return read(headersSchema, rule, where, ({ action, action_parameters, ...base }) => ({
        ...common(base, where),
        phase,
        action,
        headers: Object.fromEntries(Object.entries(action_parameters.headers).map(([name, state]) => [name, changeOf(state)])),
      }));
  }
}

function changeOf(state: HeaderState): HeaderChange {
  if (state.operation === "remove") return { remove: true };
  if ("expression" in state) return { compute: state.expression };
  return state.operation === "set" ? { set: state.value } : { add: state.value };
}

function read<S extends z.ZodType>(
  schema: S,
  rule: unknown,
  where: string,
  toRule: (read: z.output<S>) => EdgeRule,
): EdgeRule | SlipwayError {
  const parsed = schema.safeParse(rule);
  return parsed.success ? toRule(parsed.data) : unreadable(where, parsed.error);
}

interface BaseState {
  readonly id?: string | undefined;
  readonly ref?: string | undefined;
  readonly description: string;
  readonly enabled: boolean;
  readonly expression: string;
}

/** A rule without a reference of its own goes by its id, as at Cloudflare. */
function common({ id, ref, description, enabled, expression }: BaseState, where: string) {
  return { ref: ref ?? id ?? where, description, enabled, expression };
}

function unreadable(where: string, error: z.ZodError): SlipwayError {
  const issues = error.issues.map(({ path, message }) => `${path.join(".") || "rule"}: ${message}`);
  return new SlipwayError({
    kind: "provider",
    code: "RULESET_NOT_OURS",
    where,
    expected: "a rule of the kinds that Slipway emits",
    got: issues.join("; "),
    fix: "simulate zones whose rules Slipway owns, or take the rule out",
  });
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== null)
      .map(([key, each]) => [key, withoutNulls(each)]),
  );
}
