import * as z from "zod";
import { SlipwayError, SlipwayErrors } from "../errors/slipway-error.ts";
import { type EdgeRule, PHASES } from "./rule.ts";
import type { PhaseRules } from "./rule-match.ts";

// The ruleset as Cloudflare's API and the provider's state hold it. Whatever is not in here would act in a way we do not simulate, so it is refused.
// Source: cloudflare/terraform-provider-cloudflare v5.22.0, internal/services/ruleset/schema.go (checked 2026-11-22).

const ruleBase = {
  id: z.string().optional(),
  version: z.string().optional(),
  last_updated: z.string().optional(),
  ref: z.string().min(1).optional(),
  description: z.string().default(""),
  enabled: z.boolean().default(true),
  expression: z.string().min(1),
};

const statusCodeSchema = z.union([z.literal(301), z.literal(302), z.literal(307), z.literal(308)]);

const redirectSchema = z.strictObject({
  ...ruleBase,
  action: z.literal("redirect"),
  action_parameters: z.strictObject({
    from_value: z.strictObject({
      target_url: z.union([z.strictObject({ value: z.string().min(1) }), z.strictObject({ expression: z.string().min(1) })]),
      status_code: statusCodeSchema.default(301),
      preserve_query_string: z.boolean().default(false),
    }),
  }),
});

/** The provider keeps an object with nothing in it where a rule needs no parameters. A block response of one's own is not simulated. */
const noParameters = z.strictObject({}).optional();

const blockSchema = z.strictObject({ ...ruleBase, action: z.literal("block"), action_parameters: noParameters });

const rateSchema = z.strictObject({
  ...ruleBase,
  action: z.literal("block"),
  action_parameters: noParameters,
  ratelimit: z.strictObject({
    characteristics: z.array(z.string().min(1)).min(1),
    period: z.int().min(1),
    requests_per_period: z.int().min(1),
    mitigation_timeout: z.int().min(0),
    // counting what goes to the origin only is another rule than ours
    requests_to_origin: z.literal(false).optional(),
    counting_expression: z.literal("").optional(),
  }),
});

const headerSchema = z.union([
  z.strictObject({ operation: z.literal("set"), value: z.string() }),
  z.strictObject({ operation: z.literal("remove") }),
]);

const headersSchema = z.strictObject({
  ...ruleBase,
  action: z.literal("rewrite"),
  action_parameters: z.strictObject({ headers: z.record(z.string().min(1), headerSchema) }),
});

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
      return read(blockSchema, rule, where, ({ action, action_parameters: _none, ...base }) => ({ ...common(base, where), phase, action }));
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
    case "http_response_headers_transform":
      return read(headersSchema, rule, where, ({ action, action_parameters, ...base }) => ({
        ...common(base, where),
        phase,
        action,
        headers: Object.fromEntries(
          Object.entries(action_parameters.headers).map(([name, change]) => [
            name,
            change.operation === "set" ? { set: change.value } : { remove: true as const },
          ]),
        ),
      }));
  }
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
