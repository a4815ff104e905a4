import * as z from "zod";
import { slugSchema } from "./common.ts";

/** What has to be watched from outside. Source: readiness row R13. */
export const MONITOR_KINDS = ["home", "login", "api-health", "core-workflow", "authenticated-health", "mail-sender", "database"] as const;
export type MonitorKind = (typeof MONITOR_KINDS)[number];

/** Characters in a health check's path and in the text it looks for. Source: Route 53 API reference, HealthCheckConfig (checked 2026-11-22). */
const MAX_HEALTH_TEXT = 255;

const pathSchema = z
  .string()
  .max(MAX_HEALTH_TEXT, { error: `a path of at most ${MAX_HEALTH_TEXT} characters` })
  .startsWith("/", { error: "a path that starts with /" });
const containsSchema = z.string().min(1).max(MAX_HEALTH_TEXT);

const watched = {
  kind: z.enum(MONITOR_KINDS).describe("what it stands for in the coverage matrix"),
  host: slugSchema.describe("key of the host to watch"),
};

/** Route 53 calls any status from 200 to 399 healthy, so the text is what tells. */
const route53Schema = z.strictObject({
  via: z.literal("route53").describe("health check of Route 53, from several continents"),
  ...watched,
  path: pathSchema,
  contains: containsSchema
    .optional()
    .describe("text that a healthy answer holds in its first 5,120 bytes; without it a redirect is healthy"),
  intervalSeconds: z.union([z.literal(10), z.literal(30)]).default(30),
  failuresBeforeAlarm: z.int().min(1).max(10).default(3),
});

export const monitorSchema = z.discriminatedUnion("via", [route53Schema]);

export type MonitorConfig = z.output<typeof monitorSchema>;
