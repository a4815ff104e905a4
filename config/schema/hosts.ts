import * as z from "zod";
import { accessSchema } from "./access.ts";
import { cacheSchema } from "./cache.ts";
import { hostnameSchema, slugSchema } from "./common.ts";
import { corsSchema } from "./cors.ts";
import { pathRedirectsSchema } from "./path-redirects.ts";

const cidrSchema = z.union([z.cidrv4(), z.cidrv6()], { error: "an address range such as 203.0.113.0/24" });

/** Headers that a host's answers carry. Names are HTTP header names in lower case. */
const headersSchema = z.record(
  z.string().regex(/^[a-z][a-z0-9-]*$/, { error: "a header name in lower case" }),
  z
    .string()
    .min(1)
    .max(4096)
    .regex(/^[\x20-\x7e]+$/, { error: "printable ASCII" }),
);

const originSchema = hostnameSchema
  .optional()
  .describe(
    "where Cloudflare fetches from; its certificate must cover the host when tls.mode is strict. Left out, the environment's target serves the host",
  );

const webHostSchema = z.strictObject({
  kind: z.literal("web"),
  name: hostnameSchema,
  origin: originSchema,
  headers: headersSchema.default({}).describe("response headers set at the edge, on top of the safe defaults"),
  cors: corsSchema.optional(),
  cache: cacheSchema.optional(),
  redirects: pathRedirectsSchema,
});

const apiHostSchema = z.strictObject({
  kind: z.literal("api"),
  name: hostnameSchema,
  origin: originSchema,
  headers: headersSchema.default({}),
  cors: corsSchema.optional(),
  unknownPaths: z
    .enum(["block", "pass"])
    .default("block")
    .describe("what the edge does with methods and paths that the launch's routes do not list"),
  unknownPathsReason: z.string().min(10).optional().describe("why they may pass; required then"),
});

const internalHostSchema = z.strictObject({
  kind: z.literal("internal"),
  name: hostnameSchema,
  origin: originSchema,
  allowFrom: z
    .array(cidrSchema)
    .min(1, { error: "at least one address range" })
    .optional()
    .describe("networks that may reach the host; everybody else gets 403 at the edge"),
  access: accessSchema.optional().describe("login at the edge; beside allowFrom, a caller needs both"),
  headers: headersSchema.default({}),
  cors: corsSchema.optional(),
});

const redirectHostSchema = z.strictObject({
  kind: z.literal("redirect"),
  name: hostnameSchema,
  to: slugSchema.describe("key of the host that visitors are sent to"),
  permanent: z.boolean().default(true).describe("301, which browsers remember, or 302"),
});

export const hostSchema = z.discriminatedUnion("kind", [webHostSchema, apiHostSchema, internalHostSchema, redirectHostSchema]);

export const hostsSchema = z.record(slugSchema, hostSchema);

export type HostConfig = z.output<typeof hostSchema>;
export type ServingHostConfig = Exclude<HostConfig, { kind: "redirect" }>;
