import { createPublicKey } from "node:crypto";

/** Shortest RSA key that receivers still trust for long. Source: RFC 8301 section 3.2 (at least 1024, should be 2048). */
export const MIN_RSA_BITS = 2048;

export type ParsedDkimKey = { readonly ok: true; readonly bits: number } | { readonly ok: false; readonly reason: string };

/** One key: `<selector>._domainkey.<domain>`. Source: RFC 6376 section 3.6.2.1. */
export function dkimName(selector: string, domain: string): string {
  return `${selector}._domainkey.${domain}`;
}

/** Reads an RSA key in base64 of its SubjectPublicKeyInfo. The reason never holds the key: somebody may have pasted the private half. */
export function parseDkimKey(publicKey: string): ParsedDkimKey {
  const der = Buffer.from(publicKey, "base64");
  // Node drops what is not base64 without a word
  if (der.toString("base64").replace(/=+$/, "") !== publicKey.replace(/=+$/, "")) return { ok: false, reason: "broken base64" };
  if (looksPrivate(der)) return { ok: false, reason: "a private key, which is now exposed" };
  try {
    const key = createPublicKey({ key: der, format: "der", type: "spki" });
    if (bodyOfSequence(der)?.length !== bodyLength(der)) return { ok: false, reason: "bytes after the key" };
    if (key.asymmetricKeyType !== "rsa") return { ok: false, reason: `a key of type ${key.asymmetricKeyType}` };
    return { ok: true, bits: key.asymmetricKeyDetails?.modulusLength ?? 0 };
  } catch {
    return { ok: false, reason: isPkcs1(der) ? "a key in PKCS#1 form" : "bytes that are no public key" };
  }
}

/** Source: RFC 6376 section 3.6.1. */
export function renderDkim(publicKey: string): string {
  return `v=DKIM1; k=rsa; p=${publicKey}`;
}

/** PKCS#1 and PKCS#8 private keys start with a version number, which public keys do not have. Source: RFC 8017 A.1.2, RFC 5958 section 2. */
function looksPrivate(der: Buffer): boolean {
  const body = bodyOfSequence(der);
  return body !== undefined && body[0] === 0x02 && body[1] === 0x01 && (body[2] ?? 9) <= 1;
}

function isPkcs1(der: Buffer): boolean {
  return bodyOfSequence(der)?.[0] === 0x02;
}

/** Length that the outermost sequence claims. OpenSSL reads to its end and drops what follows. */
function bodyLength(der: Buffer): number {
  const first = der[1] ?? 0;
  return first < 0x80 ? first : der.readUIntBE(2, Math.min(first & 0x7f, 6));
}

function bodyOfSequence(der: Buffer): Buffer | undefined {
  if (der[0] !== 0x30) return undefined;
  const length = der[1] ?? 0;
  return der.subarray(length < 0x80 ? 2 : 2 + (length & 0x7f));
}
