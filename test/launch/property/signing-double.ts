import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign as signBytes,
  verify as verifyBytes,
} from "node:crypto";
import { keyInSignature, type Namespace, publicPart, type Signer, type TrustedKey } from "../../../launch/trust/ssh-signature.ts";

// Real Ed25519 signatures in OpenSSH's own format, made in this process: thousands of runs cannot wait for a process each.
// Source: OpenSSH PROTOCOL.sshsig; RFC 8709 section 4 (checked 2026-11-22).

const TYPE = "ssh-ed25519";
const HASH = "sha512";

const privateKeys = new Map<string, { readonly key: KeyObject; readonly blob: Buffer }>();

/** A person with a new key; `keyFile` holds the private key itself. */
export function newSigner(id: string): Signer {
  const { privateKey } = generateKeyPairSync("ed25519");
  return { id, keyFile: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
}

export function trustedKey({ id, keyFile }: Signer): TrustedKey {
  return { id, sshPublicKey: `${TYPE} ${publicBlob(keyFile).toString("base64")}` };
}

export async function sign(text: string, { keyFile }: Signer, namespace: Namespace): Promise<string> {
  const signature = Buffer.concat([field(TYPE), field(signBytes(null, signedPart(text, namespace), privateKeyOf(keyFile).key))]);
  const blob = Buffer.concat([
    Buffer.from("SSHSIG\0\0\0\u0001", "latin1"),
    field(publicBlob(keyFile)),
    field(namespace),
    field(""),
    field(HASH),
    field(signature),
  ]);
  return `-----BEGIN SSH SIGNATURE-----\n${blob.toString("base64")}\n-----END SSH SIGNATURE-----\n`;
}

export async function whyNotSignedBy(
  id: string,
  trusted: readonly TrustedKey[],
  text: string,
  signature: string,
  namespace: Namespace,
): Promise<string | undefined> {
  const { publicKey } = keyInSignature(signature);
  if (!trusted.some((each) => each.id === id && publicPart(each.sshPublicKey) === publicKey)) return "Could not verify signature.";
  const blob = Buffer.from(signature.replace(/-----[^-]*-----|\s/g, ""), "base64");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: rawKey(publicKey).toString("base64url") }, format: "jwk" });
  return verifyBytes(null, signedPart(text, namespace), key, blob.subarray(-64)) ? undefined : "incorrect signature";
}

function signedPart(text: string, namespace: Namespace): Buffer {
  const digest = createHash(HASH).update(text).digest();
  return Buffer.concat([Buffer.from("SSHSIG"), field(namespace), field(""), field(HASH), field(digest)]);
}

function publicBlob(privatePem: string): Buffer {
  return privateKeyOf(privatePem).blob;
}

/** Reading a key takes longer than signing with it. */
function privateKeyOf(privatePem: string): { readonly key: KeyObject; readonly blob: Buffer } {
  const { x = "" } = privateKeys.has(privatePem) ? {} : createPublicKey(privatePem).export({ format: "jwk" });
  const found = privateKeys.get(privatePem) ?? {
    key: createPrivateKey(privatePem),
    blob: Buffer.concat([field(TYPE), field(Buffer.from(x, "base64url"))]),
  };
  privateKeys.set(privatePem, found);
  return found;
}

function rawKey(publicKey: string): Buffer {
  return Buffer.from(publicKey.split(" ")[1] ?? "", "base64").subarray(-32);
}

function field(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
