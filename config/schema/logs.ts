import * as z from "zod";

/** Source: CloudWatch Logs API reference, PutRetentionPolicy, retentionInDays (checked 2026-11-26). */
export const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;
/** Long enough to look into what a customer reports late, short enough that nobody's data lies around for ever. */
const DEFAULT_RETENTION_DAYS = 90;

export const logsSchema = z.strictObject({
  retentionDays: z
    .literal(RETENTION_DAYS, { error: `one of the periods that CloudWatch Logs has: ${RETENTION_DAYS.join(", ")}` })
    .default(DEFAULT_RETENTION_DAYS)
    .describe("days after which log events are deleted"),
  kmsKeyArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/(mrk-[0-9a-f]{32}|[0-9a-f-]{36})$/, {
      error: "the ARN of a key in AWS KMS; CloudWatch Logs takes no alias",
    })
    .optional()
    .describe(
      "encrypts the logs; its policy must admit the service logs.<region>.amazonaws.com. Without it, CloudWatch Logs' own key does",
    ),
});

export type LogsConfig = z.output<typeof logsSchema>;
