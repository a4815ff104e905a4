import * as z from "zod";

// Rules as Cloudflare's API and the provider's state hold them. Whatever is not in here would act in a way we do not simulate.
// Source: cloudflare/terraform-provider-cloudflare v5.22.0, internal/services/ruleset/schema.go (checked 2026-11-25).

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

export const redirectSchema = z.strictObject({
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

/** Whether skipped requests are logged changes nothing for the visitor. */
const logging = z.strictObject({ enabled: z.boolean() }).optional();

export const customSchema = z.discriminatedUnion("action", [
  z.strictObject({ ...ruleBase, action: z.enum(["block", "managed_challenge", "log"]), action_parameters: noParameters }),
  z.strictObject({
    ...ruleBase,
    action: z.literal("skip"),
    action_parameters: z.strictObject({
      ruleset: z.literal("current").optional(),
      phases: z.array(z.enum(["http_ratelimit", "http_request_firewall_managed"])).optional(),
    }),
    logging,
  }),
]);

export const rateSchema = z.strictObject({
  ...ruleBase,
  action: z.enum(["block", "managed_challenge"]),
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

export const managedSchema = z.discriminatedUnion("action", [
  z.strictObject({
    ...ruleBase,
    action: z.literal("execute"),
    action_parameters: z.strictObject({ id: z.string().min(1), overrides: z.strictObject({ action: z.literal("log") }).optional() }),
  }),
  z.strictObject({
    ...ruleBase,
    action: z.literal("skip"),
    action_parameters: z.strictObject({
      rulesets: z.array(z.string()).optional(),
      rules: z.record(z.string(), z.array(z.string())).optional(),
    }),
    logging,
  }),
]);

export const cacheSchema = z.strictObject({
  ...ruleBase,
  action: z.literal("set_cache_settings"),
  action_parameters: z.strictObject({
    cache: z.boolean(),
    edge_ttl: z.strictObject({ mode: z.enum(["respect_origin", "override_origin"]), default: z.int().min(0).optional() }).optional(),
    browser_ttl: z.strictObject({ mode: z.literal("override_origin"), default: z.int().min(0) }).optional(),
    cache_key: z.strictObject({ cache_deception_armor: z.literal(true) }).optional(),
  }),
});

const headerSchema = z.union([
  z.strictObject({ operation: z.literal("set"), value: z.string() }),
  z.strictObject({ operation: z.literal("set"), expression: z.string().min(1) }),
  z.strictObject({ operation: z.literal("add"), value: z.string() }),
  z.strictObject({ operation: z.literal("remove") }),
]);

export const headersSchema = z.strictObject({
  ...ruleBase,
  action: z.literal("rewrite"),
  action_parameters: z.strictObject({ headers: z.record(z.string().min(1), headerSchema) }),
});

export type HeaderState = z.output<typeof headerSchema>;
