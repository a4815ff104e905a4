import * as z from "zod";

/** Characters in a secret's description. Source: AWS Secrets Manager API reference, CreateSecret (checked 2026-11-22). */
const MAX_SECRET_DESCRIPTION = 2048;

export const secretSlotSchema = z
  .strictObject({
    purpose: z.string().min(1).max(MAX_SECRET_DESCRIPTION).describe("what the secret opens"),
    rotateEveryDays: z.int().min(1).max(365).optional().describe("rotation due, in days"),
    recoveryWindowDays: z.int().min(7).max(30).default(30).describe("how long a deleted secret can be restored, in days"),
  })
  .describe("a place for a secret; the value never enters this repository");

export type SecretSlotConfig = z.output<typeof secretSlotSchema>;
