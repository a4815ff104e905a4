import * as z from "zod";

/** Longest that a message may be hidden, in seconds. Source: Amazon SQS API reference, VisibilityTimeout (checked 2026-11-26). */
export const MAX_VISIBILITY_SECONDS = 43_200;

/** A day less than what SQS keeps: a message that nobody could handle keeps its age when it moves to the dead letters, and must outlive the move. */
const MAX_KEEP_DAYS = 13;

export const jobSchema = z
  .strictObject({
    purpose: z.string().min(1).describe("what is done, for the people who read reviews"),
    worker: z
      .enum(["target", "function", "other"])
      .default("target")
      .describe("who does the work: the environment's own target, a Lambda function beside it, or something else"),
    timeoutSeconds: z.int().min(1).max(MAX_VISIBILITY_SECONDS).describe("longest that one job may take, in seconds"),
    visibilitySeconds: z
      .int()
      .min(1)
      .max(MAX_VISIBILITY_SECONDS)
      .optional()
      .describe("how long a job that was taken is hidden from other workers, in seconds; worked out from the timeout when left out"),
    attempts: z.int().min(1).max(1000).default(5).describe("how often a job is tried before it goes to the dead letters"),
    keepDays: z
      .int()
      .min(1)
      .max(MAX_KEEP_DAYS, { error: `at most ${MAX_KEEP_DAYS} days` })
      .default(4)
      .describe("how long a job waits for a worker before it is lost, in days"),
    alarmAfterSeconds: z.int().min(60).default(900).describe("age of the oldest waiting job at which somebody is paged, in seconds"),
  })
  .describe("work that is queued instead of done while a visitor waits");

export type JobConfig = z.output<typeof jobSchema>;
