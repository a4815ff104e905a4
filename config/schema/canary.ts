import * as z from "zod";
import { CANARY_RUNTIMES, NEWEST_CANARY_RUNTIME } from "../canary-runtimes.ts";
import { slugSchema } from "./common.ts";
import { containsSchema, watched, watchedPathSchema } from "./monitor-fields.ts";

/** Slowest rate that AWS offers, in minutes. Source: CloudWatch Synthetics API reference, CanaryScheduleInput (checked 2026-11-26). */
const SLOWEST_RATE_MINUTES = 60;
/** More are a test suite. */
const MAX_STEPS = 10;

const slotSchema = z.strictObject({ secret: slugSchema });

const stepSchema = z.strictObject({
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).default("GET"),
  path: watchedPathSchema,
  status: z.int().min(100).max(599).default(200).describe("status of a healthy answer; redirects are not followed"),
  contains: containsSchema.optional().describe("text that a healthy answer holds"),
  json: z.record(z.string(), z.json()).optional().describe("body of the request; never a secret"),
  credentials: slotSchema
    .optional()
    .describe("secret slot that holds a JSON object, whose fields join the body: name and password of a synthetic user"),
  bearer: slotSchema.optional().describe("secret slot that holds a token, sent as Authorization: Bearer"),
  keepBearer: z
    .string()
    .min(1)
    .optional()
    .describe("field of the JSON answer that holds a token for the steps that follow; cookies are kept anyway"),
});

const scriptSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("api").describe("calls, one after the other, as a client makes them"),
    steps: z.array(stepSchema).min(1).max(MAX_STEPS),
  }),
  z.strictObject({
    kind: z.literal("page").describe("a page in a browser, scripts included"),
    path: watchedPathSchema,
    contains: containsSchema.describe("text that a visitor sees when all is well"),
  }),
  z.strictObject({
    kind: z.literal("s3").describe("a script of your own, as an archive in S3"),
    path: watchedPathSchema.describe("what it starts with, for those who read the review"),
    bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: "an S3 bucket name" }),
    key: z.string().min(1).max(1024),
    version: z.string().min(1).max(1024).describe("version of the object, so that what runs is what was reviewed"),
    handler: z
      .string()
      .regex(/^([\w-]+\/)*[\w-]+\.handler$/, { error: "file and function, such as index.handler" })
      .default("index.handler"),
  }),
]);

export const canarySchema = z.strictObject({
  via: z.literal("canary").describe("script of CloudWatch Synthetics"),
  ...watched,
  everyMinutes: z
    .int({ error: "a whole number of minutes" })
    .min(1, { error: "at least 1; a rate of 0 runs once" })
    .max(SLOWEST_RATE_MINUTES, { error: `at most ${SLOWEST_RATE_MINUTES}` })
    .default(3),
  failuresBeforeAlarm: z.int().min(1).max(10).default(2),
  runtime: z.enum(CANARY_RUNTIMES).default(NEWEST_CANARY_RUNTIME),
  script: scriptSchema,
});

export type CanaryConfig = z.output<typeof canarySchema>;
export type CanaryStepConfig = z.output<typeof stepSchema>;
