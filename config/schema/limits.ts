import * as z from "zod";

/** A limit that the product wants kept; how much of it the zone's plan can enforce is worked out at check. */
export const limitSchema = z.strictObject({
  requests: z.int().min(1).max(1_000_000).describe("requests allowed per period"),
  periodSeconds: z.int().min(10).max(65_535).describe("length of the counting window, in seconds"),
  blockSeconds: z.int().min(10).max(86_400).describe("how long a caller over the limit gets 429, in seconds"),
  per: z.enum(["ip", "user"]).describe("who is counted; per user needs Enterprise with advanced rate limiting, or the application"),
  at: z
    .enum(["edge", "aws", "application"])
    .default("edge")
    .describe(
      "who keeps the limit: the edge, with one of the few rules of the zone's plan; AWS WAF in front of a container target, where what the edge cannot keep goes by itself too; or the application, as a duty that reviews name",
    ),
  over: z
    .enum(["block", "challenge"])
    .default("block")
    .describe(
      "what a caller over the limit gets: 429, or a page that proves a person is there, which only browsers that show pages can solve",
    ),
});

export type LimitConfig = z.output<typeof limitSchema>;
