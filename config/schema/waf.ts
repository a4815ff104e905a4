import * as z from "zod";
import { slugSchema } from "./common.ts";

const REASON = { error: "a reason of at least 10 characters" };
const ruleBase = {
  when: z.string().min(1).describe("rules-language expression; it is asked for this environment's hosts only"),
  reason: z.string().min(10, REASON).describe("what the rule is for"),
};

/** A rule that no intent expresses. The expression is checked against the zone's plan. */
const customRuleSchema = z.discriminatedUnion("action", [
  z.strictObject({
    action: z
      .enum(["block", "challenge", "log"])
      .describe("challenge asks browsers for a proof that a person is there; log needs plan enterprise"),
    ...ruleBase,
  }),
  z.strictObject({
    action: z.literal("skip"),
    ...ruleBase,
    skips: z
      .array(z.enum(["rules", "managed-rules", "limits"]))
      .min(1)
      .describe("what the request is spared: the rules behind this one, Cloudflare's managed rules, rate limits"),
  }),
]);

/** What deployments forget and scanners look for; no visitor ever needs it. */
const FORGOTTEN_PATHS = ["/.aws*", "/.ds_store", "/.env*", "/.git*", "/.hg*", "/.htpasswd", "/.npmrc", "/.ssh*", "/.svn*"];

export const wafSchema = z.strictObject({
  blockedPaths: z
    .array(z.string().regex(/^\/[^\s*"\\]*\*?$/, { error: "a path, or the beginning of one with a * behind it" }))
    .default(FORGOTTEN_PATHS)
    .describe("paths that get 403 on every host of the environment, in any case; a * at the end stands for whatever follows"),
  rules: z
    .record(slugSchema, customRuleSchema)
    .default({})
    .describe("rules of your own, by name, in their order behind those that Slipway makes"),
});

export type WafConfig = z.output<typeof wafSchema>;
