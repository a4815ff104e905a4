import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { numberAt, parseJson, textAt } from "./json.ts";
import { runKey } from "./run.ts";
import type { RunStore } from "./store.ts";
import { type StateHead, type Terraform, type TerraformStates, UNSAVED_STATE } from "./terraform.ts";

/**
 * Hands in the state that terraform could not save, where it continues the one of the backend. Kept in the run's folder either way.
 * A state that was pushed into an empty backend gets a new lineage, so nothing here is remembered: whoever needs it asks the backend.
 * @returns what was done, for people; undefined when terraform left nothing behind
 */
export async function handInState(
  store: RunStore,
  terraform: Terraform & TerraformStates,
  { run, stack, folder }: { readonly run: string; readonly stack: string; readonly folder: string },
): Promise<string | undefined> {
  const file = join(folder, UNSAVED_STATE);
  if (!existsSync(file)) return undefined;
  const text = await readFile(file, "utf8");
  const kept = runKey(run, "journal", `${stack}.${UNSAVED_STATE}`);
  await store.write(kept, text);
  const [unsaved, head] = [parseJson(text), await terraform.stateHead(folder)];
  const [lineage, serial] = [textAt(unsaved, "lineage") ?? "", numberAt(unsaved, "serial") ?? 0];
  const continues = lineage !== "" && (head.lineage === "" || (head.lineage === lineage && serial > head.serial));
  if (continues) await terraform.pushState(folder, UNSAVED_STATE);
  await rm(file);
  const found = `${UNSAVED_STATE} (${told({ lineage, serial })})`;
  return continues
    ? `${stack}: terraform state push ${found}; the state is now ${told(await terraform.stateHead(folder))}`
    : `${stack}: ${found} does not continue the state (${told(head)}); kept as ${kept}`;
}

function told({ lineage, serial }: StateHead): string {
  return `lineage ${lineage || "unknown"}, serial ${serial}`;
}
