import * as z from "zod";

/**
 * The part of Cloudflare's rulesets that Slipway emits, in our own words. One source of shape for the model, the constructs,
 * the simulator and the rehearsal's edge.
 * Source: Cloudflare Ruleset Engine reference, phases list and rule actions (checked 2026-11-22).
 */
export const PHASES = [
  "http_request_dynamic_redirect",
  "http_request_firewall_custom",
  "http_ratelimit",
  "http_response_headers_transform",
] as const;

export type Phase = (typeof PHASES)[number];

/** `<owner>--<name>`: the owner is `zone` or `<launch>--<environment>`; no part holds a double hyphen, so it splits one way only. */
const refSchema = z.string().regex(/^(zone|[a-z0-9]+(-[a-z0-9]+)*--[a-z0-9]+(-[a-z0-9]+)*)--[a-z0-9]+(-[a-z0-9]+)*$/, {
  error: "a rule reference of the form owner--name",
});

const ruleBase = {
  ref: refSchema,
  /** Shown in the dashboard and in reviews. */
  description: z.string().min(1),
  /** Rules-language expression. */
  expression: z.string().min(1),
  enabled: z.boolean().default(true),
};

/** Sends the visitor elsewhere. Exactly one of `url` and `expression` gives the target. */
export const redirectRuleSchema = z.strictObject({
  ...ruleBase,
  phase: z.literal("http_request_dynamic_redirect"),
  action: z.literal("redirect"),
  target: z.union([z.strictObject({ url: z.string().min(1) }), z.strictObject({ expression: z.string().min(1) })]),
  statusCode: z.union([z.literal(301), z.literal(302), z.literal(307), z.literal(308)]),
  preserveQueryString: z.boolean(),
});

/** Answers 403 at the edge; the request never reaches the origin. */
export const blockRuleSchema = z.strictObject({
  ...ruleBase,
  phase: z.literal("http_request_firewall_custom"),
  action: z.literal("block"),
});

/** Answers 429 for `mitigationTimeoutSeconds` once `requestsPerPeriod` is passed within `periodSeconds`, counted per data centre. */
export const rateRuleSchema = z.strictObject({
  ...ruleBase,
  phase: z.literal("http_ratelimit"),
  action: z.literal("block"),
  characteristics: z.array(z.string().min(1)).min(1),
  periodSeconds: z.int().min(10),
  requestsPerPeriod: z.int().min(1),
  mitigationTimeoutSeconds: z.int().min(0),
});

/** Sets or removes response headers, by header name. */
export const headersRuleSchema = z.strictObject({
  ...ruleBase,
  phase: z.literal("http_response_headers_transform"),
  action: z.literal("rewrite"),
  headers: z.record(z.string().min(1), z.union([z.strictObject({ set: z.string() }), z.strictObject({ remove: z.literal(true) })])),
});

export const edgeRuleSchema = z.discriminatedUnion("phase", [redirectRuleSchema, blockRuleSchema, rateRuleSchema, headersRuleSchema]);

export type EdgeRule = z.output<typeof edgeRuleSchema>;
export type RedirectRule = z.output<typeof redirectRuleSchema>;
export type BlockRule = z.output<typeof blockRuleSchema>;
export type RateRule = z.output<typeof rateRuleSchema>;
export type HeadersRule = z.output<typeof headersRuleSchema>;

/** A reference that only Slipway makes up. */
export function isOwnRef(ref: string): boolean {
  return refSchema.safeParse(ref).success;
}

/** `chatbot--production` out of `chatbot--production--limit-chat`; `zone` for the zone owner's own rules and whatever Slipway did not write. */
export function ownerOfRef(ref: string): string {
  return isOwnRef(ref) ? ref.slice(0, ref.lastIndexOf("--")) : "zone";
}
