import { SlipwayError } from "../../../errors/slipway-error.ts";
import { effectiveRuns, entriesOf } from "../../../launch/ledger/history.ts";
import { verifyLedger } from "../../../launch/ledger/ledger.ts";
import { type Run, readReview, readRun } from "../../../launch/run.ts";
import type { RunStore } from "../../../launch/store/store.ts";
import { apply, approve, type Desk, planBack, planWanted, recordVerified, recover, type Target, takeLockAway } from "./launches.ts";
import type { Work } from "./sequence.ts";

/** What one process got done. */
export interface Done {
  /** The run that it applied in full. */
  readonly applied: string | null;
  /** What a second plan still wants; then nothing counts as applied. */
  readonly leftovers: readonly string[];
  /** What a recovery found that the states miss: stack and import id. */
  readonly missing: readonly { readonly stack: string; readonly importId: string }[] | null;
}

const NOTHING: Done = { applied: null, leftovers: [], missing: null };

/** The work of one process of the command line. Says nothing of promises but those that only it can see. */
export async function perform(desk: Desk, work: Work): Promise<Done> {
  switch (work.kind) {
    case "plan":
      await planWanted(desk, work.target, work.wanted);
      return NOTHING;
    case "approve": {
      const run = await newestRun(desk.store, work.target, work.back);
      if (run === undefined) return NOTHING;
      await approve(desk, run, desk.people[work.by]);
      if (work.by !== "ben") throw new Error(`${work.by} could approve`);
      return NOTHING;
    }
    case "apply": {
      const run = await newestRun(desk.store, work.target, work.back);
      return run === undefined ? NOTHING : await applied(desk, run);
    }
    case "launch":
      return await through(desk, await planWanted(desk, work.target, work.wanted, work.accepting), work);
    case "rollback": {
      const run = await planBack(desk, work.target, await runToGoBackTo(desk.store, work.target, work.to), work.accepting);
      return work.signed ? await through(desk, run) : await verifiedApply(desk, run);
    }
    case "verify": {
      const last = entriesOf((await verifyLedger(desk.store)).entries, "applied").findLast(({ target }) => target === work.target);
      if (last !== undefined) await recordVerified(desk, last.run);
      return NOTHING;
    }
    case "recover": {
      const { findings, run } = await recover(desk, work.target);
      const missing = findings.flatMap(({ stack, importId }) => (importId === null ? [] : [{ stack, importId }]));
      return { ...(work.through ? await through(desk, run) : NOTHING), missing };
    }
    case "unlock":
      await takeLockAway(desk);
      return NOTHING;
  }
}

type Ways = Partial<Pick<Extract<Work, { kind: "launch" }>, "withWayBack" | "probed" | "meanwhile">>;

async function through(desk: Desk, run: Run, { withWayBack = false, probed = true, meanwhile }: Ways = {}): Promise<Done> {
  const impostor = await approve(desk, run, desk.people.mallory).catch((error: unknown) => error);
  if (!(impostor instanceof SlipwayError) || impostor.parts.code !== "APPROVER_UNKNOWN")
    throw impostor ?? new Error("mallory could approve");
  await approve(desk, run, desk.people.ben, withWayBack);
  if (meanwhile !== undefined) desk.meanwhile?.(meanwhile);
  return probed ? await verifiedApply(desk, run) : await applied(desk, run);
}

async function verifiedApply(desk: Desk, run: Run): Promise<Done> {
  const done = await applied(desk, run);
  if (done.applied !== null) await recordVerified(desk, done.applied);
  return done;
}

async function applied(desk: Desk, run: Run): Promise<Done> {
  const { leftovers } = await apply(desk, run.id);
  return { ...NOTHING, leftovers, applied: leftovers.length === 0 ? run.id : null };
}

async function newestRun(store: RunStore, target: Target, back: number): Promise<Run | undefined> {
  const { entries } = await verifyLedger(store);
  const planned = entriesOf(entries, "planned").filter((entry) => entry.target === target);
  const id = planned.at(-1 - back)?.run;
  if (id === undefined) return undefined;
  const { record } = await readRun(store, id);
  return { ...record, status: "planned", review: await readReview(store, record) };
}

async function runToGoBackTo(store: RunStore, target: Target, to: number | undefined): Promise<string | undefined> {
  return to === undefined ? undefined : effectiveRuns((await verifyLedger(store)).entries, target).at(-1 - to)?.run;
}
