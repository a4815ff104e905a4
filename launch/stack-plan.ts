import { contentOf, contentText } from "./content-digest.ts";
import type { JsonObject } from "./json.ts";
import { sha256Hex } from "./json.ts";
import { type PlanJson, parsePlan, remainingWork } from "./plan-json.ts";
import type { RunStore } from "./store.ts";
import { sensitiveKey } from "./store-key.ts";
import type { StateHead, Terraform } from "./terraform.ts";
import { prepareWorkFolder, type StackConfig } from "./work-folder.ts";

/** One stack's saved plan and everything the engine knows of it. */
export interface StackPlan {
  readonly stack: string;
  readonly folder: string;
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

/** Plans one stack into `planKey` and reads the plan back. The only way in which the engine makes plans: at review, before apply, after apply. */
export async function planStack(
  store: RunStore,
  terraform: Terraform,
  run: string,
  config: StackConfig,
  planKey: string,
): Promise<StackPlan> {
  const { dir, lockFileSha256 } = await prepareWorkFolder(store, terraform, config);
  const planFile = store.path(planKey);
  const argv = await terraform.plan(dir, run, planFile);
  const [json, head, bytes, key] = await Promise.all([
    terraform.show(dir, planFile),
    terraform.stateHead(dir),
    store.readBytes(planKey),
    sensitiveKey(store),
  ]);
  const plan = parsePlan(json, config.stack);
  const content = contentOf(plan, key);
  const text = contentText(content);
  return {
    stack: config.stack,
    folder: dir,
    plan,
    content,
    contentText: text,
    digest: sha256Hex(text),
    planSha256: sha256Hex(bytes ?? new Uint8Array()),
    lockFileSha256,
    head,
    argv,
    empty: remainingWork(plan).length === 0,
  };
}
