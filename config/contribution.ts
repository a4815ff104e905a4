import * as z from "zod";
import { ADD_ONS, PLANS } from "../edge/plan-tier.ts";
import { edgeRuleSchema, ownerOfRef, PHASES } from "../edge/rule.ts";
import { SlipwayError } from "../errors/slipway-error.ts";
import { BOT_ATTRIBUTES } from "./edge-model.ts";
import { type Contribution, SETTING_IDS, type ZoneBase } from "./model.ts";
import { RECORD_TYPES } from "./schema/records.ts";
import { AUTHORITIES } from "./schema/tls.ts";
import { showText } from "./show-value.ts";
import { STAGES } from "./stage.ts";

// What the run store keeps as JSON and reads back, perhaps years later: checked like anything else from outside.

const concernSchema = z.enum([
  "hosts",
  "tls",
  "redirects",
  "access",
  "rate-limits",
  "headers",
  "mail",
  "secrets",
  "environment",
  "monitoring",
  "alerting",
]);

const recordSchema = z.strictObject({
  key: z.string().min(1),
  concern: concernSchema,
  name: z.string().min(1),
  type: z.enum(RECORD_TYPES),
  content: z.string().min(1),
  data: z.exactOptional(z.record(z.string(), z.union([z.string(), z.number()]))),
  priority: z.exactOptional(z.int()),
  ttlSeconds: z.int(),
  proxied: z.boolean(),
  comment: z.exactOptional(z.string()),
});

const hstsSchema = z.strictObject({
  enabled: z.boolean(),
  max_age: z.int(),
  include_subdomains: z.boolean(),
  nosniff: z.boolean(),
  preload: z.boolean(),
});

const settingSchema = z.strictObject({
  settingId: z.enum(SETTING_IDS),
  value: z.union([z.string(), z.number(), z.strictObject({ strict_transport_security: hstsSchema })]),
});

const authoritySchema = z.enum(AUTHORITIES);

const zoneEdgeSchema = z.strictObject({
  universalSsl: z.boolean(),
  certificates: z.array(
    z.strictObject({
      key: z.string().min(1),
      authority: authoritySchema,
      hosts: z.array(z.string()),
      validation: z.enum(["txt", "http", "email"]),
      validityDays: z.int(),
    }),
  ),
  totalTls: z.exactOptional(z.strictObject({ enabled: z.boolean(), authority: authoritySchema })),
  zoneOriginPulls: z.boolean(),
  dnssec: z.exactOptional(z.enum(["active", "disabled"])),
  bots: z.partialRecord(z.enum(BOT_ATTRIBUTES), z.union([z.string(), z.boolean()])),
  leakedCredentialCheck: z.boolean(),
  urlNormalization: z.strictObject({ type: z.string(), scope: z.string() }),
  tieredCache: z.boolean(),
  errorPages: z.array(z.strictObject({ id: z.string(), url: z.exactOptional(z.string()) })),
  managedTransforms: z.exactOptional(z.strictObject({ request: z.array(z.string()), response: z.array(z.string()) })),
  ddosSensitivity: z.exactOptional(z.string()),
  apiMitigation: z.exactOptional(z.enum(["none", "log", "block"])),
});

/** A contribution speaks for its owner only: a rule of somebody else in it would overwrite that neighbour's. */
export const contributionSchema = z
  .strictObject({
    owner: z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*--[a-z][a-z0-9]*(-[a-z0-9]+)*$/),
    domain: z.string().min(1),
    stage: z.exactOptional(z.enum(STAGES)),
    rules: z.array(edgeRuleSchema),
  })
  .refine(({ owner, rules }) => rules.every(({ ref }) => ownerOfRef(ref) === owner), { error: "rules of its own owner only" })
  .refine(({ rules }) => new Set(rules.map(({ ref }) => ref)).size === rules.length, { error: "each rule reference once" });

export const zoneBaseSchema = z
  .strictObject({
    zone: z.strictObject({
      domain: z.string().min(1),
      zoneId: z.string().min(1),
      plan: z.enum(PLANS),
      addOns: z.exactOptional(z.array(z.enum(ADD_ONS))),
    }),
    settings: z.array(settingSchema),
    records: z.array(recordSchema),
    rules: z.array(edgeRuleSchema),
    edge: z.exactOptional(zoneEdgeSchema),
    adoptedRules: z.exactOptional(z.array(z.strictObject({ phase: z.enum(PHASES), rule: z.looseObject({ ref: z.string().min(1) }) }))),
  })
  .refine(({ rules }) => rules.every(({ ref }) => ownerOfRef(ref) === "zone"), { error: "rules of the zone's owner only" });

/**
 * @param where the file or object that `data` was read from
 * @throws SlipwayError CONTRIBUTION_MALFORMED
 */
export function parseContribution(where: string, data: unknown): Contribution {
  return parseStored(contributionSchema, where, data, "a stored contribution");
}

/** @throws SlipwayError CONTRIBUTION_MALFORMED */
export function parseZoneBase(where: string, data: unknown): ZoneBase {
  return parseStored(zoneBaseSchema, where, data, "a stored zone base");
}

function parseStored<S extends z.ZodType>(schema: S, where: string, data: unknown, expected: string): z.output<S> {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = issue === undefined || issue.path.length === 0 ? "" : ` at ${issue.path.join(".")}`;
  throw new SlipwayError({
    kind: "refused",
    code: "CONTRIBUTION_MALFORMED",
    where,
    expected,
    got: showText(`${issue?.message ?? "something else"}${at}`),
    fix: "restore the file from the store's history; do not edit it by hand",
  });
}
