import * as z from "zod";
import { hostnameSchema } from "./common.ts";

const selectorSchema = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, { error: "a DNS label" });

/** One DKIM key published as TXT. The private half never enters this repository. Source: RFC 6376 section 3.6.1. */
const dkimKeySchema = z.strictObject({
  selector: selectorSchema.describe("DNS label left of ._domainkey"),
  publicKey: z
    .string()
    .regex(/^[A-Za-z0-9+/]+={0,2}$/, { error: "base64 on one line, without the PEM header" })
    .describe("public half of the RSA signing key (SubjectPublicKeyInfo), base64"),
});

const googleSenderSchema = z.strictObject({
  kind: z.literal("google"),
  dkim: dkimKeySchema.describe("from the admin console, Apps > Google Workspace > Gmail > Authenticate email"),
});

const sendgridSenderSchema = z.strictObject({
  kind: z.literal("sendgrid"),
  authenticationHost: hostnameSchema.describe("from Sender Authentication, for example u1234567.wl065.sendgrid.net"),
  returnPathLabel: selectorSchema.describe("left-most label of the return path, for example em1234"),
});

const customSenderSchema = z.strictObject({
  kind: z.literal("custom"),
  name: selectorSchema,
  spfTerms: z.array(z.string().min(1)).describe("SPF terms of this sender, for example include:spf.example.net"),
  dkim: z.array(dkimKeySchema).default([]),
});

export const mailSchema = z.strictObject({
  mx: z
    .array(z.strictObject({ host: hostnameSchema, priority: z.int().min(0).max(65_535) }))
    .describe("who receives mail for the domain; empty means nobody"),
  senders: z
    .array(z.discriminatedUnion("kind", [googleSenderSchema, sendgridSenderSchema, customSenderSchema]))
    .describe("every service that sends mail as this domain"),
  spfAll: z.enum(["softfail", "fail"]).default("softfail").describe("what SPF says of everybody else: ~all or -all"),
  dmarc: z
    .strictObject({
      policy: z.enum(["none", "quarantine", "reject"]),
      subdomainPolicy: z.enum(["none", "quarantine", "reject"]).optional(),
      reportTo: z
        .array(z.email({ error: "a mailbox address" }))
        .min(1, { error: "at least one mailbox" })
        .describe("mailboxes for aggregate reports"),
    })
    .describe("DMARC policy, RFC 9989"),
  ttlSeconds: z.int().min(60).max(86_400).default(300).describe("cache time of every mail record, in seconds"),
});

export type MailConfig = z.output<typeof mailSchema>;
export type Sender = MailConfig["senders"][number];
