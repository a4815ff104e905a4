import { readFile, writeFile } from "node:fs/promises";
import { planKey } from "../discard.ts";
import { sha256Hex } from "../json.ts";
import { refusal, short } from "../refusal.ts";
import type { StackPlan } from "../stack-plan.ts";
import type { Authorized } from "../trust/authorize.ts";
import { openPrivateFile, type PrivateFile } from "./private-file.ts";
import { openPlan, sealPlan } from "./sealed-plan.ts";
import type { RunStore } from "./store.ts";

/** The plan files that are about to run, in clear, where nobody else can reach them. */
export interface PrivatePlans {
  readonly fileOf: (stack: string) => string;
  readonly remove: () => void;
}

/** Saves a plan file for the apply that is to come; nothing of it lies in the store in clear. */
export async function keepPlan(store: RunStore, run: string, { stack, file }: StackPlan): Promise<void> {
  await store.write(planKey(run, stack), await sealPlan(await readFile(file.path), { run, stack }, store.planKeys));
}

/**
 * The approved plan file in clear, and nothing but it.
 * @throws SlipwayError kind "refused", code PLAN_FILE_CHANGED, PLAN_FILE_UNREADABLE, PLAN_KEY_MISSING or PLAN_KEY_UNSAFE
 */
export async function readPlan(
  store: RunStore,
  run: string,
  { stack, planSha256 }: { readonly stack: string; readonly planSha256: string },
): Promise<Uint8Array> {
  const sealed = await store.readBytes(planKey(run, stack));
  if (sealed === undefined) throw changed(run, stack, planSha256, "no file");
  return hashed(await openPlan(sealed, { run, stack }, store.planKeys), run, stack, planSha256);
}

/**
 * Decrypts and hashes the very bytes that will run. Happens before `apply-started`, so that a changed file is a refusal and not a half
 * apply.
 * @param replanned what runs instead where only the serial moved
 * @throws SlipwayError as `readPlan`
 */
export async function takePrivatePlans(
  store: RunStore,
  { record, stacks }: Authorized,
  replanned: readonly StackPlan[],
): Promise<PrivatePlans> {
  const files = new Map<string, PrivateFile>();
  const remove = (): void => {
    for (const file of files.values()) file.remove();
  };
  try {
    for (const { stack, planSha256, carriedOver, empty } of stacks) {
      if (empty) continue;
      const now = replanned.find((each) => each.stack === stack);
      const bytes =
        carriedOver && now !== undefined
          ? hashed(await readFile(now.file.path), record.id, stack, planSha256)
          : await readPlan(store, record.id, { stack, planSha256 });
      const file = await openPrivateFile(await store.local.folder("private"));
      files.set(stack, file);
      await writeFile(file.path, bytes, { mode: 0o600 });
    }
  } catch (error) {
    remove();
    throw error;
  }
  return { fileOf: (stack) => files.get(stack)?.path ?? "", remove };
}

/** The last look before terraform starts. */
export async function isStill(planFile: string, planSha256: string): Promise<boolean> {
  return sha256Hex(await readFile(planFile)) === planSha256;
}

function hashed(bytes: Uint8Array, run: string, stack: string, planSha256: string): Uint8Array {
  if (sha256Hex(bytes) !== planSha256) throw changed(run, stack, planSha256, short(sha256Hex(bytes)));
  return bytes;
}

function changed(run: string, stack: string, planSha256: string, got: string): Error {
  return refusal("PLAN_FILE_CHANGED", `${run}: ${stack}`, `the plan file ${short(planSha256)}`, got, "plan again");
}
