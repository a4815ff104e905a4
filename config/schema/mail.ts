import * as z from "zod";
import { DMARC_POLICIES, FAILURE_OPTIONS } from "../../mail/dmarc/record.ts";
import { MAX_AGE_SECONDS, MTA_STS_MODES } from "../../mail/mta-sts/policy.ts";
import { hostnameSchema } from "./common.ts";
import { idleKeySchema, senderSchema } from "./senders.ts";

function alignment(what: string) {
  return z
    .enum(["relaxed", "strict"])
    .default("relaxed")
    .describe(`how near ${what} has to be to the From domain: the same organisation, or the very same name`);
}

export const mailSchema = z.strictObject({
  mx: z
    .array(z.strictObject({ host: hostnameSchema, priority: z.int().min(0).max(65_535) }))
    .describe("who receives mail for the domain; empty means nobody"),
  senders: z.array(senderSchema).describe("every service that sends mail as this domain"),
  idleKeys: z
    .array(idleKeySchema)
    .default([])
    .describe(
      "DKIM keys that no sender signs with: published before their use, draining after it, or revoked; the keys in use stand with their senders",
    ),
  spfAll: z.enum(["softfail", "fail"]).default("softfail").describe("what SPF says of everybody else: ~all or -all"),
  dmarc: z
    .strictObject({
      policy: z.enum(DMARC_POLICIES),
      subdomainPolicy: z.enum(DMARC_POLICIES).optional().describe("for names below the domain (sp); as policy without it"),
      nonexistentPolicy: z
        .enum(DMARC_POLICIES)
        .optional()
        .describe("for names that do not exist (np), which only forgers use; as subdomainPolicy without it"),
      testing: z
        .boolean()
        .default(false)
        .describe("ask receivers to apply one level less than policy says (t=y), as a step on the way; old receivers apply all of it"),
      publicSuffix: z
        .enum(["y", "n"])
        .optional()
        .describe('"n": the domain is an organisation of its own, whatever stands above it; "y": others register names below it (psd)'),
      dkimAlignment: alignment("the signing domain (adkim)"),
      spfAlignment: alignment("the envelope sender's domain (aspf)"),
      reportTo: z
        .array(z.email({ error: "a mailbox address" }))
        .min(1, { error: "at least one mailbox" })
        .describe("mailboxes for aggregate reports (rua)"),
      failureReportTo: z
        .array(z.email({ error: "a mailbox address" }))
        .default([])
        .describe("mailboxes for reports about single messages (ruf), which hold parts of people's mail"),
      failureOptions: z
        .array(z.enum(FAILURE_OPTIONS))
        .default([])
        .describe("which failures are reported (fo): 0 nothing passes, 1 anything does not, d DKIM, s SPF"),
    })
    .describe("DMARC policy, RFC 9989"),
  mtaSts: z
    .strictObject({
      mode: z
        .enum(MTA_STS_MODES)
        .describe("what senders do when they cannot encrypt to a listed host: nothing, report it, or keep the mail back"),
      maxAgeSeconds: z
        .int()
        .min(86_400, { error: "at least a day (86400)" })
        .max(MAX_AGE_SECONDS, { error: `at most a year (${MAX_AGE_SECONDS})` })
        .default(604_800)
        .describe("how long senders keep the policy, in seconds"),
      policyHostedAt: hostnameSchema.describe("host that serves the policy, with a certificate for mta-sts.<domain>; an alias leads there"),
      proxied: z.boolean().default(false).describe("whether senders fetch the policy through Cloudflare's edge, under its certificate"),
      announced: z
        .boolean()
        .default(false)
        .describe("publish the record that makes senders look for the policy; planning it fetches the policy first"),
    })
    .optional()
    .describe("encrypted delivery to the domain, RFC 8461; the policy names every host of mx"),
  tlsReportTo: z
    .array(z.union([z.email(), z.url({ protocol: /^https$/ })], { error: "a mailbox address or an https: address" }))
    .default([])
    .describe("who gets reports about deliveries that could not be encrypted, RFC 8460"),
  ttlSeconds: z.int().min(60).max(86_400).default(300).describe("cache time of every mail record, in seconds"),
});

export type MailConfig = z.output<typeof mailSchema>;
