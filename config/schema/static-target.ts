import * as z from "zod";

const fileSchema = z.string().regex(/^[A-Za-z0-9_-][\w.-]*(\/[\w.-]+)*$/, { error: "a file in the site's root, without a leading slash" });

const cloudFrontSchema = z.strictObject({
  kind: z.literal("cloudfront"),
  index: fileSchema.default("index.html").describe("what / answers with"),
  unknownPaths: z
    .enum(["not-found", "index"])
    .default("not-found")
    .describe("index: pages that are no file get the index, for applications that route in the browser; a missing file stays 404"),
  notFoundPage: fileSchema.optional().describe("page shown with 404"),
  cachedPaths: z
    .array(z.string().regex(/^\/([\w.~-]+\/)+$/, { error: "a path prefix such as /assets/" }))
    .default([])
    .describe("prefixes whose file names change with their content; everything else is asked for anew each time"),
});

const pagesSchema = z.strictObject({
  kind: z.literal("pages"),
  productionBranch: z
    .string()
    .regex(/^[A-Za-z0-9][\w./-]{0,99}$/, { error: "a branch name" })
    .default("main"),
});

export const staticTargetSchema = z.strictObject({
  kind: z.literal("static"),
  host: z
    .discriminatedUnion("kind", [cloudFrontSchema, pagesSchema])
    .default(cloudFrontSchema.parse({ kind: "cloudfront" }))
    .describe("where the files lie; the build uploads them"),
});

export type StaticTargetConfig = z.output<typeof staticTargetSchema>;
export type CloudFrontConfig = z.output<typeof cloudFrontSchema>;
