import * as z from "zod";
import { ADD_ONS, PLANS } from "../../edge/plan-tier.ts";
import { cloudflareIdSchema, hostnameSchema, peopleSchema, slugSchema } from "./common.ts";
import { mailSchema } from "./mail.ts";
import { recordSchema } from "./records.ts";

export const tlsSchema = z.strictObject({
  mode: z
    .enum(["off", "flexible", "full", "strict"])
    .describe("how Cloudflare talks to the origin; strict checks the origin's certificate"),
  minVersion: z.enum(["1.0", "1.1", "1.2", "1.3"]).default("1.2").describe("lowest TLS version a visitor may use"),
  tls13: z.boolean().default(true),
  automaticHttpsRewrites: z.boolean().default(true).describe("rewrite http:// links in pages to https://"),
  hsts: z
    .strictObject({
      maxAgeSeconds: z.int().min(0).max(63_072_000).describe("how long browsers refuse plain HTTP, in seconds"),
      includeSubdomains: z.boolean().default(false),
      preload: z.boolean().default(false).describe("ask browsers to ship the domain in their preload list; slow to undo"),
    })
    .describe("HTTP Strict Transport Security, RFC 6797"),
});

export const zoneSchema = z.strictObject({
  domain: hostnameSchema.describe("the zone's apex"),
  zoneId: cloudflareIdSchema,
  plan: z.enum(PLANS).describe("Cloudflare plan of the zone; limits are checked against it"),
  addOns: z.array(z.enum(ADD_ONS)).default([]),
  tls: tlsSchema,
  records: z.record(slugSchema, recordSchema).default({}).describe("DNS records besides those of hosts and mail, by name"),
  mail: mailSchema,
  people: peopleSchema,
});

export type ZoneConfig = z.output<typeof zoneSchema>;
export type ZoneInput = z.input<typeof zoneSchema>;
