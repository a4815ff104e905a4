import type { JsonObject } from "../json.ts";
import { effectiveRuns, lastRunOfStack } from "../ledger/history.ts";
import type { LedgerEntry } from "../ledger/ledger.ts";
import type { PlanRequest, StackPlanInput } from "../plan.ts";
import { refusal } from "../refusal.ts";
import { type RunRecord, type RunStack, readBaseline, readConfig, readFacts, readRun, runKey } from "../run.ts";
import type { RunStore } from "../store/store.ts";
import { parseConfig } from "../terraform/work-folder.ts";
import { type BaselineResource, baselineConfig } from "./baseline.ts";
import { keepRulesOf } from "./rollback-config.ts";

/**
 * Stacks and facts of the way back to where nothing of ours was: what was adopted gets its old values, what was created goes.
 * A launch takes its rules out of the zone as well; a zone keeps those of the launches.
 * @throws SlipwayError kind "refused", code ROLLBACK_IMPOSSIBLE for a zone that was launched without adopting it: a setting cannot be
 * deleted, and nobody knows what it was
 */
export async function baselineOf(
  store: RunStore,
  entries: readonly LedgerEntry[],
  current: RunRecord,
): Promise<Pick<PlanRequest, "stacks" | "facts">> {
  const facts = await readFacts(store, current);
  const runs = effectiveRuns(entries, current.target).map(({ run }) => run);
  const stacks: StackPlanInput[] = [];
  for (const stack of [...current.stacks].reverse()) stacks.push(await inputFor(store, entries, current, runs, stack));
  const { contribution, zoneBase } = facts;
  return {
    stacks,
    facts: {
      model: { kind: "baseline" },
      ...(contribution === undefined ? {} : { contribution: { ...contribution, rules: [] } }),
      ...(zoneBase === undefined ? {} : { leavesZone: zoneBase.zone.domain }),
    },
  };
}

async function inputFor(
  store: RunStore,
  entries: readonly LedgerEntry[],
  current: RunRecord,
  runs: readonly string[],
  stack: RunStack,
): Promise<StackPlanInput> {
  const standing = await standingConfig(store, entries, current, stack);
  const adopted = await firstBaseline(store, runs, stack.stack);
  if (adopted === undefined && current.target.startsWith("zone/")) throw impossible(current.target);
  const { onlyRefsOf } = stack;
  const config =
    onlyRefsOf !== null
      ? keepRulesOf(standing, {}, (owner) => owner === onlyRefsOf)
      : keepRulesOf(baselineConfig(standing, adopted ?? []), standing, (owner) => owner !== "zone");
  const lockFile = await store.read(runKey(current.id, "stacks", stack.stack, "terraform.lock.hcl"));
  return {
    stack: stack.stack,
    config: JSON.stringify(config),
    ...(lockFile === undefined ? {} : { lockFile }),
    ...(onlyRefsOf === null ? {} : { onlyRefsOf }),
  };
}

async function standingConfig(
  store: RunStore,
  entries: readonly LedgerEntry[],
  current: RunRecord,
  { stack }: RunStack,
): Promise<JsonObject> {
  const { record } = await readRun(store, lastRunOfStack(entries, stack) ?? current.id);
  const found = [...record.stacks, ...current.stacks].find((each) => each.stack === stack);
  return found === undefined ? {} : parseConfig(await readConfig(store, record.id, found), stack);
}

/** The oldest run of the target that adopted says how it was; a later one may have adopted more. */
async function firstBaseline(store: RunStore, runs: readonly string[], stack: string): Promise<readonly BaselineResource[] | undefined> {
  const found = new Map<string, BaselineResource>();
  let adopted = false;
  for (const run of runs) {
    const { record } = await readRun(store, run);
    const own = record.stacks.find((each) => each.stack === stack);
    const baseline = own === undefined ? undefined : await readBaseline(store, run, own);
    if (baseline === undefined) continue;
    adopted = true;
    for (const each of baseline) if (!found.has(each.address)) found.set(each.address, each);
  }
  return adopted ? [...found.values()] : undefined;
}

function impossible(target: string): Error {
  return refusal(
    "ROLLBACK_IMPOSSIBLE",
    target,
    "a verified run before the one that stands, or a baseline",
    "neither: the zone was launched without adopting what was there",
    `next time, run slipway adopt ${target} before the first plan; now change the config and plan`,
  );
}
