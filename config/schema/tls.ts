import * as z from "zod";
import { slugSchema } from "./common.ts";
import { recordNameSchema } from "./record-fields.ts";

/** Who signs certificates for Cloudflare. Source: developers.cloudflare.com/ssl/reference/certificate-authorities (checked 2026-11-25). */
export const AUTHORITIES = ["google", "lets_encrypt", "ssl_com"] as const;
export type Authority = (typeof AUTHORITIES)[number];

/** What a zone's TLS may do on purpose, by the code of the error that it would be. */
const TLS_ADMISSIONS = ["TLS_MODE_UNCHECKED"] as const;

const certificateSchema = z
  .strictObject({
    authority: z.enum(AUTHORITIES),
    hosts: z.array(recordNameSchema).min(1).max(50, { error: "at most 50 names in one certificate" }),
    validation: z
      .enum(["txt", "http", "email"])
      .default("txt")
      .describe("how the authority checks the domain; wildcards need txt or email"),
    validityDays: z.literal([14, 30, 90, 365], { error: "14, 30, 90 or 365" }).default(90),
  })
  .describe("an advanced certificate, for names that Universal SSL does not cover; needs the add-on acm");

/** Certificates for single hosts are not among them: the provider keeps their private keys in the state. Source: authenticated_origin_pulls, private_key. */
const originPullsSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("off") }),
  z.strictObject({ kind: z.literal("shared") }).describe("Cloudflare's own certificate, which every customer's zone presents"),
  z
    .strictObject({ kind: z.literal("zone") })
    .describe("this zone's certificate; uploaded with its key through the API, because a key in the configuration would lie in the state"),
]);

export const tlsSchema = z.strictObject({
  mode: z
    .enum(["off", "flexible", "full", "strict"])
    .describe("how Cloudflare talks to the origin; strict checks the origin's certificate"),
  minVersion: z.enum(["1.0", "1.1", "1.2", "1.3"]).default("1.2").describe("lowest TLS version a visitor may use"),
  tls13: z.boolean().default(true),
  automaticHttpsRewrites: z.boolean().default(true).describe("rewrite http:// links in pages to https://"),
  opportunisticEncryption: z.boolean().default(true).describe("offer HTTP/2 over TLS to visitors of plain http:// links"),
  zeroRtt: z
    .boolean()
    .default(false)
    .describe("let returning visitors send a request before the handshake ends; such a request can be replayed"),
  hsts: z
    .strictObject({
      maxAgeSeconds: z
        .int()
        .min(0)
        .max(63_072_000)
        .describe("how long browsers refuse plain HTTP, in seconds; raise it in steps: 300, 86400, 604800, 2592000, 31536000"),
      includeSubdomains: z.boolean().default(false),
      preload: z.boolean().default(false).describe("ask browsers to ship the domain in their preload list; slow to undo"),
    })
    .describe("HTTP Strict Transport Security, RFC 6797"),
  universalSsl: z.boolean().default(true).describe("Cloudflare's free certificate for the domain and one level below it"),
  certificates: z.record(slugSchema, certificateSchema).default({}).describe("advanced certificates, by name"),
  totalTls: z.enum(AUTHORITIES).optional().describe("a certificate of this authority for every proxied name; needs the add-on acm"),
  originPulls: originPullsSchema.default({ kind: "off" }).describe("how Cloudflare proves itself to the origins"),
  admits: z
    .partialRecord(z.enum(TLS_ADMISSIONS), z.string().min(10, { error: "a reason of at least 10 characters" }))
    .default({})
    .describe("error codes that this section deserves on purpose, each with the reason"),
});

export type TlsConfig = z.output<typeof tlsSchema>;
