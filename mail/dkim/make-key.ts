import { createHash, generateKeyPairSync } from "node:crypto";
import { type DkimKeyKind, STRONG_RSA_BITS } from "./key.ts";

/** Raw bytes at the end of an Ed25519 SubjectPublicKeyInfo. Source: RFC 8410 section 4. */
const ED25519_BYTES = 32;

export interface MadeKey {
  /** What stands in `p=`. */
  readonly publicKey: string;
  /** sha256 of the public key's bytes, as people compare it. */
  readonly fingerprint: string;
  /** PEM of PKCS#8. For the secret manager alone. */
  readonly privateKey: string;
}

/** A new pair, in memory only. */
export function makeDkimKey(kind: DkimKeyKind): MadeKey {
  const pair = kind === "rsa" ? generateKeyPairSync("rsa", { modulusLength: STRONG_RSA_BITS }) : generateKeyPairSync("ed25519");
  const spki = pair.publicKey.export({ format: "der", type: "spki" });
  const published = kind === "rsa" ? spki : spki.subarray(-ED25519_BYTES);
  return {
    publicKey: published.toString("base64"),
    fingerprint: fingerprintOf(published),
    privateKey: pair.privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
  };
}

function fingerprintOf(bytes: Buffer): string {
  return `SHA256:${createHash("sha256").update(bytes).digest("base64").replace(/=+$/, "")}`;
}
