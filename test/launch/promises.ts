import { entriesOf, openRun, stateOf } from "../../launch/history.ts";
import { isObject, listAt, sameJson, textAt } from "../../launch/json.ts";
import { type LedgerEntry, verifyLedger } from "../../launch/ledger.ts";
import { ownerOfRule } from "../../launch/names.ts";
import { type RunRecord, readConfig, readRun } from "../../launch/run.ts";
import type { RunStore } from "../../launch/store.ts";
import { ownerOf, RULESET_ADDRESS, stacksOf, TARGETS, type Target, ZONE, ZONE_STACK } from "./launches.ts";
import type { DoubleObject, TerraformDouble } from "./terraform-double.ts";

// What must be true of ledger, states and world, whatever happened. Each function throws an Error that says what is not.

/** What one look at everything sees; two looks tell what a step did. */
export interface Sight {
  readonly entries: readonly LedgerEntry[];
  readonly world: readonly DoubleObject[];
  readonly states: string;
}

export async function look(store: RunStore, double: TerraformDouble): Promise<Sight> {
  return {
    entries: (await verifyLedger(store)).entries,
    world: structuredClone([...double.world.values()]),
    states: JSON.stringify([...double.states].map(([stack, { lineage, serial, resources }]) => [stack, lineage, serial, [...resources]])),
  };
}

export function nothingIsThereTwice({ world }: Sight): void {
  const places = world.map(({ stack, address }) => `${stack}/${address}`);
  const twice = places.filter((place, index) => places.indexOf(place) !== index);
  must(twice.length === 0, `created twice: ${twice.join(", ")}`);
}

/** Where no run is open, the state knows everything that was made. */
export function nothingIsOrphaned({ entries, world }: Sight, double: TerraformDouble): void {
  const blocked = new Set(TARGETS.flatMap((target) => (openRun(entries, target, stacksOf(target)) === undefined ? [] : stacksOf(target))));
  for (const { id, stack, address } of world) {
    if (blocked.has(stack)) continue;
    const known = [...(double.states.get(stack)?.resources.values() ?? [])].some((each) => each.id === id);
    must(known, `${stack}/${address} (${id}) exists and no state knows it, and nothing blocks the next run`);
  }
}

/** A refusal, and a plan that terraform refused, leave everything as it was. */
export function nothingMoved(before: Sight, after: Sight): void {
  must(before.entries.length === after.entries.length, "a refusal wrote to the ledger");
  must(before.states === after.states, "a refusal changed a state");
  must(sameJson(before.world, after.world), "a refusal changed the world");
}

/** A launch touches its own rules in the zone, and nothing else there. */
export function neighboursAreUntouched(target: Target, before: Sight, after: Sight): void {
  if (target === ZONE) return;
  const theirs = ({ world }: Sight): unknown => {
    const ruleset = world.find(({ stack, address }) => stack === ZONE_STACK && address === RULESET_ADDRESS);
    const { rules: _, ...rest } = ruleset?.attributes ?? {};
    return [rest, listAt(ruleset?.attributes, "rules").filter((rule) => ownerOfRule(textAt(rule, "ref") ?? "") !== ownerOf(target))];
  };
  must(sameJson(theirs(before), theirs(after)), `a run of ${target} changed what others have in the zone`);
  const elsewhere = ({ world }: Sight): unknown => world.filter(({ stack }) => !stacksOf(target).includes(stack));
  must(sameJson(elsewhere(before), elsewhere(after)), `a run of ${target} changed another stack`);
}

/**
 * Addresses by stack that some run began to protect and that no run since has given up: only a run that was applied in full gives one up,
 * and it has to leave the thing standing.
 */
export async function protectedNow(store: RunStore, entries: readonly LedgerEntry[]): Promise<ReadonlySet<string>> {
  const kept = new Set<string>();
  for (const { run } of entriesOf(entries, "apply-started")) {
    const { record } = await readRun(store, run);
    for (const { stack, protected: addresses } of record.stacks) {
      const outcome = outcomeOf(entries, run, stack);
      if (outcome === "applied" || outcome === "unchanged")
        for (const place of [...kept].filter((each) => each.startsWith(`${stack}/`))) kept.delete(place);
      if (outcome !== "not-started") for (const address of addresses) kept.add(`${stack}/${address}`);
    }
  }
  return kept;
}

function outcomeOf(entries: readonly LedgerEntry[], run: string, stack: string): string {
  const ended = entries.findLast((entry) => entry.run === run && "stacks" in entry && entry.kind !== "apply-started");
  if (ended === undefined || !("stacks" in ended)) return "unknown";
  const found = ended.stacks.find((each) => each.stack === stack);
  return found !== undefined && "outcome" in found ? found.outcome : "unknown";
}

export function nothingProtectedIsLost(kept: ReadonlySet<string>, before: Sight, after: Sight): void {
  const alive = new Set(after.world.map(({ id }) => id));
  const lost = before.world.filter(({ id, stack, address }) => !alive.has(id) && kept.has(`${stack}/${address}`));
  must(lost.length === 0, `protected and destroyed: ${lost.map(({ stack, address }) => `${stack}/${address}`).join(", ")}`);
}

/** "applied" is only said of a world that is as configured. */
export async function worldIsAsApplied(store: RunStore, run: RunRecord, { entries, world }: Sight): Promise<void> {
  const state = stateOf(entries, run.id);
  must(state === "applied" || state === "verified", `the run came back as applied and the ledger says ${state}`);
  for (const stack of run.stacks) {
    const config: unknown = JSON.parse(await readConfig(store, run.id, stack));
    const wanted = resourcesOf(config);
    const there = world.filter((each) => each.stack === stack.stack).map(({ address, attributes }) => [address, attributes]);
    must(sameJson(Object.fromEntries(wanted), Object.fromEntries(there)), `${stack.stack} is said to be applied and is not as configured`);
  }
}

function resourcesOf(config: unknown): readonly (readonly [string, unknown])[] {
  const resource = isObject(config) && isObject(config.resource) ? config.resource : {};
  return Object.entries(resource).flatMap(([type, named]) =>
    Object.entries(isObject(named) ? named : {}).map(([name, body]) => {
      const { lifecycle: _, ...attributes } = isObject(body) ? body : {};
      return [`${type}.${name}`, attributes] as const;
    }),
  );
}

export function must(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}
