import { canonicalText, sameJson } from "../../../launch/json.ts";
import { entriesOf, openRun } from "../../../launch/ledger/history.ts";
import { pendingRecovery } from "../../../launch/recover/recovery-pending.ts";
import { readRun } from "../../../launch/run.ts";
import type { NamedDeathPoint } from "./fault.ts";
import { type Ending, type Ground, type Outcome, type Thing, thingAt } from "./ground.ts";
import { changedByHand, LAUNCHES, stacksOf, TARGETS, type Target, type Wanted, ZONE } from "./launches.ts";
import {
  everyRunHadAuthority,
  everyRunStartsOnce,
  isExplained,
  ledgerOnlyGrows,
  look,
  must,
  neighboursAreUntouched,
  nothingIsMissed,
  nothingIsOrphaned,
  nothingIsThereTwice,
  nothingMoved,
  nothingProtectedIsLost,
  plansStandOnFirmGround,
  protectedNow,
  type Sight,
  tellsOf,
  worldIsAsApplied,
} from "./promises.ts";
import type { Sequence, Step, Work } from "./sequence.ts";

const FIRST_WORD: Wanted = { rules: { git: "v1", env: "v1" }, things: { api: 1, store: 1 }, keep: "store", interval: 30 };
const SECOND_WORD: Wanted = { ...FIRST_WORD, rules: { env: "v2", admin: "v1" }, things: { queue: 1, store: 1 } };
const LAST_WORD: Wanted = { rules: { git: "end" }, things: { api: 4, store: 4 }, keep: "store", interval: 30 };

const START = Date.parse("2026-11-22T12:00:00Z");
const HOUR_MILLISECONDS = 3_600_000;
/** More than any command reads the clock for. */
const COMMAND_MILLISECONDS = 120_000;
/** A recovery may find that something else has to be put right first. */
const RECOVERIES = 4;

/** How often each outcome was seen; a property that only ever sees refusals proves nothing. */
export type Tally = Map<string, number>;

/** What one step did, in words that do not depend on where it was played. */
export interface Trace {
  readonly step: string;
  readonly outcome: string;
  /** Where the process died. */
  readonly died: NamedDeathPoint | undefined;
  /** What the step added to the ledger. */
  readonly entries: readonly string[];
  readonly things: readonly string[];
  /** Addresses that the states hold; `(gone)` after those that do not exist any more. */
  readonly states: readonly string[];
}

export interface PlayOptions {
  readonly tally?: Tally;
  /** Deaths happen where they happened in this trace. */
  readonly like?: readonly Trace[];
  /** When the ground was left. */
  readonly start?: number;
}

/** Plays a sequence and checks every promise after every step; then converges. */
export async function play(ground: Ground, { steps }: Sequence, options: PlayOptions = {}): Promise<readonly Trace[]> {
  const stage = new Stage(ground, options);
  try {
    for (const step of steps) await stage.step(step);
    await stage.converge();
  } catch (error) {
    const story = stage.traces.map(({ step, outcome, entries }) => `  ${step}\n    ${outcome}: ${entries.join("; ")}`);
    throw new Error(`${error instanceof Error ? error.message : String(error)}\nWhat happened:\n${story.join("\n")}`, { cause: error });
  }
  return stage.traces;
}

/** Zone and launches live and verified. @returns when it was done */
export async function launchEverything(ground: Ground): Promise<number> {
  const stage = new Stage(ground, {});
  for (const wanted of [FIRST_WORD, SECOND_WORD])
    for (const target of TARGETS) await stage.step({ kind: "launch", target, wanted, withWayBack: false, probed: true, accepting: false });
  must(
    stage.traces.every(({ outcome }) => outcome === "done"),
    "the first launches failed",
  );
  return stage.now;
}

class Stage {
  readonly traces: Trace[] = [];
  now: number;
  readonly #ground: Ground;
  readonly #tally: Tally;
  readonly #like: readonly Trace[];
  /** Stacks that somebody applied to outside since a run explained their state. */
  readonly #foreign = new Set<string>();

  constructor(ground: Ground, { tally = new Map(), like = [], start = START }: PlayOptions) {
    this.#ground = ground;
    this.#tally = tally;
    this.#like = like;
    this.now = start;
  }

  async step(step: Step): Promise<void> {
    const before = await look(this.#ground);
    const endings = await this.#happen(step, before);
    const after = await look(this.#ground);
    this.#trace(step, endings, before, after);
    ledgerOnlyGrows(before, after);
    nothingIsThereTwice(after);
    everyRunStartsOnce(after);
    everyRunHadAuthority(after, ["ben@opsdesk.example"]);
    nothingIsOrphaned(after);
    if (step.kind === "drift" || step.kind === "outside" || step.kind === "wait") return;
    await plansStandOnFirmGround(this.#ground.store, after, before.entries.length);
    nothingProtectedIsLost(await protectedNow(this.#ground.store, before.entries), before, after);
    const works = step.kind === "both" ? [step.one, step.other] : [step];
    const isDisturbed = works.some((work) => work.kind === "launch" && work.meanwhile !== undefined);
    if (!isDisturbed)
      neighboursAreUntouched(
        works.flatMap((work) => (work.kind === "unlock" ? [] : [work.target])),
        before,
        after,
      );
    if (!isDisturbed && endings.every(({ outcome }) => outcome.kind === "refused") && !works.some(({ kind }) => kind === "recover"))
      nothingMoved(before, after);
    for (const [index, ending] of endings.entries())
      await this.#checkWork(works[index] ?? works[0], ending, before, after, works.length === 1);
    for (const stack of this.#foreign) if (after.entries.slice(before.entries.length).some(tellsOf(stack))) this.#foreign.delete(stack);
  }

  /** Zone first: it puts back what a half-done launch left in it. Ends with plans that have nothing to do. */
  async converge(): Promise<void> {
    // somebody mends the clock
    const { entries } = await look(this.#ground);
    this.now = Math.max(this.now, ...entries.map(({ at }) => Date.parse(at)));
    for (let round = 0; round < RECOVERIES; round += 1) {
      for (const target of TARGETS)
        if (await this.#needsRecovery(target)) await this.step({ kind: "recover", target, through: true, accepting: true });
    }
    for (const target of TARGETS)
      await this.#mustBeDone({ kind: "launch", target, wanted: LAST_WORD, withWayBack: false, probed: true, accepting: true });
    for (const target of [ZONE, LAUNCHES[0]] as const) {
      await this.#mustBeDone({ kind: "plan", target, wanted: LAST_WORD });
      const planned = entriesOf((await look(this.#ground)).entries, "planned").at(-1);
      const { record } = await readRun(this.#ground.store, planned?.run ?? "");
      const full = record.stacks.filter(({ empty }) => !empty).map(({ stack }) => stack);
      must(full.length === 0, `${target} does not converge: a last plan wants to change ${full.join(", ")}`);
    }
  }

  async #needsRecovery(target: Target): Promise<boolean> {
    const { entries } = await look(this.#ground);
    const isPending = stacksOf(target).some((stack) => pendingRecovery(entries, stack)?.target === target);
    return isPending || openRun(entries, target, [])?.target === target;
  }

  async #mustBeDone(work: Work & { readonly target: Target }): Promise<void> {
    await this.step(work);
    const last = this.traces.at(-1);
    must(last?.outcome === "done", `${work.target} does not converge: ${last?.outcome}`);
  }

  async #happen(step: Step, before: Sight): Promise<readonly Ending[]> {
    const start = new Date(this.now);
    switch (step.kind) {
      case "drift":
        this.#drift(step.object, step.how);
        return [];
      case "outside":
        this.#outside(step.object, before);
        return [];
      case "wait":
        this.now += step.hours * HOUR_MILLISECONDS;
        return [];
      case "both":
        this.now += COMMAND_MILLISECONDS;
        return (await this.#ground.runBoth?.([step.one, step.other], step.turns, start)) ?? [];
      default: {
        this.now += COMMAND_MILLISECONDS;
        const death = this.#like.length === 0 ? step.death : this.#like[this.traces.length]?.died;
        return [await this.#ground.run({ ...step, death }, start)];
      }
    }
  }

  /** Nobody can do so while the state does not know the thing. */
  #outside(object: number, { entries }: Sight): void {
    const found = thingAt(this.#ground.things(), object);
    const attributes = found === undefined ? undefined : changedByHand(typeOf(found), found.attributes);
    if (found === undefined || attributes === undefined) return;
    if (this.#ground.states().get(found.stack)?.ids.get(found.address) !== found.id) return;
    this.#ground.changeOutside(found, attributes);
    if (isExplained(entries, found.stack)) this.#foreign.add(found.stack);
  }

  #drift(object: number, how: "changed" | "gone"): void {
    const found = thingAt(this.#ground.things(), object);
    if (found === undefined) return;
    if (how === "gone") {
      this.#ground.remove(found);
      return;
    }
    const attributes = changedByHand(typeOf(found), found.attributes);
    if (attributes !== undefined) this.#ground.change(found, attributes);
  }

  async #checkWork(work: Work | undefined, { outcome, done }: Ending, before: Sight, after: Sight, isAlone: boolean): Promise<void> {
    if (work === undefined || work.kind === "unlock" || !isAlone) return;
    const isBlocked = openRun(before.entries, work.target, stacksOf(work.target)) !== undefined;
    if (isBlocked && work.kind !== "recover" && work.kind !== "approve" && work.kind !== "verify")
      must(outcome.kind !== "done" || (work.kind === "apply" && done?.applied === null), `${work.kind} went on past an interrupted run`);
    if (work.kind === "apply") this.#checkSingleUse(work, outcome, before);
    if (done === undefined) return;
    const disturbed = work.kind === "launch" && work.meanwhile !== undefined ? thingAt(before.things, work.meanwhile) : undefined;
    if (disturbed !== undefined && stacksOf(work.target).includes(disturbed.stack)) {
      const changed = { ...disturbed.attributes, ...changedByHand(typeOf(disturbed), disturbed.attributes) };
      must(sameJson(changed, disturbed.attributes), `applied although ${placeOf(disturbed)} changed since the approval`);
    }
    if (work.fault?.kind !== "provider-lies")
      must(done.leftovers.length === 0, `applied, and a second plan wants ${done.leftovers.join(", ")}`);
    const foreign = stacksOf(work.target).filter((stack) => this.#foreign.has(stack));
    const isPlanned = work.kind === "plan" || work.kind === "launch" || work.kind === "rollback";
    if (isPlanned && !("accepting" in work && work.accepting))
      must(foreign.length === 0, `${work.kind} went on past what somebody did outside to ${foreign.join(", ")}`);
    if (done.applied !== null) await worldIsAsApplied(this.#ground.store, done.applied, after);
    else if (work.kind === "recover") nothingIsMissed(after, done, stacksOf(work.target));
    const lock = (await this.#ground.store.read("lock.json")) ?? "";
    must(!lock.includes(`"pid":${process.pid},`), "a process that ended in good order left its lock behind");
  }

  /** Refused for that reason and no other, so that nothing else has to stand in the way. */
  #checkSingleUse({ target, back }: Extract<Work, { kind: "apply" }>, outcome: Outcome, { entries }: Sight): void {
    const run = entriesOf(entries, "planned")
      .filter((entry) => entry.target === target)
      .at(-1 - back)?.run;
    const isFree = openRun(entries, target, stacksOf(target)) === undefined;
    if (run === undefined || !isFree || entriesOf(entries, "apply-started", run).length === 0 || outcome.kind === "gone") return;
    must(["RUN_ALREADY_APPLIED", "RUN_INTERRUPTED"].includes(tell(outcome)), `a plan was to be used twice: ${tell(outcome)}`);
  }

  #trace(step: Step, endings: readonly Ending[], before: Sight, after: Sight): void {
    const outcome = endings.map((ending) => tell(ending.outcome)).join(", ");
    for (const ending of endings) {
      const what = `${step.kind}: ${tell(ending.outcome)}`;
      this.#tally.set(what, (this.#tally.get(what) ?? 0) + 1);
    }
    const ids = new Set(after.things.map(({ id }) => id));
    this.traces.push({
      step: JSON.stringify(step),
      outcome,
      died: endings[0]?.died,
      entries: after.entries.slice(before.entries.length).map((entry) => {
        const stacks = "stacks" in entry ? entry.stacks.map((each) => `${each.stack} ${"outcome" in each ? each.outcome : ""}`.trim()) : [];
        return [entry.kind, ...stacks].join(", ");
      }),
      things: after.things.map((each) => `${placeOf(each)} ${canonicalText(each.attributes)}`).sort(),
      states: [...after.states]
        .flatMap(([stack, state]) => [...state.ids].map(([address, id]) => `${stack}/${address}${ids.has(id) ? "" : " (gone)"}`))
        .sort(),
    });
  }
}

function placeOf({ stack, address }: { readonly stack: string; readonly address: string }): string {
  return `${stack}/${address}`;
}

function typeOf({ address }: Thing): string {
  return address.split(".")[0] ?? "";
}

function tell(outcome: Outcome): string {
  return "code" in outcome ? outcome.code : outcome.kind;
}
