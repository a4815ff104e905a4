import { SlipwayError } from "../../errors/slipway-error.ts";
import { entriesOf, isOpen, openRun } from "../../launch/history.ts";
import { appendLedger, verifyLedger } from "../../launch/ledger.ts";
import { type Run, readReview, readRun } from "../../launch/run.ts";
import type { RunStore } from "../../launch/store.ts";
import { type DeathPoint, dyingStore, startAgain } from "./dying-store.ts";
import {
  apply,
  approve,
  type Desk,
  LAUNCHES,
  planBack,
  planWanted,
  recordVerified,
  stacksOf,
  TARGETS,
  type Target,
  temporaryStoreDir,
  type Wanted,
  ZONE,
} from "./launches.ts";
import { memoryStore } from "./memory-store.ts";
import {
  look,
  must,
  neighboursAreUntouched,
  nothingIsOrphaned,
  nothingIsThereTwice,
  nothingMoved,
  nothingProtectedIsLost,
  protectedNow,
  type Sight,
  worldIsAsApplied,
} from "./promises.ts";
import type { Sequence, Step } from "./sequence.ts";
import { newSigner, trustedKey } from "./signing-double.ts";
import { type ApplyFault, openTerraformDouble, type TerraformDouble } from "./terraform-double.ts";

const PEOPLE = {
  planner: newSigner("ana@opsdesk.example"),
  ben: newSigner("ben@opsdesk.example"),
  mallory: newSigner("mallory@opsdesk.example"),
};
const FIRST_WORD: Wanted = { rules: { git: "v1", env: "v1" }, things: { api: "v1", store: "v1" }, keep: "store", forces: "one" };
const SECOND_WORD: Wanted = { ...FIRST_WORD, rules: { env: "v2", admin: "v1" }, things: { queue: "v1", store: "v1" } };
const LAST_WORD: Wanted = { rules: { git: "end" }, things: { api: "end", store: "end" }, keep: "store", forces: "one" };

/** What came of one command. */
type Outcome = { readonly kind: "done" } | { readonly kind: "gone" } | { readonly kind: "refused" | "provider"; readonly code: string };

/** How often each outcome was seen; a property that only ever sees refusals proves nothing. */
export type Tally = Map<string, number>;

/** Plays a sequence on the double and checks every promise after every step; then converges. */
export async function play({ isLaunched, steps }: Sequence, tally: Tally): Promise<void> {
  const { dir, remove } = temporaryStoreDir();
  try {
    const stage = new Stage(dir, tally, isLaunched ? await launched() : undefined);
    for (const step of steps) await stage.step(step);
    await stage.converge();
  } finally {
    remove();
  }
}

let launchedStage: Promise<Stage> | undefined;

/** Zone and launches live and verified: made once, gone on from many times. */
async function launched(): Promise<Stage> {
  launchedStage ??= (async () => {
    const { dir, remove } = temporaryStoreDir();
    const stage = new Stage(dir, new Map(), undefined);
    for (const wanted of [FIRST_WORD, SECOND_WORD])
      for (const target of TARGETS) await stage.step({ kind: "launch", target, wanted, fault: undefined, death: undefined });
    remove();
    return stage;
  })();
  return await launchedStage;
}

class Stage {
  readonly #dir: string;
  readonly #tally: Tally;
  readonly #texts: Map<string, Buffer>;
  readonly #double: TerraformDouble;
  #now: number;
  /** As it was after the last command, while nothing happened outside one. */
  #last: Sight | undefined;

  constructor(dir: string, tally: Tally, from: Stage | undefined) {
    this.#dir = dir;
    this.#tally = tally;
    this.#texts = new Map(from === undefined ? [] : from.#texts);
    this.#double = openTerraformDouble(from === undefined ? undefined : from.#double);
    this.#now = from === undefined ? Date.parse("2026-11-22T12:00:00Z") : from.#now;
  }

  async step(step: Step): Promise<void> {
    switch (step.kind) {
      case "plan":
        return await this.#command(step, step.target, async (desk) => void (await planWanted(desk, step.target, step.wanted)));
      case "approve":
        return await this.#approve(step);
      case "apply":
        return await this.#apply(step);
      case "launch":
        return await this.#command(step, step.target, async (desk) => {
          const run = await planWanted(desk, step.target, step.wanted);
          await this.#through(desk, run);
        });
      case "rollback":
        return await this.#command(step, step.target, async (desk) => await this.#through(desk, await planBack(desk, step.target)));
      case "verify":
        return await this.#command(step, step.target, async (desk) => {
          const last = entriesOf((await verifyLedger(desk.store)).entries, "applied").findLast((entry) => entry.target === step.target);
          if (last !== undefined) await recordVerified(desk, last.run);
        });
      case "drift":
        return this.#drift(step.object, step.how);
      case "wait":
        this.#now += step.hours * 3_600_000;
        return;
      case "recover":
        return await this.#recover();
    }
  }

  /** Zone first: it puts back what a half-done launch left in it. Ends with plans that have nothing to do. */
  async converge(): Promise<void> {
    await this.#recover();
    for (const target of TARGETS) await this.step({ kind: "launch", target, wanted: LAST_WORD, fault: undefined, death: undefined });
    for (const target of [ZONE, LAUNCHES[0]] as const) {
      const run = await planWanted(this.#desk(), target, LAST_WORD);
      must(
        run.stacks.every(({ empty }) => empty),
        `${target} does not converge: ${JSON.stringify(run.review.changes.map(({ address, action }) => [address, action]))}`,
      );
    }
  }

  async #through(desk: Desk, run: Run): Promise<void> {
    const impostor = await approve(desk, run, PEOPLE.mallory).catch((error: unknown) => error);
    if (!(impostor instanceof SlipwayError) || impostor.parts.code !== "APPROVER_UNKNOWN")
      throw impostor ?? new Error("mallory could approve");
    await approve(desk, run);
    const applied = await apply(desk, run.id);
    must(applied.leftovers.length === 0, `a second plan that is not empty: ${applied.leftovers.join(", ")}`);
    await worldIsAsApplied(desk.store, applied, await this.#look());
    await recordVerified(desk, run.id);
  }

  async #approve({ target, by, death }: Extract<Step, { kind: "approve" }>): Promise<void> {
    const run = await this.#newestRun(target, 0);
    if (run === undefined) return;
    await this.#command({ kind: "approve", death }, target, async (desk) => {
      await approve(desk, run, PEOPLE[by]);
      must(by === "ben", `${by} could approve`);
    });
  }

  async #apply({ target, back, fault, death }: Extract<Step, { kind: "apply" }>): Promise<void> {
    const run = await this.#newestRun(target, back);
    if (run === undefined) return;
    const { entries } = await this.#look();
    const wasStarted = entriesOf(entries, "apply-started", run.id).length > 0;
    const blocked = openRun(entries, target, stacksOf(target)) !== undefined;
    await this.#command({ kind: "apply", fault, death }, target, async (desk) => {
      const applied = await apply(desk, run.id);
      must(!wasStarted, "a run was applied twice");
      must(!blocked, "a run was applied past an interrupted one");
      await worldIsAsApplied(desk.store, applied, await this.#look());
    });
  }

  /** One process of the command line: its work, its death where one is due, and everything that must hold afterwards. */
  async #command(
    { kind, death, fault }: { readonly kind: string; readonly death?: DeathPoint | undefined; readonly fault?: ApplyFault | undefined },
    target: Target,
    work: (desk: Desk) => Promise<void>,
  ): Promise<void> {
    const before = this.#last ?? (await this.#look());
    const kept = await protectedNow(this.#store(), before.entries);
    const blocked = openRun(before.entries, target, stacksOf(target)) !== undefined;
    this.#double.nextFault = fault;
    const outcome = await this.#run(work, death);
    this.#double.nextFault = undefined;
    const after = await this.#look();
    this.#last = after;
    this.#tally.set(`${kind}: ${describeOutcome(outcome)}`, (this.#tally.get(`${kind}: ${describeOutcome(outcome)}`) ?? 0) + 1);
    this.#check(before, after, kept);
    neighboursAreUntouched(target, before, after);
    const onlyPlanned = after.entries.slice(before.entries.length).every((entry) => entry.kind === "planned" || entry.kind === "approved");
    if (outcome.kind === "refused") nothingMoved({ ...before, entries: onlyPlanned ? after.entries : before.entries }, after);
    if (blocked && (kind === "plan" || kind === "launch" || kind === "rollback"))
      must(outcome.kind === "refused" || outcome.kind === "gone", `${kind} went on past an interrupted run`);
    const lock = (await this.#store().read("lock.json")) ?? "";
    must(!lock.includes(`"pid":${process.pid},`), "a process that ended in good order left its lock behind");
  }

  #check(before: Sight, after: Sight, kept: ReadonlySet<string>): void {
    nothingIsThereTwice(after);
    nothingIsOrphaned(after, this.#double);
    nothingProtectedIsLost(kept, before, after);
  }

  async #run(work: (desk: Desk) => Promise<void>, death: DeathPoint | undefined): Promise<Outcome> {
    try {
      await work(this.#desk(death));
      return { kind: "done" };
    } catch (error) {
      if (!this.#double.machine.alive) {
        await startAgain(this.#store(), this.#double.machine);
        return { kind: "gone" };
      }
      if (error instanceof SlipwayError && (error.parts.kind === "refused" || error.parts.kind === "provider")) {
        return { kind: error.parts.kind, code: error.parts.code };
      }
      throw error;
    } finally {
      this.#double.machine.alive = true;
    }
  }

  #drift(object: number, how: "changed" | "gone"): void {
    const objects = [...this.#double.world.values()];
    const found = objects[object % Math.max(1, objects.length)];
    if (found === undefined) return;
    this.#last = undefined;
    if (how === "gone") this.#double.world.delete(found.id);
    else found.attributes = { ...found.attributes, description: `by hand at ${this.#now}` };
  }

  async #recover(): Promise<void> {
    const { entries } = await this.#look();
    this.#last = undefined;
    const open = entriesOf(entries, "apply-started").filter(({ run }) => isOpen(entries, run));
    for (const { run, target, stacks } of open) {
      for (const { stack } of stacks) this.#double.importLost(stack);
      await appendLedger(this.#store(), { kind: "recovered", by: "ana@opsdesk.example", reason: "looked", run, target, at: this.#tick() });
    }
    if (open.length > 0) await this.#store().remove("lock.json");
  }

  async #newestRun(target: Target, back: number): Promise<Run | undefined> {
    const { entries } = await this.#look();
    const id = entriesOf(entries, "planned")
      .filter((entry) => entry.target === target)
      .at(-1 - back)?.run;
    if (id === undefined) return undefined;
    const { record } = await readRun(this.#store(), id);
    return { ...record, status: "planned", review: await readReview(this.#store(), record) };
  }

  async #look(): Promise<Sight> {
    return await look(this.#store(), this.#double);
  }

  #desk(death?: DeathPoint): Desk {
    return {
      store: dyingStore(this.#store(), this.#double.machine, death),
      terraform: this.#double.terraform,
      people: PEOPLE,
      approvers: [trustedKey(PEOPLE.ben)],
      clock: () => this.#tick(),
    };
  }

  #store(): RunStore {
    return memoryStore(this.#dir, this.#texts);
  }

  #tick(): Date {
    this.#now += 1000;
    return new Date(this.#now);
  }
}

function describeOutcome(outcome: Outcome): string {
  return "code" in outcome ? outcome.code : outcome.kind;
}
