import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isObject, type JsonObject, listAt, numberAt, objectAt, textAt } from "../json.ts";
import { addressOf, type JournalLine } from "../ledger/journal.ts";
import { FILE_MODE } from "../store/work-area.ts";
import type { TerraformStates } from "../terraform/terraform.ts";
import { addressInState, createAttempts } from "./recover-findings.ts";

const PUSHED = "slipway_recover.tfstate";

/**
 * Takes out of a state what terraform destroyed and could not say any more, as terraform itself would have done. While the state holds the
 * old one at its address, the new one that replaces it cannot be imported there, and a plan would make a third.
 * @returns the state as the backend has it now, and what was taken out, for people
 */
export async function forgetDestroyed(
  terraform: Pick<TerraformStates, "readState" | "pushState">,
  { folder, journal }: { readonly folder: string; readonly journal: readonly JournalLine[] },
): Promise<{ readonly state: unknown; readonly forgotten: readonly string[] }> {
  const state = await terraform.readState(folder);
  const destroyed = destroyedIn(journal);
  const forgotten: string[] = [];
  const resources = listAt(state, "resources").map((resource) => {
    const instances = listAt(resource, "instances").filter((instance) => {
      const address = addressInState(resource, instance);
      const id = textAt(objectAt(instance, "attributes"), "id") ?? "";
      const isGone = destroyed.get(address)?.has(id) === true;
      if (isGone) forgotten.push(`${address} (${id})`);
      return !isGone;
    });
    return isObject(resource) ? { ...resource, instances } : resource;
  });
  if (!isObject(state) || forgotten.length === 0) return { state, forgotten };
  const after: JsonObject = {
    ...state,
    serial: (numberAt(state, "serial") ?? 0) + 1,
    resources: resources.filter((each) => listAt(each, "instances").length > 0),
  };
  const file = join(folder, PUSHED);
  try {
    await writeFile(file, JSON.stringify(after), { mode: FILE_MODE });
    await terraform.pushState(folder, PUSHED);
  } finally {
    await rm(file, { force: true });
  }
  return { state: await terraform.readState(folder), forgotten };
}

/** Ids of what was destroyed to the end, by address. What was made again under the same id stands in the state rightly. */
function destroyedIn(journal: readonly JournalLine[]): ReadonlyMap<string, ReadonlySet<string>> {
  const begun = new Map<string, string>();
  const destroyed = new Map<string, Set<string>>();
  for (const line of journal) {
    const hook = objectAt(line, "hook");
    if (hook.action !== "delete") continue;
    const address = addressOf(line);
    if (line.type === "apply_start") begun.set(address, textAt(hook, "id_value") ?? "");
    const id = begun.get(address) ?? "";
    if (line.type === "apply_complete" && id !== "") destroyed.set(address, (destroyed.get(address) ?? new Set()).add(id));
  }
  for (const { address, id } of createAttempts(journal)) if (id !== null) destroyed.get(address)?.delete(id);
  return destroyed;
}
