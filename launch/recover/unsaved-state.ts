import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runKey } from "../run.ts";
import { openPlan, sealPlan } from "../store/sealed-plan.ts";
import type { RunStore } from "../store/store.ts";
import { UNSAVED_STATE } from "../terraform/terraform.ts";

/** Which apply a state is of that terraform could not save. */
export interface UnsavedState {
  readonly run: string;
  readonly stack: string;
}

/** Where the run's records keep it, encrypted as saved plans are: it holds everything in clear. */
export function unsavedStateKey({ run, stack }: UnsavedState): string {
  return runKey(run, "stacks", stack, `${UNSAVED_STATE}.sealed`);
}

/** What is sealed here opens as nothing else, and no plan opens as it. */
function contextOf({ run, stack }: UnsavedState): { readonly run: string; readonly stack: string } {
  return { run, stack: `${stack}/${UNSAVED_STATE}` };
}

/**
 * Puts what terraform left in its folder on record, so that any machine with the key of the plans can hand it in.
 * @returns false when there is nothing
 */
export async function keepUnsavedState(store: RunStore, of: UnsavedState, folder: string): Promise<boolean> {
  const file = join(folder, UNSAVED_STATE);
  if (!existsSync(file)) return false;
  await store.write(unsavedStateKey(of), await sealPlan(await readFile(file), contextOf(of), store.planKeys));
  return true;
}

/** @throws SlipwayError PLAN_KEY_MISSING where another key sealed it, PLAN_FILE_UNREADABLE when it was changed */
export async function readUnsavedState(store: RunStore, of: UnsavedState): Promise<string | undefined> {
  const sealed = await store.readBytes(unsavedStateKey(of));
  return sealed === undefined ? undefined : Buffer.from(await openPlan(sealed, contextOf(of), store.planKeys)).toString("utf8");
}
