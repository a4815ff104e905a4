import * as z from "zod";
import { ADD_ONS, PLANS } from "../../edge/plan-tier.ts";
import { cloudflareIdSchema, hostnameSchema, peopleSchema, slugSchema } from "./common.ts";
import { mailSchema } from "./mail.ts";
import { managedRulesSchema } from "./managed-rules.ts";
import { recordSchema } from "./records.ts";
import { tlsSchema } from "./tls.ts";
import { apiShieldSchema, botsSchema, ddosSchema, errorPagesSchema, managedTransformsSchema, zoneSettingsSchema } from "./zone-settings.ts";

export const zoneSchema = z.strictObject({
  domain: hostnameSchema.describe("the zone's apex"),
  zoneId: cloudflareIdSchema,
  plan: z.enum(PLANS).describe("Cloudflare plan of the zone; limits are checked against it"),
  addOns: z.array(z.enum(ADD_ONS)).default([]),
  tls: tlsSchema,
  dnssec: z
    .enum(["active", "disabled"])
    .optional()
    .describe("sign the zone; the DS record goes to the registrar. Take the DS away there, and wait for its TTL, before it is disabled"),
  redirects: z
    .strictObject({
      http: z
        .enum(["same-host-first", "single-hop"])
        .default("same-host-first")
        .describe("where a host that only redirects sends plain HTTP: to https on its own name first, or straight to the other host"),
    })
    .default({ http: "same-host-first" }),
  settings: zoneSettingsSchema.default(zoneSettingsSchema.parse({})),
  bots: botsSchema.default(botsSchema.parse({})),
  errorPages: errorPagesSchema,
  managedTransforms: managedTransformsSchema.optional(),
  ddos: ddosSchema.optional(),
  managedRules: managedRulesSchema.default(managedRulesSchema.parse({})),
  apiShield: apiShieldSchema.optional(),
  records: z.record(slugSchema, recordSchema).default({}).describe("DNS records besides those of hosts and mail, by name"),
  mail: mailSchema,
  people: peopleSchema,
});

export type ZoneConfig = z.output<typeof zoneSchema>;
export type ZoneInput = z.input<typeof zoneSchema>;
