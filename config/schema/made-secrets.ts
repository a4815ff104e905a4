import * as z from "zod";
import { slugSchema } from "./common.ts";

// Things at Cloudflare that come with a secret. Terraform would keep it in its state in clear, so `slipway secret make` makes them, puts
// the secret into its slot and prints the public half, which then stands here.

const hosts = z.array(slugSchema).min(1, { error: "at least one host" });
const secret = slugSchema.describe("the secret slot that the secret goes into");

export const turnstileSchema = z
  .strictObject({
    hosts: hosts.describe("keys of the hosts whose pages show the widget"),
    mode: z.enum(["managed", "non-interactive", "invisible"]).default("managed"),
    secret,
    sitekey: z
      .string()
      .regex(/^0x[A-Za-z0-9_-]{10,40}$/, { error: "a sitekey as Cloudflare shows it: 0x and letters, digits, _ and -" })
      .optional()
      .describe("public half, printed by slipway secret make; pages embed it"),
  })
  .describe("a Turnstile widget, which tells people from programs");

export const serviceTokenSchema = z
  .strictObject({
    hosts: hosts.describe("keys of the hosts behind a login that the token opens"),
    days: z.int().min(1).max(365).default(365).describe("how long it is valid, in days"),
    secret,
    made: z
      .strictObject({
        id: z.guid({ error: "an id: 32 hex digits in five groups" }),
        clientId: z.string().regex(/^[0-9a-f]{32}\.access$/, { error: "32 hex digits and .access" }),
        expires: z.iso.date({ error: "a date, YYYY-MM-DD" }),
      })
      .optional()
      .describe("public half, printed by slipway secret make"),
  })
  .describe("a token with which a program, such as a monitor, passes a login");

export type TurnstileConfig = z.output<typeof turnstileSchema>;
export type ServiceTokenConfig = z.output<typeof serviceTokenSchema>;
