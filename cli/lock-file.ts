import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LOCK_FILE, lockFileFor, pinnedProviders } from "../launch/terraform/lock-file.ts";
import type { TerraformBinary } from "../launch/terraform/terraform.ts";
import { PROVIDER_PINS } from "../stacks/provider-pins.ts";

/** Beside the configs, because it is committed with them; under the name by which version-update tools know it. */
export const LOCK_FILE_PATH = `config/${LOCK_FILE}`;

/** What `terraform providers lock` and the check of its result take for a stack: every pin, nothing else. */
export const PINS_ONLY = { terraform: { required_providers: PROVIDER_PINS } } as const;

/**
 * Text of the committed lock file, fit for every stack.
 * @throws SlipwayError kind "refused", code LOCK_FILE_MISSING or LOCK_FILE_OUTDATED
 */
export function readLockFile(project: string, { flavour }: TerraformBinary): string {
  const file = join(project, LOCK_FILE_PATH);
  const text = existsSync(file) ? readFileSync(file, "utf8") : undefined;
  return lockFileFor(LOCK_FILE_PATH, text, pinnedProviders(PINS_ONLY, flavour)) ?? "";
}
