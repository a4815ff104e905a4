import * as z from "zod";
import {
  AI_BOT_ACTIONS,
  CHALLENGE_SECONDS,
  ERROR_PAGE_IDS,
  NORMALIZATION_SCOPES,
  NORMALIZATION_TYPES,
  POLISH_LEVELS,
  ROBOT_ACTIONS,
  SECURITY_LEVELS,
  VERIFIED_BOT_ACTIONS,
} from "../../edge/zone-options.ts";

// Zone-wide settings. Each is written with an explicit value, because leaving one out keeps whatever it was.

const REASON = { error: "a reason of at least 10 characters" };

const botActions = z.enum(ROBOT_ACTIONS);

/** Source: developers.cloudflare.com/bots/plans (checked 2026-11-25). */
export const botsSchema = z.strictObject({
  fightMode: z.boolean().default(false).describe("Bot Fight Mode, plan free only; no rule can make an exception from it"),
  definitelyAutomated: botActions.default("allow").describe("plan pro and above"),
  likelyAutomated: botActions.default("allow").describe("plan business and above"),
  verified: z.enum(VERIFIED_BOT_ACTIONS).default("allow").describe("search engines and their like; plan pro and above"),
  staticResources: z.boolean().default(false).describe("judge requests for static files too; plan pro and above"),
  javascriptDetections: z.boolean().default(false).describe("let a script in pages tell people from programs"),
  aiBots: z.enum(AI_BOT_ACTIONS).default("disabled").describe("crawlers that train models"),
});

export const errorPagesSchema = z
  .partialRecord(
    z.enum(ERROR_PAGE_IDS),
    z.union([z.literal("default"), z.url({ protocol: /^https$/, error: "an https: address" })], {
      error: 'an https: address, or "default"',
    }),
  )
  .default({})
  .describe('pages that Cloudflare shows in place of its own, by name; "default" goes back to Cloudflare\'s');

export const managedTransformsSchema = z
  .strictObject({
    request: z
      .array(
        z.enum([
          "add_bot_protection_headers",
          "add_client_certificate_headers",
          "add_true_client_ip_headers",
          "add_visitor_location_headers",
          "add_waf_credential_check_status_header",
          "remove_visitor_ip_headers",
        ]),
      )
      .default([]),
    response: z.array(z.enum(["remove_x-powered-by_header"])).default([]),
  })
  .describe("headers that Cloudflare adds or removes by itself");

export const ddosSchema = z
  .strictObject({
    sensitivity: z.enum(["medium", "low", "eoff"]).describe("less than the default, which is high; eoff is essentially off"),
    reason: z.string().min(10, REASON).describe("why floods may get through more easily"),
  })
  .describe("override of the HTTP DDoS protection, for traffic that looks like an attack and is none");

/** Source: developers.cloudflare.com/api-shield/plans (checked 2026-11-22). */
export const apiShieldSchema = z
  .strictObject({
    mitigation: z
      .enum(["none", "log", "block"])
      .describe('what happens to bodies that do not fit: begin with "log" where the plan has it, or "none", then "block"'),
  })
  .describe("tell Cloudflare every route of the api hosts, and have described bodies checked at the edge");

export const zoneSettingsSchema = z.strictObject({
  http2: z.boolean().default(true).describe("switching it off needs plan pro"),
  http3: z.boolean().default(true),
  ipv6: z.boolean().default(true),
  websockets: z.boolean().default(true),
  browserCheck: z.boolean().default(true).describe("refuse requests whose headers only abusers send"),
  emailObfuscation: z.boolean().default(true).describe("hide e-mail addresses in pages from harvesters"),
  securityLevel: z.enum(SECURITY_LEVELS).default("medium"),
  challengeSeconds: z
    .literal(CHALLENGE_SECONDS, { error: `one of ${CHALLENGE_SECONDS.join(", ")}` })
    .default(1800)
    .describe("how long a visitor who passed a challenge is left alone, in seconds"),
  polish: z.enum(POLISH_LEVELS).default("off").describe("recompress images; plan pro and above"),
  webp: z.boolean().default(false).describe("serve images as WebP; plan pro and above"),
  trueClientIpHeader: z.boolean().default(false).describe("tell origins the visitor's address in True-Client-IP; plan enterprise"),
  tieredCache: z.boolean().default(false).describe("ask upper-tier data centres before the origin"),
  urlNormalization: z
    .strictObject({
      type: z.enum(NORMALIZATION_TYPES).default("cloudflare"),
      scope: z.enum(NORMALIZATION_SCOPES).default("incoming"),
    })
    .default({ type: "cloudflare", scope: "incoming" })
    .describe("spell paths alike before rules see them; without it /admin%2F and //admin pass rules about /admin"),
  leakedCredentialCheck: z.boolean().default(true).describe("mark logins whose password is known to be leaked"),
});

export type BotsConfig = z.output<typeof botsSchema>;
