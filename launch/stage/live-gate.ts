import { SlipwayError } from "../../errors/slipway-error.ts";
import { effectiveRuns, entriesOf } from "../ledger/history.ts";
import type { LedgerEntry } from "../ledger/ledger.ts";
import { refusal } from "../refusal.ts";
import type { RunRecord } from "../run.ts";
import { type RunStage, type Standing, standingStage, type WatchedMonitor } from "./stage.ts";

/** So often each monitor has to have seen the prepared launch well. Source: readiness rows T5 and V6. */
export const SUCCESSES = 3;
/** A monitor that has said nothing for so many of its periods has fallen silent. CloudWatch takes a minute or two to show what it got. */
const SILENT_AFTER_PERIODS = 5;

/** What a monitor found in one of its periods. */
export interface MonitorResult {
  /** When the period began. */
  readonly at: Date;
  readonly ok: boolean;
}

/** Results of the periods that began at `since` or later. Throws where nobody can tell; no results are an answer as well. */
export type AskMonitor = (monitor: WatchedMonitor, since: Date) => Promise<readonly MonitorResult[]>;

export const VERDICTS = ["well", "not-yet", "unknown"] as const;

/** One line of the table that a person reads before going live. */
export interface MonitorVerdict {
  readonly key: string;
  readonly kind: string;
  readonly verdict: (typeof VERDICTS)[number];
  readonly successes: number;
  /** For people. */
  readonly found: string;
}

/**
 * Whether going live has to wait for the monitors: the first time only. A cutover that has begun is finished or taken back; a rollback and
 * a recovery never wait.
 */
export function guardedSince(
  entries: readonly LedgerEntry[],
  target: string,
  { stage, rollbackOf, recovers }: Pick<RunRecord, "rollbackOf" | "recovers"> & { readonly stage?: RunStage | undefined },
): Standing | undefined {
  if (stage?.name !== "live" || stage.direct !== undefined || rollbackOf !== null || recovers !== undefined) return undefined;
  const standing = standingStage(entries, target);
  const last = effectiveRuns(entries, target).at(-1);
  const isUnderWay = last !== undefined && last.run !== standing?.run && entriesOf(entries, "planned", last.run)[0]?.stage === "live";
  return standing?.stage === "prepare" && !isUnderWay ? standing : undefined;
}

/** Asks every monitor, all at once. */
export async function lookAtMonitors(
  monitors: readonly WatchedMonitor[],
  since: Date,
  now: Date,
  ask: AskMonitor | undefined,
): Promise<readonly MonitorVerdict[]> {
  return await Promise.all(
    monitors.map(async (monitor) => {
      const { key, kind } = monitor;
      try {
        if (ask === undefined) throw new Error("nobody to ask for its results");
        return { key, kind, ...judge(monitor, await ask(monitor, since), since, now) };
      } catch (error) {
        return {
          key,
          kind,
          verdict: "unknown",
          successes: 0,
          found: `no answer: ${error instanceof Error ? error.message : String(error)}`,
        };
      }
    }),
  );
}

function judge(
  { results: { periodSeconds } }: WatchedMonitor,
  all: readonly MonitorResult[],
  since: Date,
  now: Date,
): Pick<MonitorVerdict, "verdict" | "successes" | "found"> {
  // a period that began before says as much about what was there before
  const results = all.filter(({ at }) => at >= since).sort((a, b) => a.at.getTime() - b.at.getTime());
  const successes = results.filter(({ ok }) => ok).length;
  const last = results.at(-1);
  const counted = `${successes} of ${SUCCESSES} successes`;
  if (last === undefined) return { verdict: "not-yet", successes, found: `${counted}: no result yet` };
  const when = last.at.toISOString();
  if (!last.ok) return { verdict: "not-yet", successes, found: `${counted}, and the last result, at ${when}, is a failure` };
  if (now.getTime() - last.at.getTime() > SILENT_AFTER_PERIODS * periodSeconds * 1000)
    return { verdict: "not-yet", successes, found: `${counted}, and silence since ${when}` };
  return { verdict: successes >= SUCCESSES ? "well" : "not-yet", successes, found: `${counted}, the last at ${when}` };
}

/**
 * The last look before the public is let in.
 * @param tell gets one line for each monitor
 * @throws SlipwayError LIVE_GATE_CLOSED (refused), LIVE_GATE_UNANSWERED (undecided)
 */
export async function refuseEarlyLive(
  entries: readonly LedgerEntry[],
  record: RunRecord,
  { now, ask, tell }: { readonly now: Date; readonly ask: AskMonitor | undefined; readonly tell: (line: string) => void },
): Promise<void> {
  const standing = guardedSince(entries, record.target, record);
  if (standing === undefined) return;
  const verdicts = await lookAtMonitors(record.stage?.monitors ?? [], standing.since, now, ask);
  for (const verdict of verdicts) tell(verdictLine(verdict));
  refuseUnwatched(`${record.id}: stage live of ${record.target}`, standing, verdicts);
}

export function verdictLine({ kind, key, verdict, found }: MonitorVerdict): string {
  return `${kind} (${key}): ${verdict === "well" ? "well" : verdict === "unknown" ? "could not be told" : "not yet"}, ${found}`;
}

/**
 * No answer is never a pass, and neither is nothing to ask.
 * @throws SlipwayError LIVE_GATE_CLOSED (refused), LIVE_GATE_UNANSWERED (undecided); the run stays as it is and may be applied later
 */
function refuseUnwatched(where: string, { run, since }: Standing, verdicts: readonly MonitorVerdict[]): void {
  const expected = `${SUCCESSES} successes of each monitor since ${run} was applied at ${since.toISOString()}, the last result among them`;
  if (verdicts.length === 0) {
    throw refusal("LIVE_GATE_CLOSED", where, expected, "no monitor at all", "declare monitors, then plan and apply stage prepare again");
  }
  const bad = verdicts.filter(({ verdict }) => verdict !== "well");
  if (bad.length === 0) return;
  const got = bad.map(verdictLine).join("; ");
  if (bad.some(({ verdict }) => verdict === "not-yet")) {
    throw refusal("LIVE_GATE_CLOSED", where, expected, got, "mend what they see, or wait for their next results; then apply the run again");
  }
  const fix = "restore the way to the monitors' results, then apply the run again";
  throw new SlipwayError({ kind: "undecided", code: "LIVE_GATE_UNANSWERED", where, expected, got, fix });
}
