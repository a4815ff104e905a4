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
  "http_request_firewall_managed",
  "http_request_cache_settings",
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

/** Answers 403 at the edge, asks for a proof that a person is there, or only logs. */
export const customRuleSchema = z.strictObject({
  ...ruleBase,
  phase: z.literal("http_request_firewall_custom"),
  action: z.enum(["block", "managed_challenge", "log"]),
});

/** What a custom rule may spare a request: the custom rules behind it, and whole phases. */
export const SKIPPABLE_PHASES = ["http_ratelimit", "http_request_firewall_managed"] as const;

export const skipRuleSchema = z.strictObject({
  ...ruleBase,
  phase: z.literal("http_request_firewall_custom"),
  action: z.literal("skip"),
  /** The custom rules that follow. */
  skipsRest: z.boolean(),
  skipsPhases: z.array(z.enum(SKIPPABLE_PHASES)),
});

/** Runs one of Cloudflare's rulesets, with its rules' own actions or with this one for all. */
export const managedRuleSchema = z.strictObject({
  ...ruleBase,
  phase: z.literal("http_request_firewall_managed"),
  action: z.literal("execute"),
  rulesetId: z.string().regex(/^[0-9a-f]{32}$/),
  overrideAction: z.exactOptional(z.literal("log")),
});

/** Spares a request some of Cloudflare's rulesets, or some of their rules. Works on what comes behind it only. */
export const managedExceptionSchema = z.strictObject({
  ...ruleBase,
  phase: z.literal("http_request_firewall_managed"),
  action: z.literal("skip"),
  /** Identifiers of rules by that of their ruleset; no rules stand for all of them. */
  skips: z.record(z.string().regex(/^[0-9a-f]{32}$/), z.array(z.string().regex(/^[0-9a-f]{32}$/))),
});

/** Says whether and how long the edge keeps an answer. Of several that match, the last word wins. */
export const cacheRuleSchema = z.strictObject({
  ...ruleBase,
  phase: z.literal("http_request_cache_settings"),
  action: z.literal("set_cache_settings"),
  cache: z.boolean(),
  /** Instead of what the origin says. */
  edgeTtlSeconds: z.exactOptional(z.int().min(0)),
  /** What browsers are told, instead of what the origin says. */
  browserTtlSeconds: z.exactOptional(z.int().min(0)),
  /** Keeps an answer only when its type fits the extension that was asked for. */
  deceptionArmor: z.exactOptional(z.literal(true)),
});

/** Answers 429, or asks for a proof, for `mitigationTimeoutSeconds` once `requestsPerPeriod` is passed within `periodSeconds`, counted per data centre. */
export const rateRuleSchema = z.strictObject({
  ...ruleBase,
  phase: z.literal("http_ratelimit"),
  action: z.enum(["block", "managed_challenge"]),
  characteristics: z.array(z.string().min(1)).min(1),
  periodSeconds: z.int().min(10),
  requestsPerPeriod: z.int().min(1),
  mitigationTimeoutSeconds: z.int().min(0),
});

/** A header's new value: as it stands, computed for each request, beside those it has, or none. */
export const headerChangeSchema = z.union([
  z.strictObject({ set: z.string().min(1) }),
  z.strictObject({ compute: z.string().min(1) }),
  z.strictObject({ add: z.string().min(1) }),
  z.strictObject({ remove: z.literal(true) }),
]);

/** Changes response headers, by header name. */
export const headersRuleSchema = z.strictObject({
  ...ruleBase,
  phase: z.literal("http_response_headers_transform"),
  action: z.literal("rewrite"),
  headers: z.record(z.string().min(1), headerChangeSchema),
});

export const edgeRuleSchema = z.discriminatedUnion("phase", [
  redirectRuleSchema,
  z.discriminatedUnion("action", [customRuleSchema, skipRuleSchema]),
  rateRuleSchema,
  z.discriminatedUnion("action", [managedRuleSchema, managedExceptionSchema]),
  cacheRuleSchema,
  headersRuleSchema,
]);

export type EdgeRule = z.output<typeof edgeRuleSchema>;
export type RedirectRule = z.output<typeof redirectRuleSchema>;
export type CustomRule = z.output<typeof customRuleSchema>;
export type SkipRule = z.output<typeof skipRuleSchema>;
export type ManagedRule = z.output<typeof managedRuleSchema>;
export type ManagedException = z.output<typeof managedExceptionSchema>;
export type CacheRule = z.output<typeof cacheRuleSchema>;
export type RateRule = z.output<typeof rateRuleSchema>;
export type HeadersRule = z.output<typeof headersRuleSchema>;
export type HeaderChange = z.output<typeof headerChangeSchema>;

/** A reference that only Slipway makes up. */
export function isOwnRef(ref: string): boolean {
  return refSchema.safeParse(ref).success;
}

/** `chatbot--production` out of `chatbot--production--limit-chat`; `zone` for the zone owner's own rules and whatever Slipway did not write. */
export function ownerOfRef(ref: string): string {
  return isOwnRef(ref) ? ref.slice(0, ref.lastIndexOf("--")) : "zone";
}
