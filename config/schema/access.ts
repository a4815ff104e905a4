import * as z from "zod";
import { hostnameSchema } from "./common.ts";

/** Ids that Cloudflare gives to groups and identity providers. */
const uuidSchema = z.guid({ error: "an id as the Zero Trust dashboard shows it: 32 hex digits in five groups" });

const emailSchema = z.email({ error: "an e-mail address" }).regex(/^[^A-Z]*$/, { error: "an e-mail address in lower case" });

/**
 * Who may pass Cloudflare Access. There is no way to say "bypass" or "everyone" here: a host for everyone is no internal host.
 * Source: developers.cloudflare.com/cloudflare-one/access-controls/policies (checked 2026-11-25).
 */
export const accessSchema = z
  .strictObject({
    emailDomains: z.array(hostnameSchema).default([]).describe("everybody with a mailbox in one of these domains"),
    emails: z.array(emailSchema).default([]).describe("these people"),
    groups: z.array(uuidSchema).default([]).describe("ids of Access groups of the account"),
    identityProviders: z
      .array(uuidSchema)
      .default([])
      .describe("ids of the only identity providers that may vouch for them; all of the account's when empty"),
    sessionMinutes: z
      .int({ error: "a whole number of minutes" })
      .default(480)
      .describe("how long a login lasts, in minutes: long enough for work, short enough for a lost laptop"),
    sameSite: z.enum(["lax", "strict"]).default("lax").describe("when browsers send Access's cookie from other sites"),
    preflight: z
      .literal("to-origin")
      .optional()
      .describe("let OPTIONS through to the origin, for a browser application on another origin; preflights carry no cookie"),
  })
  .describe("login at the edge, before a request reaches the host");

export type AccessConfig = z.output<typeof accessSchema>;
