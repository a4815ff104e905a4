import * as z from "zod";
import {
  base64Schema,
  hexSchema,
  ipv4Schema,
  ipv6Schema,
  recordNameSchema,
  targetNameSchema,
  targetOrNoneSchema,
  uint,
} from "./record-fields.ts";

// One schema for each type of record that Cloudflare serves, with the fields of its RFC. What several records must be together is in
// config/rules/.

/** What a record may do on purpose, by the code of the error that it would be. */
export const RECORD_ADMISSIONS = ["RECORD_TARGET_UNCLAIMED"] as const;

const every = {
  name: recordNameSchema.describe("full name, the zone's domain included; * as the first label is a wildcard"),
  ttlSeconds: z.int().optional().describe("cache time, in seconds; 300 when left out, automatic when proxied"),
  comment: z.string().min(1).optional().describe("a note at Cloudflare; visitors never see it"),
  admits: z
    .partialRecord(z.enum(RECORD_ADMISSIONS), z.string().min(10, { error: "a reason of at least 10 characters" }))
    .default({})
    .describe("error codes that this record deserves on purpose, each with the reason"),
};

const proxiable = {
  ...every,
  proxied: z.boolean().default(false).describe("whether visitors reach it through Cloudflare's edge"),
  https: z
    .boolean()
    .optional()
    .describe("whether the server behind a record that is not proxied answers HTTPS; HSTS with subdomains needs it"),
};
const direct = {
  ...every,
  proxied: z.literal(false, { error: "false, because only A, AAAA and CNAME records can be proxied" }).optional(),
};

const anyService = { priority: uint(16), weight: uint(16) };

/** `_port._protocol.host`, RFC 6698 section 3; `_service._protocol.name`, RFC 2782. Judged in config/rules/record-names.ts. */
const certificateAssociation = {
  usage: uint(8).max(3, { error: "0 to 3" }),
  selector: uint(8).max(1, { error: "0 or 1" }),
  matchingType: uint(8).max(2, { error: "0, 1 or 2" }),
  certificate: hexSchema,
};

const DIGEST_BYTES: Readonly<Record<number, number>> = { 1: 20, 2: 32, 4: 48 };
const MATCHING_BYTES: Readonly<Record<number, number>> = { 1: 32, 2: 64 };
const FINGERPRINT_BYTES: Readonly<Record<number, number>> = { 1: 20, 2: 32 };

const isOfLength = (hex: string, bytes: number | undefined): boolean => bytes === undefined || hex.length === 2 * bytes;

const serviceParametersSchema = z
  .strictObject({
    alpn: z
      .array(z.string().regex(/^[a-z0-9./-]+$/, { error: "a protocol id such as h2 or h3" }))
      .min(1)
      .optional(),
    noDefaultAlpn: z.literal(true).optional(),
    port: uint(16).optional(),
    ipv4Hints: z.array(ipv4Schema).min(1).optional(),
    ipv6Hints: z.array(ipv6Schema).min(1).optional(),
  })
  .refine(({ alpn, noDefaultAlpn }) => noDefaultAlpn === undefined || alpn !== undefined, { error: "alpn beside noDefaultAlpn" })
  .default({})
  .describe("what a client may know before it connects, RFC 9460 section 7");

const service = { priority: uint(16).describe("0 makes it an alias"), target: targetOrNoneSchema, parameters: serviceParametersSchema };
const isAliasPlain = ({ priority, parameters }: { priority: number; parameters: object }): boolean =>
  priority > 0 || Object.keys(parameters).length === 0;
const ALIAS_PLAIN = { error: "no parameters when priority is 0, which makes it an alias (RFC 9460 section 2.4.2)", path: ["parameters"] };

const arc = (
  degrees: number,
  direction: readonly [string, string],
): z.ZodObject<{
  degrees: z.ZodInt;
  minutes: z.ZodInt;
  seconds: z.ZodNumber;
  direction: z.ZodEnum<Record<string, string>>;
}> =>
  z.strictObject({
    degrees: z.int().min(0).max(degrees),
    minutes: z.int().min(0).max(59),
    seconds: z.number().min(0).max(59.999),
    direction: z.enum(Object.fromEntries(direction.map((each) => [each, each]))),
  });

/** Authorities by domain, with RFC 8657 parameters behind a semicolon; `;` alone forbids everybody. Source: RFC 8659 section 4.2. */
const ISSUER = /^(;|[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+( *; *[a-z0-9]+=[!-:<-~]+)*)$/;
const REPORT = /^(mailto:[^@\s]+@[^@\s]+|https?:\/\/\S+)$/;

const caaSchema = z
  .strictObject({
    type: z.literal("CAA"),
    ...direct,
    tag: z.enum(["issue", "issuewild", "iodef"]),
    value: z.string().min(1).max(255).describe('the authority\'s domain, ";" for nobody, or where to report'),
    critical: z.boolean().default(false).describe("authorities that do not know the tag must refuse"),
  })
  .refine(({ tag, value }) => tag === "iodef" || ISSUER.test(value), {
    error: 'an authority\'s domain in lower case such as letsencrypt.org, or ";" for nobody',
    path: ["value"],
  })
  .refine(({ tag, value }) => tag !== "iodef" || REPORT.test(value), { error: "a mailto: or https: address", path: ["value"] });

/** Every type that Cloudflare serves. Source: cloudflare/terraform-provider-cloudflare v5.22.0, dns_record, `type`. */
export const RECORD_TYPES = [
  "A",
  "AAAA",
  "CAA",
  "CERT",
  "CNAME",
  "DNSKEY",
  "DS",
  "HTTPS",
  "LOC",
  "MX",
  "NAPTR",
  "NS",
  "OPENPGPKEY",
  "PTR",
  "SMIMEA",
  "SRV",
  "SSHFP",
  "SVCB",
  "TLSA",
  "TXT",
  "URI",
] as const;

export const recordSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("A"), ...proxiable, address: ipv4Schema }),
  z.strictObject({ type: z.literal("AAAA"), ...proxiable, address: ipv6Schema }),
  z.strictObject({ type: z.literal("CNAME"), ...proxiable, target: targetNameSchema }),
  z.strictObject({ type: z.literal("MX"), ...direct, priority: uint(16), host: targetOrNoneSchema }),
  z.strictObject({ type: z.literal("TXT"), ...direct, text: z.string().min(1, { error: "text that is not empty" }) }),
  z.strictObject({ type: z.literal("NS"), ...direct, host: targetNameSchema.describe("name server of the sub-zone") }),
  z.strictObject({ type: z.literal("PTR"), ...direct, target: targetNameSchema }),
  z.strictObject({ type: z.literal("SRV"), ...direct, ...anyService, port: uint(16), target: targetOrNoneSchema }),
  z.strictObject({
    type: z.literal("URI"),
    ...direct,
    ...anyService,
    target: z.string().regex(/^[a-z][a-z0-9+.-]*:[!#-~]+$/i, { error: "an address with its scheme, such as https://shop.example/" }),
  }),
  caaSchema,
  z.strictObject({ type: z.literal("HTTPS"), ...direct, ...service }).refine(isAliasPlain, ALIAS_PLAIN),
  z.strictObject({ type: z.literal("SVCB"), ...direct, ...service }).refine(isAliasPlain, ALIAS_PLAIN),
  z
    .strictObject({ type: z.literal("TLSA"), ...direct, ...certificateAssociation })
    .refine(({ certificate, matchingType }) => isOfLength(certificate, MATCHING_BYTES[matchingType]), {
      error: "64 hex digits for matching type 1, 128 for 2",
      path: ["certificate"],
    }),
  z
    .strictObject({ type: z.literal("SMIMEA"), ...direct, ...certificateAssociation })
    .refine(({ certificate, matchingType }) => isOfLength(certificate, MATCHING_BYTES[matchingType]), {
      error: "64 hex digits for matching type 1, 128 for 2",
      path: ["certificate"],
    }),
  z
    .strictObject({
      type: z.literal("SSHFP"),
      ...direct,
      algorithm: z.literal([1, 2, 3, 4, 6], { error: "1 RSA, 2 DSA, 3 ECDSA, 4 Ed25519 or 6 Ed448" }),
      fingerprintType: z.literal([1, 2], { error: "1 SHA-1 or 2 SHA-256" }),
      fingerprint: hexSchema,
    })
    .refine(({ fingerprint, fingerprintType }) => isOfLength(fingerprint, FINGERPRINT_BYTES[fingerprintType]), {
      error: "40 hex digits for fingerprint type 1, 64 for 2",
      path: ["fingerprint"],
    }),
  z
    .strictObject({
      type: z.literal("DS"),
      ...direct,
      keyTag: uint(16),
      algorithm: uint(8).min(1, { error: "a DNSSEC algorithm number, such as 13" }),
      digestType: z.literal([1, 2, 4], { error: "1 SHA-1, 2 SHA-256 or 4 SHA-384" }),
      digest: hexSchema,
    })
    .refine(({ digest, digestType }) => isOfLength(digest, DIGEST_BYTES[digestType]), {
      error: "40 hex digits for digest type 1, 64 for 2, 96 for 4",
      path: ["digest"],
    }),
  z.strictObject({
    type: z.literal("DNSKEY"),
    ...direct,
    flags: z.literal([0, 256, 257], { error: "256 for a zone key, 257 for a key-signing key" }),
    protocol: z.literal(3, { error: "3, the only one there is (RFC 4034 section 2.1.2)" }).default(3),
    algorithm: uint(8).min(1, { error: "a DNSSEC algorithm number, such as 13" }),
    publicKey: base64Schema,
  }),
  z.strictObject({
    type: z.literal("CERT"),
    ...direct,
    certificateType: uint(16),
    keyTag: uint(16),
    algorithm: uint(8),
    certificate: base64Schema,
  }),
  z.strictObject({ type: z.literal("OPENPGPKEY"), ...direct, publicKey: base64Schema }),
  z
    .strictObject({
      type: z.literal("NAPTR"),
      ...direct,
      order: uint(16),
      preference: uint(16),
      flags: z.enum(["", "S", "A", "U", "P"]),
      service: z
        .string()
        .max(255)
        .regex(/^[!#-[\]-~]*$/, { error: "printable ASCII without quotes and backslashes" })
        .default(""),
      regexp: z
        .string()
        .max(255)
        .regex(/^[!#-~]*$/, { error: "printable ASCII without quotes" })
        .default(""),
      replacement: targetOrNoneSchema.default("."),
    })
    .refine(({ regexp, replacement }) => (regexp === "") !== (replacement === "."), {
      error: "either regexp or replacement (RFC 3403 section 4.1)",
      path: ["replacement"],
    }),
  z.strictObject({
    type: z.literal("LOC"),
    ...direct,
    latitude: arc(90, ["N", "S"]),
    longitude: arc(180, ["E", "W"]),
    altitudeMetres: z.number().min(-100_000).max(42_849_672.95).default(0),
    sizeMetres: z.number().min(0).max(90_000_000).default(1),
    horizontalPrecisionMetres: z.number().min(0).max(90_000_000).default(10_000),
    verticalPrecisionMetres: z.number().min(0).max(90_000_000).default(10),
  }),
]);

export type RecordConfig = z.output<typeof recordSchema>;
export type RecordType = (typeof RECORD_TYPES)[number];
