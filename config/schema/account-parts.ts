import * as z from "zod";
import { bucketNameSchema, slugSchema } from "./common.ts";

/** What a key of the account is for, besides the state's and the trail's, which come with them. */
export const ACCOUNT_KEY_USES = ["secrets", "logs", "alerts"] as const;

export const accountKeysSchema = z
  .array(z.enum(ACCOUNT_KEY_USES))
  .refine((uses) => new Set(uses).size === uses.length, { error: "each use once" })
  .describe(
    "customer keys in AWS KMS, rotated every year: `alerts` encrypts the alert topics, `secrets` and `logs` are there for launches that want their own key instead of AWS's",
  );

/** CloudTrail's event history, which needs no trail, goes back so far. Source: AWS CloudTrail User Guide, event history (checked 2026-11-26). */
const EVENT_HISTORY_DAYS = 90;
const TEN_YEARS_DAYS = 3653;

export const auditSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("trail"),
    bucket: bucketNameSchema.describe("bucket for the trail alone; the account stack makes it"),
    retentionDays: z
      .int()
      .min(EVENT_HISTORY_DAYS + 1, { error: `more than the ${EVENT_HISTORY_DAYS} days that AWS shows without a trail` })
      .max(TEN_YEARS_DAYS)
      .default(400)
      .describe("how long who changed what can be answered, in days"),
  }),
  z.strictObject({
    kind: z.literal("elsewhere"),
    where: z.string().min(10).max(500).describe("who keeps the record instead, such as an organisation's trail, and how to read it"),
  }),
]);

/** Smallest and largest amount that people mean by it, in US dollars. */
const MAX_MONTHLY_USD = 10_000_000;

export const monthlyUsdSchema = z
  .number()
  .positive({ error: "more than 0" })
  .max(MAX_MONTHLY_USD)
  .multipleOf(0.01, { error: "whole cents" });

export const accountBudgetSchema = z.strictObject({
  monthlyUsd: monthlyUsdSchema.describe("what the whole AWS account may cost a month, in US dollars"),
  channel: slugSchema.describe("alert channel that hears of 80 and 100 percent spent, and of 100 percent forecast"),
});
