import { readFile } from "node:fs/promises";
import { contentOf, contentText } from "./content-digest.ts";
import { type JsonObject, objectAt, sha256Hex } from "./json.ts";
import { headInPlanFile } from "./store/plan-file-head.ts";
import { openPrivateFile, type PrivateFile } from "./store/private-file.ts";
import { refuseStatesElsewhere } from "./store/state-place.ts";
import type { RunStore } from "./store/store.ts";
import { sensitiveKey } from "./store/store-key.ts";
import { type PlanJson, parsePlan, remainingWork } from "./terraform/plan-json.ts";
import type { StateHead, Terraform } from "./terraform/terraform.ts";
import { parseConfig, prepareWorkFolder, type StackConfig, type WorkFolder } from "./terraform/work-folder.ts";

/** One stack's saved plan and everything the engine knows of it. */
export interface StackPlan {
  readonly stack: string;
  readonly folder: string;
  /** The plan file in clear; whoever made the plan removes it. */
  readonly file: PrivateFile;
  readonly plan: PlanJson;
  readonly content: JsonObject;
  readonly contentText: string;
  readonly digest: string;
  readonly planSha256: string;
  readonly lockFileSha256: string | null;
  readonly head: StateHead;
  readonly argv: readonly string[];
  readonly empty: boolean;
}

/** Plans one stack into a private file and reads the plan back. The only way in which the engine makes plans: at review, before apply, after apply. */
export async function planStack(store: RunStore, terraform: Terraform, run: string, config: StackConfig): Promise<StackPlan> {
  const at = Object.keys(objectAt(objectAt(terraform.override, "terraform"), "backend")).length > 0 ? undefined : store.states;
  refuseStatesElsewhere(at, parseConfig(config.config, config.stack), config.stack);
  const workFolder = await prepareWorkFolder(store.local, terraform, config);
  const file = await openPrivateFile(await store.local.folder("private"));
  try {
    return await planInto(file, workFolder, { store, terraform, run, config });
  } catch (error) {
    file.remove();
    throw error;
  }
}

async function planInto(
  file: PrivateFile,
  { dir, lockFileSha256 }: WorkFolder,
  {
    store,
    terraform,
    run,
    config,
  }: { readonly store: RunStore; readonly terraform: Terraform; readonly run: string; readonly config: StackConfig },
): Promise<StackPlan> {
  const { stack, acceptIncomplete = false } = config;
  const argv = await terraform.plan(dir, run, file.path);
  const [json, bytes, key] = await Promise.all([terraform.show(dir, file.path), readFile(file.path), sensitiveKey(store)]);
  const head = (await headInPlanFile(bytes)) ?? (await terraform.stateHead(dir));
  const plan = parsePlan(json, stack, { acceptIncomplete });
  const content = contentOf(plan, key);
  const text = contentText(content);
  return {
    stack,
    folder: dir,
    file,
    plan,
    content,
    contentText: text,
    digest: sha256Hex(text),
    planSha256: sha256Hex(bytes),
    lockFileSha256,
    head,
    argv,
    empty: remainingWork(plan).length === 0,
  };
}

/** Plans are gone once nobody needs them. */
export function removeFiles(plans: readonly StackPlan[]): void {
  for (const { file } of plans) file.remove();
}
