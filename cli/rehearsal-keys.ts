import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { requireSshKeygen, type Signer } from "../launch/trust/ssh-signature.ts";

export type RehearsalRole = "planner" | "approver" | "reviewer";

/** A throw-away key, made once for each rehearsal folder; worth nothing anywhere else. */
export async function rehearsalSigner(dir: string, role: RehearsalRole): Promise<Signer> {
  const keys = join(dir, "keys");
  const keyFile = join(keys, role);
  if (!existsSync(keyFile)) {
    await requireSshKeygen();
    mkdirSync(keys, { recursive: true, mode: 0o700 });
    await promisify(execFile)("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", `${role} of a rehearsal`, "-f", keyFile]);
  }
  return { id: `${role}@rehearsal.example`, keyFile };
}

export function publicKeyOf(signer: Signer): string {
  return readFileSync(`${signer.keyFile}.pub`, "utf8").trim();
}
