import * as z from "zod";
import { canarySchema } from "./canary.ts";
import { slugSchema } from "./common.ts";
import { containsSchema, watched, watchedPathSchema } from "./monitor-fields.ts";

/** Route 53 calls any status from 200 to 399 healthy, so the text is what tells. */
const route53Schema = z.strictObject({
  via: z.literal("route53").describe("health check of Route 53, from several continents"),
  ...watched,
  path: watchedPathSchema,
  contains: containsSchema
    .optional()
    .describe("text that a healthy answer holds in its first 5,120 bytes; without it a redirect is healthy"),
  intervalSeconds: z.union([z.literal(10), z.literal(30)]).default(30),
  failuresBeforeAlarm: z.int().min(1).max(10).default(3),
});

/**
 * Redirects, other statuses and bad certificates are failures always: none of that can be switched on here.
 * Source: Cloudflare Health Checks docs, health checks analytics and configuration (checked 2026-11-26).
 */
const cloudflareSchema = z.strictObject({
  via: z.literal("cloudflare").describe("health check by Cloudflare of the host's origin, past the edge; not on the free plan"),
  ...watched,
  path: watchedPathSchema,
  contains: containsSchema.optional().describe("text that a healthy answer holds"),
  intervalSeconds: z.int().min(60).max(3600).default(60),
  failuresBeforeAlarm: z.int().min(1).max(10).default(2),
});

/** Errors inside the application are seen by the application alone. */
const trackerSchema = z.strictObject({
  via: z.literal("tracker").describe("error tracker that the application reports to"),
  kind: z.literal("errors"),
  secret: slugSchema.describe("secret slot that holds its DSN"),
  project: z.url({ protocol: /^https$/, error: "an https address" }).describe("where its errors and its alert rules are read"),
});

export const monitorSchema = z.discriminatedUnion("via", [route53Schema, canarySchema, cloudflareSchema, trackerSchema]);

export type MonitorConfig = z.output<typeof monitorSchema>;
/** One that asks from outside and has a host. */
export type OutsideMonitorConfig = Exclude<MonitorConfig, { via: "tracker" }>;
