import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Authorized } from "./authorize.ts";
import { sha256Hex } from "./json.ts";
import { refusal, short } from "./refusal.ts";
import type { RunStore } from "./store.ts";

/** Copies of the plan files that are about to run, where nobody else can reach them. */
export interface PrivatePlans {
  readonly fileOf: (stack: string) => string;
  readonly remove: () => Promise<void>;
}

/**
 * Copies and hashes the very bytes that will run. Happens before `apply-started`, so that a changed file is a refusal and not a half apply.
 * @throws SlipwayError kind "refused", code PLAN_FILE_CHANGED
 */
export async function takePrivatePlans(store: RunStore, { record, stacks }: Authorized): Promise<PrivatePlans> {
  const dir = await mkdtemp(join(await store.folder("private"), "plans-")); // mode 0700 by definition
  const plans = {
    fileOf: (stack: string) => join(dir, `${stack}.tfplan`),
    remove: async () => await rm(dir, { recursive: true, force: true }),
  };
  try {
    for (const { stack, planKey, planSha256, empty } of stacks) {
      if (empty) continue;
      const bytes = (await store.readBytes(planKey)) ?? new Uint8Array();
      if (sha256Hex(bytes) !== planSha256) {
        const where = `${record.id}: ${stack}`;
        throw refusal("PLAN_FILE_CHANGED", where, `the plan file ${short(planSha256)}`, short(sha256Hex(bytes)), "plan again");
      }
      await writeFile(plans.fileOf(stack), bytes, { mode: 0o600 });
    }
    return plans;
  } catch (error) {
    await plans.remove();
    throw error;
  }
}

/** The last look before terraform starts. */
export async function isStill(planFile: string, planSha256: string): Promise<boolean> {
  return sha256Hex(await readFile(planFile)) === planSha256;
}
