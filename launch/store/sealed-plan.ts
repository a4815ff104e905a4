import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { canonicalText } from "../json.ts";
import { type PlanContext, type PlanKeys, planUnreadable } from "./plan-keys.ts";

const CIPHER = "aes-256-gcm";
const MAGIC = "slipway-plan-1";
/** Source: NIST SP 800-38D sections 5.2.1.1 and 5.2.1.2: 96-bit nonce, 128-bit tag. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * A plan file as it may lie in the run store: a line that names the format, a line with the wrapped key, then nonce, ciphertext and tag of
 * AES-256-GCM. Run, stack and wrapped key are authenticated with it, so the file opens in its own place alone.
 */
export async function sealPlan(bytes: Uint8Array, context: PlanContext, keys: PlanKeys): Promise<Uint8Array> {
  const { key, wrapped } = await keys.make(context);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(boundTo(context, wrapped));
  const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([Buffer.from(`${MAGIC}\n${wrapped}\n`), nonce, sealed, cipher.getAuthTag()]);
}

/** @throws SlipwayError PLAN_FILE_UNREADABLE for anything but the very file that was sealed; what `keys.open` throws */
export async function openPlan(sealed: Uint8Array, context: PlanContext, keys: PlanKeys): Promise<Uint8Array> {
  const file = Buffer.from(sealed);
  const first = file.indexOf("\n");
  const second = first < 0 ? -1 : file.indexOf("\n", first + 1);
  const body = file.subarray(second + 1);
  if (second < 0 || file.subarray(0, first).toString() !== MAGIC || body.length < NONCE_BYTES + TAG_BYTES) {
    throw planUnreadable(context, "a file that is cut short or no sealed plan");
  }
  const wrapped = file.subarray(first + 1, second).toString();
  const key = await keys.open(wrapped, context);
  const [nonce, tag] = [body.subarray(0, NONCE_BYTES), body.subarray(-TAG_BYTES)];
  try {
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(boundTo(context, wrapped)).setAuthTag(tag);
    return Buffer.concat([decipher.update(body.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    throw planUnreadable(context, "a file that was changed, or that belongs to another run or stack");
  }
}

function boundTo({ run, stack }: PlanContext, wrapped: string): Uint8Array {
  return Buffer.from(canonicalText({ format: MAGIC, run, stack, wrapped }));
}
