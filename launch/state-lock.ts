import { objectAt, parseJson, textAt } from "./json.ts";
import type { WorkArea } from "./work-area.ts";

/**
 * Takes away what a killed terraform left beside a local state. The file only informs: the lock itself is the operating system's and went
 * with the process. Source: Terraform internal/states/statemgr/filesystem.go.
 * @returns who held it and since when; undefined when there was none
 */
export async function removeStateLock(local: WorkArea, stack: string): Promise<string | undefined> {
  const key = `state/.${stack}.tfstate.lock.info`;
  const text = await local.read(key);
  if (text === undefined) return undefined;
  await local.remove(key);
  const lock = objectAt({ lock: parseJson(text) }, "lock");
  return `${textAt(lock, "Operation") ?? "terraform"} of ${textAt(lock, "Who") ?? "somebody"} since ${textAt(lock, "Created") ?? "an unknown time"}`;
}
