import { randomBytes } from "node:crypto";
import { isObject } from "./json.ts";
import { lastApplied, lastRunOfStack } from "./ledger/history.ts";
import { type LedgerEntry, verifyLedger } from "./ledger/ledger.ts";
import { requireTarget } from "./names.ts";
import { refusal } from "./refusal.ts";
import { SENSITIVE } from "./review/planned-change.ts";
import { shown } from "./review/ruleset-diff.ts";
import { semanticDifferences } from "./review/semantic-drift.ts";
import { readConfig, readRun, runKey } from "./run.ts";
import { refuseSecrets, secretValuesOf } from "./secrets/secret-scan.ts";
import { hasNotSettled } from "./settling.ts";
import { openPrivateFile } from "./store/private-file.ts";
import { withStatesAt } from "./store/state-place.ts";
import type { RunStore } from "./store/store.ts";
import type { WorkArea } from "./store/work-area.ts";
import { type PlanJson, parsePlan, type ResourceChange } from "./terraform/plan-json.ts";
import type { Terraform } from "./terraform/terraform.ts";
import { parseConfig, prepareWorkFolder } from "./terraform/work-folder.ts";

/** A resource that somebody changed outside a run. */
export interface DriftedResource {
  readonly stack: string;
  readonly address: string;
  /** True when it no longer exists; then nothing is said of its attributes. */
  readonly gone: boolean;
  /** Masked, as text. */
  readonly attributes: readonly { readonly path: string; readonly before: string; readonly after: string }[];
}

export interface DriftRequest {
  readonly store: RunStore;
  readonly terraform: Terraform;
  readonly target: string;
}

/**
 * Reads what a target's stacks really are and compares it with what was last applied to them. Writes no ledger entry and takes no lock:
 * it works in a folder of its own, which is gone afterwards.
 * @throws SlipwayError kind "refused", code RUN_NOT_APPLIED when nothing was applied yet; "provider" when terraform fails
 */
export async function findDrift({ store, terraform, target }: DriftRequest): Promise<readonly DriftedResource[]> {
  requireTarget(target);
  const { entries } = await verifyLedger(store);
  const applied = lastApplied(entries, target);
  if (applied === undefined) {
    throw refusal("RUN_NOT_APPLIED", target, "an applied run", "none", `plan, approve and apply ${target} first`);
  }
  const place = `drift-${randomBytes(4).toString("hex")}`;
  try {
    const stacks = applied.stacks.map(({ stack }) => stack);
    const found = await Promise.all(stacks.map(async (stack) => await driftOfStack({ store, terraform, target }, entries, stack, place)));
    return found.flat();
  } finally {
    await store.local.remove(place);
  }
}

async function driftOfStack(
  { store, terraform }: DriftRequest,
  entries: readonly LedgerEntry[],
  stack: string,
  place: string,
): Promise<readonly DriftedResource[]> {
  const run = lastRunOfStack(entries, stack);
  if (run === undefined) return [];
  const { record } = await readRun(store, run);
  const planned = record.stacks.find((each) => each.stack === stack);
  if (planned === undefined) return [];
  const config = JSON.stringify(withStatesAt(store.states, parseConfig(await readConfig(store, run, planned), stack), stack));
  const lockFile = await store.read(runKey(run, "stacks", stack, "terraform.lock.hcl"));
  const { dir } = await prepareWorkFolder(elsewhere(store.local, place), terraform, { stack, config, lockFile });
  const file = await openPrivateFile(await store.local.folder(place));
  try {
    await terraform.plan(dir, run, file.path, { stateLock: false });
    const plan = parsePlan(await terraform.show(dir, file.path), stack);
    const drifted = driftedResources(plan, stack);
    refuseSecrets(drifted, secretValuesOf(plan), `drift of ${stack}`);
    return drifted;
  } finally {
    file.remove();
  }
}

/** What a plan's refresh found, without what only looks different. */
export function driftedResources(plan: PlanJson, stack: string): readonly DriftedResource[] {
  return plan.resource_drift.flatMap((each) => {
    const gone = each.change.actions.includes("delete");
    const attributes = gone ? [] : changedAttributes(each);
    return gone || attributes.length > 0 ? [{ stack, address: each.address, gone, attributes }] : [];
  });
}

function changedAttributes({ type, change }: ResourceChange): DriftedResource["attributes"] {
  const differences = semanticDifferences(type, change.before, change.after).filter(
    ({ path, before, after }) => !hasNotSettled(type, path, before, after),
  );
  return differences.map(({ path, before, after }) => {
    const isSecret = isMasked(change.before_sensitive, path) || isMasked(change.after_sensitive, path);
    return isSecret ? { path, before: SENSITIVE, after: SENSITIVE } : { path, before: shown(before), after: shown(after) };
  });
}

/** True when the mask covers the attribute, something above it or something in it. */
function isMasked(mask: unknown, path: string): boolean {
  let here = mask;
  for (const part of path.match(/[^.[\]]+/g) ?? []) {
    if (here === true) return true;
    here = Array.isArray(here) ? here[Number(part)] : isObject(here) ? here[part] : undefined;
  }
  return holdsTrue(here);
}

function holdsTrue(mask: unknown): boolean {
  if (mask === true) return true;
  if (Array.isArray(mask)) return mask.some(holdsTrue);
  return isObject(mask) && Object.values(mask).some(holdsTrue);
}

/** The same area with another place for working folders, so that a run at work next door is not disturbed. */
function elsewhere(local: WorkArea, place: string): WorkArea {
  const moved = (key: string): string => key.replace(/^work\//, `${place}/`);
  return {
    ...local,
    path: (key) => local.path(moved(key)),
    read: async (key) => await local.read(moved(key)),
    write: async (key, text) => await local.write(moved(key), text),
    remove: async (key) => await local.remove(moved(key)),
    folder: async (key) => await local.folder(moved(key)),
  };
}
