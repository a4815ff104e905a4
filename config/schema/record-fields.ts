import ipaddr from "ipaddr.js";
import * as z from "zod";
import { canonicalName } from "../dns/name.ts";

// What the records' fields are made of. Each schema gives the canonical spelling: any other shows as a difference in every plan.

/** A full name in any spelling; the output is lower case, punycode, without a trailing dot. */
export const recordNameSchema = z.string({ error: "a full domain name" }).transform(canonical(["*"]));

/** Where a record points: as above, without a wildcard. */
export const targetNameSchema = z.string({ error: "a full domain name" }).transform(canonical([]));

/** As above, or `.`, which says that there is nothing. */
export const targetOrNoneSchema = z
  .string({ error: 'a full domain name, or "." for none' })
  .transform((text, context) => (text === "." ? text : canonical([])(text, context)));

export const ipv4Schema = z.ipv4({ error: "an IPv4 address such as 203.0.113.7" });

/** RFC 5952 spelling. Addresses that stand for IPv4 ones belong into A records. */
export const ipv6Schema = z
  .string()
  .refine((text) => !text.includes(".") && ipaddr.IPv6.isValid(text) && !ipaddr.IPv6.parse(text).isIPv4MappedAddress(), {
    error: "an IPv6 address such as 2001:db8::1, without an IPv4 one inside",
  })
  .transform((text) => (ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text).toRFC5952String() : text));

/** A number of so many bits. */
export const uint = (bits: 8 | 16): z.ZodInt =>
  z
    .int({ error: `a whole number from 0 to ${2 ** bits - 1}` })
    .min(0)
    .max(2 ** bits - 1);

/** Hex digits in lower case, as the API answers them. */
export const hexSchema = z
  .string()
  .regex(/^([0-9a-f]{2})+$/i, { error: "hex digits, two for each byte" })
  .transform((text) => text.toLowerCase());

export const base64Schema = z
  .string()
  .regex(/^([A-Za-z0-9+/]{4})+([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$|^([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)$/, {
    error: "base64 on one line, with its padding",
  });

function canonical(wildcards: readonly string[]): (text: string, context: z.core.$RefinementCtx<string>) => string {
  return (text, context) => {
    const found = canonicalName(text);
    const [first = ""] = found.ok ? found.name.split(".") : [];
    // source: RFC 3696 section 2: a top-level domain is never all numeric
    const isAddress = found.ok && /(^|\.)\d+$/.test(found.name);
    if (found.ok && !isAddress && (first !== "*" || wildcards.includes(first))) return found.name;
    const reason = !found.ok ? found.reason : isAddress ? "a number at its end, as addresses have" : "a wildcard";
    context.issues.push({ code: "custom", input: text, message: `a full domain name; this has ${reason}` });
    return z.NEVER;
  };
}
