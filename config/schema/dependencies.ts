import * as z from "zod";

export const dependencySchema = z
  .strictObject({
    timeoutMs: z.int().min(1).max(600_000).describe("how long the application waits for one answer, in milliseconds"),
    retries: z.int().min(0).max(20).default(0).describe("how often it asks again"),
    fallback: z.string().min(10).optional().describe("what a visitor gets when it does not answer"),
  })
  .describe("a service that the application asks while a visitor waits");

export type DependencyConfig = z.output<typeof dependencySchema>;
