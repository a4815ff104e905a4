import * as z from "zod";
import { environmentVariablesSchema } from "./environment-variables.ts";

export const workerTargetSchema = z.strictObject({
  kind: z.literal("worker"),
  script: z
    .string()
    .regex(/^[A-Za-z0-9_-][\w.-]*\.m?js$/, { error: "a file in config/workers such as portal.js" })
    .describe("ES module in config/workers, as the build bundled it"),
  compatibilityDate: z.iso
    .date({ error: "a date such as 2026-11-01" })
    .describe("which behaviour of the Workers runtime the script was written for"),
  environment: environmentVariablesSchema
    .default({})
    .describe("plain-text bindings; no secrets, because Terraform would keep them in its state"),
  storeSecrets: z
    .record(
      z.string().regex(/^[A-Z][A-Z0-9_]*$/, { error: "a binding name in upper case" }),
      z.strictObject({
        storeId: z.string().regex(/^[0-9a-f]{32}$/, { error: "32 hex digits in lower case" }),
        name: z.string().regex(/^[\w-]{1,255}$/, { error: "the name of a secret in the store" }),
      }),
    )
    .default({})
    .describe("secrets in the account's Secrets Store, bound by name: the value never passes through Terraform"),
  attach: z
    .enum(["route", "domain"])
    .default("route")
    .describe("route: the script runs in front of the host's own record; domain: Cloudflare keeps record and certificate of the host"),
  traffic: z
    .record(z.string(), z.number())
    .default({ new: 1 })
    .describe('share of requests by version, together 1: "new" is the version this script becomes, an id one deployed earlier'),
  plan: z.enum(["free", "paid"]).default("free").describe("the account's Workers plan, which decides how many bindings there may be"),
  logSampling: z.number().min(0.01).max(1).default(1).describe("share of invocations that Workers Logs keeps"),
});

export type WorkerTargetConfig = z.output<typeof workerTargetSchema>;
