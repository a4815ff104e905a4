import * as z from "zod";
import { slugSchema } from "./common.ts";

/** Source: readiness rows T3 and T8. */
export const GATE_P95_MS = 500;
export const GATE_ERROR_PERCENT = 1;
/** Source: CloudWatch Logs API reference, PutMetricFilter, filterPattern (checked 2026-11-26). */
const MAX_PATTERN = 1024;

export const alertsSchema = z.strictObject({
  channels: z
    .array(slugSchema)
    .min(1, { error: "at least one alert channel of the account" })
    .describe("names of alert channels of the account; a second one helps on the day when the first does not"),
  errorPercent: z
    .number()
    .gt(0, { error: "more than 0" })
    .max(100, { error: "at most 100" })
    .default(GATE_ERROR_PERCENT)
    .describe("share of 5xx among the answers that alarms, in percent"),
  p95Ms: z
    .int({ error: "a whole number of milliseconds" })
    .min(1)
    .max(60_000)
    .default(GATE_P95_MS)
    .describe("time within which 19 of 20 requests have to be answered, in milliseconds"),
  authFailures: z
    .strictObject({
      pattern: z
        .string()
        .min(1)
        .max(MAX_PATTERN)
        .describe('filter pattern of CloudWatch Logs for a failed login in the application\'s log, such as { $.event = "auth.failed" }'),
    })
    .optional()
    .describe("more of them than usual at this hour alarm; for targets whose log lies in CloudWatch"),
});
