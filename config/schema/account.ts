import * as z from "zod";
import { accountBudgetSchema, accountKeysSchema, auditSchema } from "./account-parts.ts";
import { bucketNameSchema, cloudflareIdSchema, peopleSchema, slugSchema } from "./common.ts";

const accountIdSchema = z.string().regex(/^\d{12}$/, { error: "12 digits" });
const regionSchema = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: "an AWS region such as eu-west-1" });

const localStateSchema = z.strictObject({ kind: z.literal("local") });
const s3StateSchema = z.strictObject({
  kind: z.literal("s3"),
  bucket: bucketNameSchema,
  region: regionSchema,
  managed: z
    .boolean()
    .default(true)
    .describe("whether the account stack makes and keeps the bucket (`slipway bootstrap`); false for one that others look after"),
  keyPrefix: slugSchema.default("slipway").describe("folder in the bucket that holds the states and the run store"),
  kmsKey: z
    .string()
    .regex(/^(arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)\/[\w/-]+|alias\/[\w/-]+|[0-9a-f-]{36}|mrk-[0-9a-f]{32})$/, {
      error: "id, ARN or alias of a key in AWS KMS",
    })
    .optional()
    .describe(
      "encrypts saved plans, so that whoever may use it can apply what somebody else planned; without it, only the machine that planned can",
    ),
});

export const accountSchema = z.strictObject({
  name: slugSchema.describe("short name of the organisation; part of resource names"),
  aws: z.strictObject({
    accountId: accountIdSchema,
    region: regionSchema.describe("where secrets and parameters live"),
  }),
  cloudflare: z.strictObject({
    accountId: cloudflareIdSchema,
    team: z
      .string()
      .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, { error: "a team name: the part before .cloudflareaccess.com" })
      .optional()
      .describe("Zero Trust team name; people log in at <team>.cloudflareaccess.com"),
    tokenAlert: slugSchema.optional().describe("alert channel that Cloudflare tells before an Access service token expires"),
  }),
  state: z
    .discriminatedUnion("kind", [localStateSchema, s3StateSchema])
    .default({ kind: "local" })
    .describe("where Terraform keeps its state"),
  alertChannels: z
    .record(slugSchema, z.strictObject({ kind: z.literal("email"), address: z.email({ error: "an e-mail address" }) }))
    .describe("where alarms go, by name"),
  keys: accountKeysSchema.optional(),
  audit: auditSchema.optional().describe("who changed what in the account"),
  budget: accountBudgetSchema.optional(),
  people: peopleSchema,
});

/** Where the records are, out of an account config that may be wrong in every other place. */
export const storePlaceSchema = z
  .object({ aws: z.object({ accountId: accountIdSchema }), state: accountSchema.shape.state })
  .transform(({ aws, state }) => (state.kind === "local" ? state : { ...state, accountId: aws.accountId }));

/** As a project remembers it. */
export const rememberedPlaceSchema = z.discriminatedUnion("kind", [localStateSchema, s3StateSchema.extend({ accountId: accountIdSchema })]);

export type StorePlace = z.output<typeof storePlaceSchema>;

export type AccountConfig = z.output<typeof accountSchema>;
export type AccountInput = z.input<typeof accountSchema>;
