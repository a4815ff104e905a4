import * as z from "zod";
import { slugSchema } from "./common.ts";

const PATH = /^\/[A-Za-z0-9/_.~%-]*\*?$/;

export const pathRedirectsSchema = z
  .record(
    slugSchema,
    z.strictObject({
      from: z
        .string()
        .regex(PATH, { error: "a path, or the beginning of one with a * behind it" })
        .describe("path that is asked for; a * at the end stands for the rest"),
      to: z
        .string()
        .regex(/^(\/|https?:\/\/[^/\s]+\/)[^\s*]*\*?$/, { error: "a path of the same host, or an https: address with a path" })
        .describe("where the visitor is sent: a path of this host, or a whole address; a * at the end is filled with the rest"),
      permanent: z.boolean().default(false).describe("301, which browsers remember, or 302"),
      keepQuery: z.boolean().default(true).describe("whether the visitor's query string goes along"),
    }),
  )
  .default({})
  .describe("paths of the host that have moved, by name");

export type PathRedirects = z.output<typeof pathRedirectsSchema>;
