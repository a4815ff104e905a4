import * as z from "zod";
import { slugSchema } from "./common.ts";

/** What has to be watched from outside. Source: readiness row R13. */
export const MONITOR_KINDS = ["home", "login", "api-health", "core-workflow", "authenticated-health", "mail-sender", "database"] as const;
export type MonitorKind = (typeof MONITOR_KINDS)[number];

/** Those, and what the application alone can see. */
export const COVERED_KINDS = [...MONITOR_KINDS, "errors"] as const;
export type CoveredKind = (typeof COVERED_KINDS)[number];

/** Characters in a health check's path and in the text it looks for. Source: Route 53 API reference, HealthCheckConfig (checked 2026-11-22). */
const MAX_HEALTH_TEXT = 255;

export const watchedPathSchema = z
  .string()
  .max(MAX_HEALTH_TEXT, { error: `a path of at most ${MAX_HEALTH_TEXT} characters` })
  .startsWith("/", { error: "a path that starts with /" });
export const containsSchema = z.string().min(1).max(MAX_HEALTH_TEXT);

export const watched = {
  kind: z.enum(MONITOR_KINDS).describe("what it stands for in the coverage matrix"),
  host: slugSchema.describe("key of the host to watch"),
};
