import * as z from "zod";
import { RUNTIME_NAMES } from "../lambda-runtimes.ts";
import { bucketNameSchema } from "./common.ts";
import { environmentVariablesSchema } from "./environment-variables.ts";

const objectKeySchema = z
  .string()
  .min(1)
  .max(1024, { error: "at most 1024 characters" })
  .regex(/^[^\p{Cc}]+$/u, { error: "an S3 object key without control characters" });
/** Source: Amazon S3 user guide, versioning, version ids (checked 2026-11-26). */
const objectVersionSchema = z.string().regex(/^[A-Za-z0-9._-]{1,1024}$/, { error: "the version id that S3 gave the object" });

const zipSchema = z.strictObject({
  kind: z.literal("zip"),
  bucket: bucketNameSchema.describe("versioned bucket in the account's region that the build uploads to"),
  key: objectKeySchema,
  version: objectVersionSchema.describe("S3 version id of the object, so that nobody can put other code under the same name"),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, { error: "64 hex digits in lower case" })
    .describe("hash of the archive: other code has another, and becomes a version of its own"),
  runtime: z.enum(RUNTIME_NAMES),
  handler: z.string().regex(/^\S{1,128}$/, { error: "a handler such as index.handler" }),
});

const imageSchema = z.strictObject({
  kind: z.literal("image"),
  image: z
    .string()
    .regex(/^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com\/[a-z0-9]+([._/-][a-z0-9]+)*(:[\w.-]{1,128})?(@sha256:[0-9a-f]{64})?$/, {
      error: "an image in Amazon ECR, by digest",
    })
    .describe("image in Amazon ECR by digest: <account>.dkr.ecr.<region>.amazonaws.com/<repository>@sha256:<digest>"),
});

const httpApiSchema = z.strictObject({
  kind: z.literal("http-api"),
  requestsPerSecond: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe("steady rate that API Gateway lets through; above it callers get 429"),
  burst: z.int().min(1).max(5000).default(200).describe("requests at once above the steady rate"),
  clientCertificates: z
    .strictObject({
      bucket: bucketNameSchema,
      key: objectKeySchema,
      version: objectVersionSchema.optional(),
    })
    .optional()
    .describe(
      "PEM file in S3 with the authority of Cloudflare's origin-pull certificate: only callers with such a certificate get through",
    ),
});

export const functionTargetSchema = z.strictObject({
  kind: z.literal("function"),
  environment: environmentVariablesSchema
    .default({})
    .describe("environment of the function; a secret's variable holds its ARN, and the function reads the value when it starts"),
  code: z.discriminatedUnion("kind", [zipSchema, imageSchema]).describe("what the build made; Slipway builds nothing"),
  architecture: z.enum(["arm64", "x86_64"]).default("arm64"),
  // Source: AWS Lambda developer guide, quotas (checked 2026-11-26)
  memoryMb: z.int().min(128).max(10_240).default(512),
  timeoutSeconds: z.int().min(1).max(900).default(15),
  reservedConcurrency: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe("executions at once, at least and at most; without it the account's pool"),
  traffic: z
    .record(z.string(), z.number())
    .default({ new: 1 })
    .describe('share of requests by version, together 1: "new" is the version this code becomes, a number one published earlier'),
  front: z.discriminatedUnion("kind", [httpApiSchema]).default(httpApiSchema.parse({ kind: "http-api" })),
  onFailure: z.enum(["queue"]).optional().describe("queue that keeps asynchronous events which failed twice; without it they are lost"),
});

export type FunctionTargetConfig = z.output<typeof functionTargetSchema>;
