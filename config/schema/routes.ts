import * as z from "zod";
import { slugSchema } from "./common.ts";
import { requestSchemaSchema } from "./request-schema.ts";

export const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;

/** The seven classes of the readiness rows R6. */
export const LIMIT_CLASSES = ["chat", "login", "reset", "webhook", "upload", "export", "default"] as const;
export type LimitClass = (typeof LIMIT_CLASSES)[number];

export const routeSchema = z
  .strictObject({
    method: z.enum(METHODS),
    host: slugSchema.describe("key of the host that serves the route"),
    path: z
      .string()
      .regex(/^\/[A-Za-z0-9/_.{}~-]*$/, { error: "a path that starts with / ; {name} stands for one segment" })
      .describe("path pattern; {name} stands for one segment"),
    auth: z
      .enum(["public", "session", "token", "signature"])
      .describe("what a caller must prove: nothing, a session, a bearer token, a signed webhook"),
    publicReason: z.string().min(10).optional().describe("why a public route may be public; required when auth is public"),
    role: slugSchema.optional().describe("least role that may call it"),
    tenantKey: z.string().min(1).optional().describe("the field that binds the object to one organisation"),
    limit: z.enum(LIMIT_CLASSES).describe("rate-limit class"),
    cacheable: z.boolean().default(false),
    requestSchema: requestSchemaSchema.optional(),
  })
  .describe("one line of the API inventory");

export type RouteConfig = z.output<typeof routeSchema>;
