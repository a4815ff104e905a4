import * as z from "zod";
import { slugSchema } from "./common.ts";

const REASON = { error: "a reason of at least 10 characters" };
const HEX_ID = z.string().regex(/^[0-9a-f]{32}$/, { error: "32 hex digits in lower case" });

const modeSchema = z.enum(["on", "log", "off"]);

/** Source: developers.cloudflare.com/waf/managed-rules (checked 2026-11-22). */
export const managedRulesSchema = z.strictObject({
  cloudflare: modeSchema
    .default("on")
    .describe("Cloudflare's managed ruleset, on plan free its free one; log, for a first look, needs plan enterprise"),
  owasp: modeSchema.default("off").describe("the OWASP core ruleset; plan pro and above"),
  exceptions: z
    .record(
      slugSchema,
      z.strictObject({
        when: z.string().min(1).describe("rules-language expression: the requests that are spared"),
        ruleset: z.enum(["cloudflare", "owasp"]),
        rules: z.array(HEX_ID).default([]).describe("identifiers of the rules that are skipped; none stands for the whole ruleset"),
        reason: z.string().min(10, REASON).describe("why the rules are wrong about these requests"),
      }),
    )
    .default({})
    .describe("requests that managed rules are wrong about, by name; they come before the rulesets, or they would do nothing"),
});

export type ManagedRulesConfig = z.output<typeof managedRulesSchema>;
