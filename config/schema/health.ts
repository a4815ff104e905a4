import * as z from "zod";
import { slugSchema } from "./common.ts";

/** Characters in a health check's path and in the text it looks for. Source: Route 53 API reference, HealthCheckConfig (checked 2026-11-22). */
const MAX_HEALTH_TEXT = 255;

export const healthSchema = z.strictObject({
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

export type HealthConfig = z.output<typeof healthSchema>;
