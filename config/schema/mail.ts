import * as z from "zod";
import { hostnameSchema } from "./common.ts";
import { senderSchema } from "./senders.ts";

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
  spfAll: z.enum(["softfail", "fail"]).default("softfail").describe("what SPF says of everybody else: ~all or -all"),
  dmarc: z
    .strictObject({
      policy: z.enum(["none", "quarantine", "reject"]),
      subdomainPolicy: z.enum(["none", "quarantine", "reject"]).optional(),
      dkimAlignment: alignment("the signing domain (adkim)"),
      spfAlignment: alignment("the envelope sender's domain (aspf)"),
      reportTo: z
        .array(z.email({ error: "a mailbox address" }))
        .min(1, { error: "at least one mailbox" })
        .describe("mailboxes for aggregate reports"),
    })
    .describe("DMARC policy, RFC 9989"),
  ttlSeconds: z.int().min(60).max(86_400).default(300).describe("cache time of every mail record, in seconds"),
});

export type MailConfig = z.output<typeof mailSchema>;
