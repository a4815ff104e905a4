import { isObject, listAt, sameJson, textAt } from "../../../launch/json.ts";
import { CLOCK_SKEW_MILLISECONDS } from "../../../launch/ledger/clock.ts";
import { entriesOf, openRun, stateOf } from "../../../launch/ledger/history.ts";
import { type LedgerEntry, verifyLedger } from "../../../launch/ledger/ledger.ts";
import { ownerOfRule } from "../../../launch/names.ts";
import { pendingRecovery } from "../../../launch/recover/recovery-pending.ts";
import { readConfig, readRun } from "../../../launch/run.ts";
import type { RunStore } from "../../../launch/store/store.ts";
import type { Ground, StateSeen, Thing } from "./ground.ts";
import { ownerOf, RULESET_ADDRESS, stacksOf, TARGETS, type Target, ZONE, ZONE_STACK } from "./launches.ts";
import type { Done } from "./perform.ts";

// What must be true of ledger, states and world, whatever happened. Each function throws an Error that says what is not.

/** What one look at everything sees; two looks tell what a step did. */
export interface Sight {
  readonly entries: readonly LedgerEntry[];
  readonly things: readonly Thing[];
  readonly states: ReadonlyMap<string, StateSeen>;
}

/** @throws when the chain of the ledger is broken, or it was cut short */
export async function look({ store, things, states }: Ground): Promise<Sight> {
  return { entries: (await verifyLedger(store)).entries, things: things(), states: states() };
}

export function ledgerOnlyGrows(before: Sight, after: Sight): void {
  must(sameJson(before.entries, after.entries.slice(0, before.entries.length)), "the ledger lost or changed an entry");
}

export function nothingIsThereTwice({ things }: Sight): void {
  const places = things.map(({ stack, address }) => `${stack}/${address}`);
  const twice = places.filter((place, index) => places.indexOf(place) !== index);
  must(twice.length === 0, `created twice: ${twice.join(", ")}`);
}

/** A plan is used once, whoever asks and whatever happened meanwhile. */
export function everyRunStartsOnce({ entries }: Sight): void {
  const started = entriesOf(entries, "apply-started").map(({ run }) => run);
  const twice = started.filter((run, index) => started.indexOf(run) !== index);
  must(twice.length === 0, `started twice: ${twice.join(", ")}`);
}

/** Whoever may approve signed it before it started, was not the planner, and had not signed too long ago; or the way back was signed. */
export function everyRunHadAuthority({ entries }: Sight, approvers: readonly string[]): void {
  for (const { run, seq, at } of entriesOf(entries, "apply-started")) {
    const before = entries.filter((entry) => entry.seq < seq);
    // the latest that any clock said since it was signed: one that was set back makes nothing young again
    const holds = ({ expiresAt, since }: { readonly expiresAt: string; readonly since: number }): boolean => {
      const now = Math.max(
        ...[at, ...before.filter((entry) => entry.seq > since).map((entry) => entry.at)].map((time) => Date.parse(time)),
      );
      return now <= Date.parse(expiresAt) + CLOCK_SKEW_MILLISECONDS;
    };
    const planner = entriesOf(before, "planned", run)[0]?.planner;
    const signed = entriesOf(before, "approved", run).some(
      ({ approver, expiresAt, missing, seq: since }) =>
        missing === 0 && approver !== planner && approvers.includes(approver) && holds({ expiresAt, since }),
    );
    const wasSigned = entriesOf(before, "pre-approved", run).some(({ under, expiresAt }) =>
      entriesOf(before, "approved", under).some(({ approver, seq: since }) => approvers.includes(approver) && holds({ expiresAt, since })),
    );
    must(signed || wasSigned, `${run} started on nobody's word`);
    must(entriesOf(before, "discarded", run).length === 0, `${run} started although it was discarded`);
  }
}

export function tellsOf(stack: string): (entry: LedgerEntry) => boolean {
  return (entry) => "stacks" in entry && entry.stacks.some((each) => each.stack === stack);
}

/** Whether the ledger says how the state of a stack ought to be; after a crash nobody knows. */
export function isExplained(entries: readonly LedgerEntry[], stack: string): boolean {
  const last = entries.findLast(tellsOf(stack));
  return last === undefined || (last.kind !== "apply-started" && outcomeOf(entries, last.run, stack) !== "unknown");
}

/**
 * Nothing is planned on top of an apply that never ended, nor while a recovery's imports wait, but the recovery itself; and what was
 * rolled back as bad comes back by a plan that says so, and by no other.
 */
export async function plansStandOnFirmGround(store: RunStore, { entries }: Sight, since: number): Promise<void> {
  for (const { run, seq, target } of entriesOf(entries, "planned").filter((entry) => entry.seq > since)) {
    const { record } = await readRun(store, run);
    const stacks = record.stacks.map(({ stack }) => stack);
    const before = entries.filter((entry) => entry.seq < seq);
    const open = openRun(
      before.filter((entry) => entry.run !== record.recovers),
      target,
      stacks,
    );
    must(open === undefined, `${run} was planned past the interrupted ${open?.run}`);
    const waiting = record.recovers === undefined && stacks.some((stack) => pendingRecovery(before, stack) !== undefined);
    must(!waiting, `${run} was planned past a recovery that waits`);
    const applied = entriesOf(before, "applied").filter((entry) => entry.target === target);
    const bad = applied.findLast(({ quarantined }) => quarantined?.configDigest === record.configDigest);
    const isGoodAgain = applied.some((entry) => entry.configDigest === record.configDigest && entry.seq > (bad?.seq ?? 0));
    must(bad === undefined || isGoodAgain || record.exceptions.length > 0, `${run} brings back what was rolled back as bad`);
  }
}

/** Where nothing blocks the next run, the states know everything that was made. */
export function nothingIsOrphaned({ entries, things, states }: Sight): void {
  const open = TARGETS.flatMap((target) => (openRun(entries, target, stacksOf(target)) === undefined ? [] : stacksOf(target)));
  for (const { id, stack, address } of things) {
    if (open.includes(stack) || pendingRecovery(entries, stack) !== undefined) continue;
    const isKnown = [...(states.get(stack)?.ids.values() ?? [])].includes(id);
    must(isKnown, `${stack}/${address} (${id}) exists and no state knows it, and nothing blocks the next run`);
  }
}

/** Ids in the world are ids in the states and those that the recovery would import. */
export function nothingIsMissed({ things, states }: Sight, { missing }: Done, stacks: readonly string[]): void {
  const known = stacks.flatMap((stack) => [...(states.get(stack)?.ids.values() ?? [])]);
  const there = things.filter(({ stack }) => stacks.includes(stack)).map(({ id }) => id);
  const lost = there.filter((id) => !known.includes(id)).sort();
  const proposed = (missing ?? []).map(({ importId }) => importId.split("/").at(-1) ?? "").sort();
  must(
    sameJson(lost, proposed),
    `the states miss ${lost.join(", ") || "nothing"}, and the recovery proposes ${proposed.join(", ") || "nothing"}`,
  );
}

/** A refusal, and a plan that terraform refused, leave everything as it was. */
export function nothingMoved(before: Sight, after: Sight): void {
  const told = after.entries.slice(before.entries.length).filter(({ kind }) => !HARMLESS.has(kind));
  must(told.length === 0, `a refusal wrote to the ledger: ${told.map(({ kind }) => kind).join(", ")}`);
  must(sameJson(statesOf(before), statesOf(after)), "a refusal changed a state");
  must(sameJson(before.things, after.things), "a refusal changed the world");
}

/** What may be on record of a run before it is refused, and what somebody else did that a refusal saw. */
const HARMLESS: ReadonlySet<string> = new Set(["planned", "approved", "discarded", "crash-mark", "foreign-change"]);

function statesOf({ states }: Sight): unknown {
  return [...states].map(([stack, { lineage, serial, ids }]) => [stack, lineage, serial, [...ids]]);
}

/** A launch touches its own rules in the zone, and nothing else there; nobody touches another stack. */
export function neighboursAreUntouched(targets: readonly Target[], before: Sight, after: Sight): void {
  const stacks = targets.flatMap(stacksOf);
  const elsewhere = ({ things }: Sight): unknown => things.filter(({ stack }) => !stacks.includes(stack));
  must(sameJson(elsewhere(before), elsewhere(after)), `a run of ${targets.join(" and ")} changed another stack`);
  if (targets.includes(ZONE)) return;
  const owners = targets.map(ownerOf);
  const theirs = ({ things }: Sight): unknown => {
    const ruleset = things.find(({ stack, address }) => stack === ZONE_STACK && address === RULESET_ADDRESS);
    const { rules: _, ...rest } = ruleset?.attributes ?? {};
    return [rest, listAt(ruleset?.attributes, "rules").filter((rule) => !owners.includes(ownerOfRule(textAt(rule, "ref") ?? "")))];
  };
  must(sameJson(theirs(before), theirs(after)), `a run of ${targets.join(" and ")} changed what others have in the zone`);
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
  const alive = new Set(after.things.map(({ id }) => id));
  const lost = before.things.filter(({ id, stack, address }) => !alive.has(id) && kept.has(`${stack}/${address}`));
  must(lost.length === 0, `protected and destroyed: ${lost.map(({ stack, address }) => `${stack}/${address}`).join(", ")}`);
}

/** "applied" is only said of a world that is as configured. */
export async function worldIsAsApplied(store: RunStore, runId: string, { entries, things }: Sight): Promise<void> {
  const state = stateOf(entries, runId);
  must(state === "applied" || state === "verified", `the run came back as applied and the ledger says ${state}`);
  const { record } = await readRun(store, runId);
  for (const stack of record.stacks) {
    const wanted = resourcesOf(JSON.parse(await readConfig(store, runId, stack)));
    const there = things.filter((each) => each.stack === stack.stack).map(({ address, attributes }) => [address, attributes]);
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
