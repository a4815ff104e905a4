import * as z from "zod";
import { slugSchema } from "./common.ts";

/** Characters in a secret's description. Source: AWS Secrets Manager API reference, CreateSecret (checked 2026-11-22). */
const MAX_SECRET_DESCRIPTION = 2048;

const everyDaysSchema = z.int().min(1).max(365).describe("longest life of a value, in days");
const onRotationSchema = z
  .enum(["redeploy", "reread"])
  .optional()
  .describe("what readers do about a new value: they are deployed again, or ask again by themselves");
const whenOverdueSchema = z
  .enum(["warn", "refuse"])
  .default("warn")
  .describe("whether a value that is older than that stops the next plan, or is told of");

const rotationSchema = z
  .discriminatedUnion("by", [
    z.strictObject({ by: z.literal("hand"), everyDays: everyDaysSchema, whenOverdue: whenOverdueSchema }),
    z.strictObject({
      by: z.literal("function"),
      everyDays: everyDaysSchema,
      function: z
        .string()
        .regex(/^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]{1,64}$/, {
          error: "ARN of a Lambda function, without version or alias",
        })
        .describe("function that Secrets Manager runs; Secrets Manager must be allowed to invoke it"),
      whenOverdue: whenOverdueSchema,
      onRotation: onRotationSchema,
    }),
    z.strictObject({ by: z.literal("nobody"), reason: z.string().min(1).describe("why no provider can change it") }),
  ])
  .describe("who puts a new value, and how often");

const kmsSchema = z
  .union([
    z.literal("aws-managed"),
    z.strictObject({
      key: z
        .string()
        .regex(/^(alias\/[\w/-]{1,250}|arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key\/[\w-]{1,64}|alias\/[\w/-]{1,250}))$/, {
          error: "ARN of a key in AWS KMS, or alias/<name>",
        })
        .describe("ARN, or alias/<name> of a key in the account's own region"),
    }),
  ])
  .default("aws-managed")
  .describe("what encrypts the value: AWS's key for Secrets Manager, or one whose policy and audit trail are your own");

export const secretSlotSchema = z
  .strictObject({
    purpose: z.string().min(1).max(MAX_SECRET_DESCRIPTION).describe("what the secret opens"),
    rotation: rotationSchema.optional(),
    kms: kmsSchema,
    recoveryWindowDays: z
      .int()
      .min(7, { error: "at least 7 days: a deletion without a window cannot be taken back by a rollback" })
      .max(30)
      .default(30)
      .describe("how long a deleted secret can be restored, in days"),
    onlyReaders: z
      .boolean()
      .default(false)
      .describe("nobody but the readers that the environments name reads the value, whatever their own policies allow"),
  })
  .describe("a place for a secret; the value never enters this repository");

/** Source: AWS IAM user guide, IAM identifiers (checked 2026-11-26). */
const readerSchema = z
  .string()
  .max(2048)
  .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, {
    error: "ARN of a role: one reader, never everybody or a whole account",
  });

export const secretReadersSchema = z
  .record(slugSchema, z.array(readerSchema).min(1))
  .default({})
  .describe("roles outside this launch that read a slot, by slot: they are granted GetSecretValue and nothing else");

export type SecretSlotConfig = z.output<typeof secretSlotSchema>;
