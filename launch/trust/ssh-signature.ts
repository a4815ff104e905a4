import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SlipwayError } from "../../errors/slipway-error.ts";
import { oneLine, refusal } from "../refusal.ts";

/** Who signs, and the OpenSSH key to sign with: a private key, or the public half of one that ssh-agent holds. */
export interface Signer {
  readonly id: string;
  readonly keyFile: string;
}

/** Somebody whose signature counts. */
export interface TrustedKey {
  readonly id: string;
  /** One line, as in an authorized_keys file. */
  readonly sshPublicKey: string;
}

/** A signature made for one purpose is worthless for the other. Source: OpenSSH PROTOCOL.sshsig, namespace (checked 2026-11-22). */
export type Namespace = "slipway-approval" | "slipway-plan" | "slipway-break-glass" | "slipway-sign-off";

export interface KeyIdentity {
  /** `<type> <base64>` without comment. */
  readonly publicKey: string;
  /** `SHA256:<base64>`, as ssh-keygen prints it. */
  readonly fingerprint: string;
}

/** ssh-keygen reads principals as patterns: `*@example.com` would accept anybody's key. Source: ssh-keygen(1), ALLOWED SIGNERS. */
export function requirePersonId(id: string): string {
  if (/^[^\s*?!,"'#\\]+@[^\s*?!,"'#\\]+$/.test(id)) return id;
  throw refusal("APPROVER_ID_INVALID", "person", "an e-mail address without pattern characters", JSON.stringify(id), "use a plain address");
}

/** @throws SlipwayError kind "config", code SSH_KEYGEN_MISSING */
export async function requireSshKeygen(): Promise<void> {
  await sshKeygen(["-?"], ""); // answers with its usage and an exit code that says nothing
}

/** @returns the armored signature, as `ssh-keygen -Y sign` writes it */
export async function sign(text: string, signer: Signer, namespace: Namespace): Promise<string> {
  requirePersonId(signer.id);
  const { code, stdout, stderr } = await sshKeygen(["-q", "-Y", "sign", "-f", signer.keyFile, "-n", namespace], text);
  if (code === 0) return stdout;
  throw new SlipwayError({
    kind: "config",
    code: "SIGNING_FAILED",
    where: `key of ${signer.id}`,
    expected: `a key that ssh-keygen can sign with`,
    got: oneLine(stderr) || `exit code ${code}`,
    fix: "load the key into ssh-agent or check the file and its mode (0600)",
  });
}

/** The key a signer signs with. Asks for a signature, because the private half may live in an agent or on a token. */
export async function identityOf(signer: Signer): Promise<KeyIdentity> {
  return keyInSignature(await sign("", signer, "slipway-plan"));
}

/**
 * Says whether one of `trusted` signed exactly this text as `id`.
 * @returns why not, or undefined when the signature is good
 */
export async function whyNotSignedBy(
  id: string,
  trusted: readonly TrustedKey[],
  text: string,
  signature: string,
  namespace: Namespace,
): Promise<string | undefined> {
  const dir = await mkdtemp(join(tmpdir(), "slipway-verify-"));
  try {
    const [allowed, signatureFile] = [join(dir, "allowed_signers"), join(dir, "signature")];
    await writeFile(allowed, allowedSigners(trusted, namespace), { mode: 0o600 });
    await writeFile(signatureFile, signature, { mode: 0o600 });
    const verified = await sshKeygen(["-Y", "verify", "-f", allowed, "-I", id, "-n", namespace, "-s", signatureFile], text);
    return verified.code === 0 ? undefined : oneLine(`${verified.stderr} ${verified.stdout}`.replaceAll(dir, ""));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Text of an allowed_signers file; with it `ssh-keygen -Y verify` alone checks what we signed. */
export function allowedSigners(trusted: readonly TrustedKey[], namespace: Namespace): string {
  return trusted.map(({ id, sshPublicKey }) => `${requirePersonId(id)} namespaces="${namespace}" ${publicPart(sshPublicKey)}\n`).join("");
}

/** `<type> <base64>`: two spellings of one key differ in their comment only. */
export function publicPart(sshPublicKey: string): string {
  return sshPublicKey.trim().split(/\s+/).slice(0, 2).join(" ");
}

export function fingerprintOf(sshPublicKey: string): string {
  const blob = Buffer.from(publicPart(sshPublicKey).split(" ")[1] ?? "", "base64");
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}

/** The public key lies inside the signature. Source: OpenSSH PROTOCOL.sshsig, "Blob format" (checked 2026-11-22). */
export function keyInSignature(signature: string): KeyIdentity {
  const blob = Buffer.from(signature.replace(/-----[^-]*-----|\s/g, ""), "base64");
  const start = "SSHSIG".length + 4; // magic, then a 32-bit version
  if (blob.subarray(0, 6).toString("latin1") !== "SSHSIG" || blob.length < start + 4) throw badSignature();
  const key = stringAt(blob, start);
  const publicKey = `${stringAt(key, 0).toString("latin1")} ${key.toString("base64")}`;
  return { publicKey, fingerprint: fingerprintOf(publicKey) };
}

/** A 32-bit length and as many bytes. Source: RFC 4251 section 5, "string". */
function stringAt(blob: Buffer, offset: number): Buffer {
  if (blob.length < offset + 4) throw badSignature();
  const end = offset + 4 + blob.readUInt32BE(offset);
  if (blob.length < end) throw badSignature();
  return blob.subarray(offset + 4, end);
}

function badSignature(): SlipwayError {
  return refusal("APPROVAL_INVALID", "signature", "an OpenSSH signature", "something else", "sign again");
}

interface Output {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function sshKeygen(args: readonly string[], input: string): Promise<Output> {
  const child = spawn("ssh-keygen", args, { stdio: ["pipe", "pipe", "pipe"] });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  child.stdin.on("error", () => undefined); // it may exit before it has read everything; its exit code tells
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", (error) => reject(missing(error)));
    child.once("close", resolve);
  });
  return { code, stdout: Buffer.concat(out).toString("utf8"), stderr: Buffer.concat(err).toString("utf8") };
}

function missing(cause: Error): SlipwayError {
  return new SlipwayError(
    {
      kind: "config",
      code: "SSH_KEYGEN_MISSING",
      where: "PATH",
      expected: "ssh-keygen, which signs and verifies approvals",
      got: cause.message,
      fix: "install OpenSSH 8.2 or newer",
    },
    { cause },
  );
}
