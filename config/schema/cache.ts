import * as z from "zod";

/** Files that the edge keeps. Everything that needs a login is never kept, whatever stands here. */
export const cacheSchema = z
  .strictObject({
    paths: z
      .array(
        z
          .string()
          .regex(/^\/([A-Za-z0-9_~-][A-Za-z0-9._~-]*\/)+$/, { error: "the beginning of paths, with / at both ends, such as /assets/" }),
      )
      .min(1)
      .describe("beginnings of paths below which files never change under one name"),
    edgeSeconds: z
      .int()
      .min(0)
      .max(31_536_000)
      .optional()
      .describe("how long the edge keeps a file, in seconds; left out, as long as the origin says"),
    browserSeconds: z
      .int()
      .min(0)
      .max(31_536_000)
      .optional()
      .describe("how long browsers keep a file, in seconds; left out, as long as the origin says"),
  })
  .describe("files of the host that the edge keeps; a file whose type does not fit its name is not kept");

export type CacheConfig = z.output<typeof cacheSchema>;
