import * as z from "zod";
import { METHODS } from "./routes.ts";

const headerNamesSchema = z.array(z.string().regex(/^[a-z][a-z0-9-]*$/, { error: "a header name in lower case" }));

/** Who may call a host from a browser, from pages of another origin. Source: Fetch Standard, section 3.2 (checked 2026-11-25). */
export const corsSchema = z
  .strictObject({
    origins: z
      .array(z.string().min(1))
      .min(1, { error: "at least one origin" })
      .describe(
        'origins whose pages may call the host, each in full: scheme and host, no path; or "*" alone, for hosts whose routes are all public',
      ),
    methods: z
      .array(z.enum(METHODS))
      .min(1)
      .optional()
      .describe("methods that those pages may use; left out, the methods of the host's routes"),
    requestHeaders: headerNamesSchema.default(["authorization", "content-type"]).describe("headers that those pages may send"),
    exposedHeaders: headerNamesSchema.default([]).describe("response headers that their scripts may read"),
    credentials: z.boolean().default(false).describe("whether browsers send cookies along"),
    maxAgeSeconds: z.int().min(0).max(86_400).default(600).describe("how long a browser remembers the answer to a preflight, in seconds"),
  })
  .describe("browsers are answered for these origins only, whatever the origin server says");

export type CorsConfig = z.output<typeof corsSchema>;
