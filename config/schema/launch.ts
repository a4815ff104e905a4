import * as z from "zod";
import { hostnameSchema, peopleSchema, slugSchema } from "./common.ts";
import { hostsSchema } from "./hosts.ts";
import { serviceTokenSchema, turnstileSchema } from "./made-secrets.ts";
import { recordSchema } from "./records.ts";
import { LIMIT_CLASSES, routeSchema } from "./routes.ts";
import { sessionSchema } from "./session.ts";
import { wafSchema } from "./waf.ts";

/** A limit that the product wants kept; how much of it the zone's plan can enforce is worked out at check. */
const limitSchema = z.strictObject({
  requests: z.int().min(1).max(1_000_000).describe("requests allowed per period"),
  periodSeconds: z.int().min(10).max(65_535).describe("length of the counting window, in seconds"),
  blockSeconds: z.int().min(10).max(86_400).describe("how long a caller over the limit gets 429, in seconds"),
  per: z.enum(["ip", "user"]).describe("who is counted; per user needs Enterprise with advanced rate limiting, or the application"),
  at: z
    .enum(["edge", "application"])
    .default("edge")
    .describe(
      "who keeps the limit: the edge, with one of the few rules of the zone's plan, or the application, as a duty that reviews name",
    ),
  over: z
    .enum(["block", "challenge"])
    .default("block")
    .describe(
      "what a caller over the limit gets: 429, or a page that proves a person is there, which only browsers that show pages can solve",
    ),
});

/** Characters in a secret's description. Source: AWS Secrets Manager API reference, CreateSecret (checked 2026-11-22). */
const MAX_SECRET_DESCRIPTION = 2048;

const secretSlotSchema = z
  .strictObject({
    purpose: z.string().min(1).max(MAX_SECRET_DESCRIPTION).describe("what the secret opens"),
    rotateEveryDays: z.int().min(1).max(365).optional().describe("rotation due, in days"),
    recoveryWindowDays: z.int().min(7).max(30).default(30).describe("how long a deleted secret can be restored, in days"),
  })
  .describe("a place for a secret; the value never enters this repository");

/** Bytes in a parameter of the standard tier. Source: AWS Systems Manager API reference, PutParameter, Value (checked 2026-11-22). */
const MAX_VALUE_BYTES = 4096;

const plainValueSchema = z
  .string()
  .min(1)
  .refine((text) => Buffer.byteLength(text, "utf8") <= MAX_VALUE_BYTES, { error: `text of at most ${MAX_VALUE_BYTES} bytes` })
  .refine((text) => !/\{\{.*\}\}/.test(text), { error: "text without {{ }}, which Systems Manager keeps for references to parameters" });

const environmentVariableSchema = z.union([
  z.strictObject({ value: plainValueSchema.describe("a plain value; never a secret") }),
  z.strictObject({ secret: slugSchema.describe("name of the secret slot that holds the value") }),
]);

const targetSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("existing-origin"),
    environment: z
      .record(
        z
          .string()
          .max(255, { error: "at most 255 characters" })
          .regex(/^[A-Z][A-Z0-9_]*$/, { error: "an environment variable name" }),
        environmentVariableSchema,
      )
      .default({})
      .describe("what the application reads at start; published as parameters, secrets as references"),
  }),
]);

/** Characters in a health check's path and in the text it looks for. Source: Route 53 API reference, HealthCheckConfig (checked 2026-11-22). */
const MAX_HEALTH_TEXT = 255;

const healthSchema = z.strictObject({
  host: slugSchema.describe("key of the host to watch"),
  path: z
    .string()
    .max(MAX_HEALTH_TEXT, { error: `a path of at most ${MAX_HEALTH_TEXT} characters` })
    .startsWith("/", { error: "a path that starts with /" }),
  contains: z.string().min(1).max(MAX_HEALTH_TEXT).describe("text that a healthy answer holds in its first 5,120 bytes"),
  intervalSeconds: z.union([z.literal(10), z.literal(30)]).default(30),
  failuresBeforeAlarm: z.int().min(1).max(10).default(3),
  alertChannel: slugSchema.describe("name of an alert channel of the account"),
});

export const environmentSchema = z.strictObject({
  zone: hostnameSchema.describe("domain of the zone that the hosts live in"),
  hosts: hostsSchema,
  records: z
    .record(slugSchema, recordSchema)
    .default({})
    .describe("DNS records below this environment's own hosts, by name; everything else belongs into the zone config"),
  target: targetSchema,
  health: healthSchema,
  turnstile: z.record(slugSchema, turnstileSchema).default({}),
  serviceTokens: z.record(slugSchema, serviceTokenSchema).default({}),
  limits: z.partialRecord(z.enum(LIMIT_CLASSES), limitSchema).default({}),
  waf: wafSchema.default(wafSchema.parse({})),
});

export const launchSchema = z.strictObject({
  name: slugSchema,
  product: z.string().min(1).describe("one line for the people who read reviews"),
  people: peopleSchema,
  secrets: z.record(slugSchema, secretSlotSchema).default({}),
  routes: z.record(slugSchema, routeSchema).describe("the API inventory, by name"),
  session: sessionSchema.optional(),
  environments: z.record(slugSchema, environmentSchema),
});

export type LaunchConfig = z.output<typeof launchSchema>;
export type LaunchInput = z.input<typeof launchSchema>;
export type EnvironmentConfig = z.output<typeof environmentSchema>;
export type LimitConfig = z.output<typeof limitSchema>;
