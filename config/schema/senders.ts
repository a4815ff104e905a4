import * as z from "zod";
import { hostnameSchema } from "./common.ts";

export const labelSchema = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, { error: "a DNS label" });

/** What a CNAME may lead to: a host name, or a name below an underscore. */
const aliasTargetSchema = z
  .string()
  .max(253, { error: "a name of at most 253 characters" })
  .regex(/^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, {
    error: "a name in lower case without a trailing dot",
  });

const publicKeySchema = z
  .string()
  .regex(/^[A-Za-z0-9+/]+={0,2}$/, { error: "base64 on one line, without the PEM header" })
  .describe("public half of the signing key: RSA as SubjectPublicKeyInfo, Ed25519 as its 32 bytes; base64");

/** One DKIM key published as TXT. The private half never enters this repository. Source: RFC 6376 section 3.6.1. */
const dkimKeySchema = z.strictObject({
  selector: labelSchema.describe("DNS label left of ._domainkey"),
  publicKey: publicKeySchema,
});

const idleKeyOf = {
  selector: labelSchema.describe("DNS label left of ._domainkey"),
  label: z
    .union([z.literal(""), labelSchema])
    .default("")
    .describe("left-most label of the signing domain; empty for the zone's own"),
};

const day = z.iso.date({ error: "a day as YYYY-MM-DD" });

export const idleKeySchema = z.discriminatedUnion("state", [
  z.strictObject({ state: z.literal("prepublish"), ...idleKeyOf, publicKey: publicKeySchema }),
  z.strictObject({
    state: z.literal("draining"),
    ...idleKeyOf,
    publicKey: publicKeySchema,
    since: day.describe("day on which the sender signed with it for the last time"),
  }),
  z.strictObject({
    state: z.literal("revoked"),
    ...idleKeyOf,
    drainingSince: day.describe("day on which the sender signed with it for the last time"),
  }),
]);

const from = z
  .array(hostnameSchema)
  .min(1, { error: "at least one domain" })
  .optional()
  .describe("domains that this service writes into From lines; the zone's own without it");

const links = z
  .strictObject({
    label: labelSchema.describe("left-most label of the host that links lead to first, for example url1234"),
    target: aliasTargetSchema.describe("where the service says that it leads, for example sendgrid.net"),
    https: z.boolean().optional().describe("whether that host answers HTTPS; HSTS with subdomains needs it, or links in mail open nothing"),
  })
  .optional()
  .describe("a host of ours that counts clicks, where the service rewrites links; sign-in links lead through it too");

const googleSenderSchema = z.strictObject({
  kind: z.literal("google"),
  from,
  links,
  dkim: dkimKeySchema.describe("from the admin console, Apps > Google Workspace > Gmail > Authenticate email"),
});

const m365SenderSchema = z.strictObject({
  kind: z.literal("m365"),
  from,
  links,
  dkimTargets: z
    .tuple([aliasTargetSchema, aliasTargetSchema])
    .describe("where selector1 and selector2 lead, from the Defender portal, Email authentication settings > DKIM"),
});

const sesSenderSchema = z.strictObject({
  kind: z.literal("ses"),
  from,
  links,
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: "an AWS region" })
    .describe("AWS region that sends, for example eu-central-1"),
  mailFromLabel: labelSchema.describe("left-most label of the custom MAIL FROM domain, for example bounce"),
  dkimTokens: z
    .array(z.string().regex(/^[a-z0-9]{10,63}$/, { error: "an Easy DKIM token" }))
    .length(3, { error: "the three Easy DKIM tokens" })
    .describe("from the SES console, verified identity > DKIM"),
});

const sendgridSenderSchema = z.strictObject({
  kind: z.literal("sendgrid"),
  from,
  links,
  authenticationHost: hostnameSchema.describe("from Sender Authentication, for example u1234567.wl065.sendgrid.net"),
  returnPathLabel: labelSchema.describe("left-most label of the return path, for example em1234"),
  apexSpf: z
    .boolean()
    .default(true)
    .describe("name SendGrid in the domain's own SPF record too; its envelope sender is the return path, so no mail needs that"),
});

const postmarkSenderSchema = z.strictObject({
  kind: z.literal("postmark"),
  from,
  links,
  dkim: dkimKeySchema.describe("from Sender Signatures > DNS Settings"),
  returnPathLabel: labelSchema.default("pm-bounces").describe("left-most label of the custom return path"),
});

const mailgunSenderSchema = z.strictObject({
  kind: z.literal("mailgun"),
  from,
  region: z.enum(["us", "eu"]),
  label: labelSchema.describe("left-most label of the sending subdomain, for example mg"),
  dkim: dkimKeySchema.describe("from Sending > Domain settings > DNS records"),
  trackingLabel: labelSchema.default("email").describe("left-most label of the host that counts clicks"),
  trackingHttps: z
    .boolean()
    .optional()
    .describe("whether the host that counts clicks answers HTTPS; HSTS with subdomains needs it, or links in mail open nothing"),
  receives: z.boolean().default(false).describe("let Mailgun take mail for the sending subdomain"),
});

const mailchimpSenderSchema = z.strictObject({ kind: z.literal("mailchimp"), from, links });

const hubspotSenderSchema = z.strictObject({
  kind: z.literal("hubspot"),
  from,
  links,
  portalId: z.string().regex(/^\d{3,12}$/, { error: "the number of the HubSpot account" }),
  dkimTargets: z.tuple([aliasTargetSchema, aliasTargetSchema]).describe("where hs1-<portal> and hs2-<portal> lead, from Domains & URLs"),
  returnPath: z
    .strictObject({ label: labelSchema, target: aliasTargetSchema })
    .optional()
    .describe("the return path, where HubSpot shows one; without it only DKIM aligns"),
});

const zendeskSenderSchema = z.strictObject({ kind: z.literal("zendesk"), from, links });

const customSenderSchema = z.strictObject({
  kind: z.literal("custom"),
  from,
  links,
  name: labelSchema,
  spfTerms: z.array(z.string().min(1)).describe("SPF terms of this sender, for example include:spf.example.net"),
  returnPathLabel: z
    .union([z.literal(""), labelSchema])
    .default("")
    .describe("left-most label of its envelope sender, whose SPF record the terms then stand in; empty for the domain itself"),
  envelope: z.enum(["ours", "theirs"]).default("ours").describe("whose domain its envelope sender is of"),
  dkim: z.array(dkimKeySchema).default([]),
});

export const senderSchema = z.discriminatedUnion("kind", [
  googleSenderSchema,
  m365SenderSchema,
  sesSenderSchema,
  sendgridSenderSchema,
  postmarkSenderSchema,
  mailgunSenderSchema,
  mailchimpSenderSchema,
  hubspotSenderSchema,
  zendeskSenderSchema,
  customSenderSchema,
]);

export type Sender = z.output<typeof senderSchema>;
