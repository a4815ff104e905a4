import * as z from "zod";
import { hostnameSchema, peopleSchema, slugSchema } from "./common.ts";
import { hostsSchema } from "./hosts.ts";
import { LIMIT_CLASSES, routeSchema } from "./routes.ts";

/** A limit that the product wants kept; how much of it the zone's plan can enforce is worked out at check. */
const limitSchema = z.strictObject({
  requests: z.int().min(1).max(1_000_000).describe("requests allowed per period"),
  periodSeconds: z.int().min(10).max(65_535).describe("length of the counting window, in seconds"),
  blockSeconds: z.int().min(10).max(86_400).describe("how long a caller over the limit gets 429, in seconds"),
  per: z.enum(["ip", "user"]).describe("who is counted; per user needs Enterprise with advanced rate limiting, or the application"),
});

const secretSlotSchema = z
  .strictObject({
    purpose: z.string().min(1).describe("what the secret opens"),
    rotateEveryDays: z.int().min(1).max(365).optional().describe("rotation due, in days"),
    recoveryWindowDays: z.int().min(7).max(30).default(30).describe("how long a deleted secret can be restored, in days"),
  })
  .describe("a place for a secret; the value never enters this repository");

const environmentVariableSchema = z.union([
  z.strictObject({ value: z.string().min(1).max(4096).describe("a plain value; never a secret") }),
  z.strictObject({ secret: slugSchema.describe("name of the secret slot that holds the value") }),
]);

const targetSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("existing-origin"),
    environment: z
      .record(z.string().regex(/^[A-Z][A-Z0-9_]*$/, { error: "an environment variable name" }), environmentVariableSchema)
      .default({})
      .describe("what the application reads at start; published as parameters, secrets as references"),
  }),
]);

const healthSchema = z.strictObject({
  host: slugSchema.describe("key of the host to watch"),
  path: z.string().startsWith("/", { error: "a path that starts with /" }),
  contains: z.string().min(1).max(255).describe("text that a healthy answer holds in its first 5,120 bytes"),
  intervalSeconds: z.union([z.literal(10), z.literal(30)]).default(30),
  failuresBeforeAlarm: z.int().min(1).max(10).default(3),
  alertChannel: slugSchema.describe("name of an alert channel of the account"),
});

export const environmentSchema = z.strictObject({
  zone: hostnameSchema.describe("domain of the zone that the hosts live in"),
  hosts: hostsSchema,
  target: targetSchema,
  health: healthSchema,
  limits: z.partialRecord(z.enum(LIMIT_CLASSES), limitSchema).default({}),
});

export const launchSchema = z.strictObject({
  name: slugSchema,
  product: z.string().min(1).describe("one line for the people who read reviews"),
  people: peopleSchema,
  secrets: z.record(slugSchema, secretSlotSchema).default({}),
  routes: z.record(slugSchema, routeSchema).describe("the API inventory, by name"),
  environments: z.record(slugSchema, environmentSchema),
});

export type LaunchConfig = z.output<typeof launchSchema>;
export type LaunchInput = z.input<typeof launchSchema>;
export type EnvironmentConfig = z.output<typeof environmentSchema>;
export type LimitConfig = z.output<typeof limitSchema>;
