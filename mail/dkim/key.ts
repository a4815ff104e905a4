import { createPublicKey } from "node:crypto";

/** Shorter RSA keys count as none. Source: RFC 8301 section 3.2. */
export const MIN_RSA_BITS = 1024;
/** RSA keys as they should be. Source: RFC 8301 section 3.2. */
export const STRONG_RSA_BITS = 2048;

/** An Ed25519 key is its 32 bytes, without any wrapping. Source: RFC 8463 section 4.2. */
const ED25519_BYTES = 32;

export type DkimKeyKind = "rsa" | "ed25519";

export type ParsedDkimKey =
  | { readonly ok: true; readonly kind: DkimKeyKind; readonly bits: number }
  | { readonly ok: false; readonly reason: string };

/** Reading a key takes longer than everything else that is said of a zone's mail, and several rules ask. Only what is public is kept. */
const READ = new Map<string, ParsedDkimKey>();
const MAX_READ = 2_000;

/**
 * Reads what stands in `p=`: an RSA key in base64 of its SubjectPublicKeyInfo, or an Ed25519 key in base64 of its bytes. The reason
 * never holds the key: somebody may have pasted the private half.
 */
export function parseDkimKey(publicKey: string): ParsedDkimKey {
  const known = READ.get(publicKey);
  if (known !== undefined) return known;
  const read = readKey(publicKey);
  if (READ.size >= MAX_READ) READ.clear();
  if (read.ok) READ.set(publicKey, read);
  return read;
}

function readKey(publicKey: string): ParsedDkimKey {
  const der = Buffer.from(publicKey, "base64");
  // Node drops what is not base64 without a word
  if (der.toString("base64").replace(/=+$/, "") !== publicKey.replace(/=+$/, "")) return { ok: false, reason: "broken base64" };
  if (looksPrivate(der)) return { ok: false, reason: "a private key, which is now exposed" };
  if (der.length === ED25519_BYTES) return { ok: true, kind: "ed25519", bits: 8 * ED25519_BYTES };
  try {
    const key = createPublicKey({ key: der, format: "der", type: "spki" });
    if (bodyOfSequence(der)?.length !== bodyLength(der)) return { ok: false, reason: "bytes after the key" };
    if (key.asymmetricKeyType === "ed25519")
      return { ok: false, reason: "an Ed25519 key with its header, where DKIM wants the 32 bytes alone" };
    if (key.asymmetricKeyType !== "rsa") return { ok: false, reason: `a key of type ${key.asymmetricKeyType}` };
    const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
    if (publicExponent < 3n) return { ok: false, reason: "an RSA key with the exponent 1, which signs nothing" };
    return { ok: true, kind: "rsa", bits: modulusLength };
  } catch {
    return { ok: false, reason: isPkcs1(der) ? "a key in PKCS#1 form" : "bytes that are no public key" };
  }
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
