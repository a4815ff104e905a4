import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SlipwayError } from "../../errors/slipway-error.ts";
import { numberAt, parseJson, textAt } from "../json.ts";
import type { RunStore } from "../store/store.ts";
import { type StateHead, type Terraform, type TerraformStates, UNSAVED_STATE } from "../terraform/terraform.ts";
import { keepUnsavedState, readUnsavedState, type UnsavedState, unsavedStateKey } from "./unsaved-state.ts";

/**
 * Hands in the state that terraform could not save, where it continues the one of the backend. Kept in the run's records either way,
 * encrypted; so it may come from there, when another machine applied.
 * A state that was pushed into an empty backend gets a new lineage, so nothing here is remembered: whoever needs it asks the backend.
 * @returns what was done, for people; undefined when terraform left nothing behind
 */
export async function handInState(
  store: RunStore,
  terraform: Terraform & TerraformStates,
  { run, stack, folder, machineGone = false }: UnsavedState & { readonly folder: string; readonly machineGone?: boolean },
): Promise<string | undefined> {
  const file = join(folder, UNSAVED_STATE);
  const of = { run, stack };
  if (!(await keepUnsavedState(store, of, folder))) {
    // the machine that applied is another one, or this was done before: then the backend refuses what it has already
    const sealed = await readUnsavedState(store, of).catch((error: unknown) => passOver(error, machineGone));
    if (sealed === undefined) return undefined;
    if (sealed === null) return `${stack}: ${UNSAVED_STATE} stays sealed, its key is gone with the machine; everything is looked for`;
    await writeFile(file, sealed, { mode: 0o600 });
  }
  const text = await readFile(file, "utf8");
  const kept = unsavedStateKey(of);
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

/** Without the key, only somebody who knows that its machine is gone may go on by what the vendor says. */
function passOver(error: unknown, machineGone: boolean): null {
  if (!(error instanceof SlipwayError) || error.parts.code !== "PLAN_KEY_MISSING") throw error;
  if (machineGone) return null;
  const fix = "recover on the machine that applied, or with its key; where both are gone, add --holder-gone";
  throw new SlipwayError({ ...error.parts, expected: `the key of ${UNSAVED_STATE}`, fix });
}

function told({ lineage, serial }: StateHead): string {
  return `lineage ${lineage || "unknown"}, serial ${serial}`;
}
