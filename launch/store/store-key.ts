import { randomBytes } from "node:crypto";
import type { RunStore } from "./store.ts";

const KEY = "keys/hmac";

/** The store's key for HMACs of sensitive values, made at first use; 32 bytes that never leave the store. */
export async function sensitiveKey(store: RunStore): Promise<Uint8Array> {
  if ((await store.read(KEY)) === undefined) await store.create(KEY, randomBytes(32).toString("hex"));
  return Buffer.from((await store.read(KEY)) ?? "", "hex");
}
