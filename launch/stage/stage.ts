import * as z from "zod";
import type { MonitorModel } from "../../config/monitor-model.ts";
import type { Stage } from "../../config/stage.ts";
import { effectiveRuns, entriesOf, isInPlace } from "../ledger/history.ts";
import type { LedgerEntry } from "../ledger/ledger.ts";
import { refusal } from "../refusal.ts";
import { BASELINE } from "../rollback/baseline.ts";
import { stageSchema } from "./stage-schema.ts";

/** What of a launch a run declares, and who watches it. The planner signs it with the run. */
export const runStageSchema = z.strictObject({
  name: stageSchema,
  /** Why it goes live in one run; absent where it goes through all stages. */
  direct: z.string().optional(),
  /** Monitors that have to have seen it well before it goes live, and where what they found is kept. */
  monitors: z.array(
    z.strictObject({
      key: z.string(),
      kind: z.string(),
      host: z.string(),
      results: z.strictObject({
        alarmName: z.string(),
        region: z.string(),
        namespace: z.string(),
        metricName: z.string(),
        periodSeconds: z.number(),
        successAt: z.number(),
      }),
    }),
  ),
});

export type RunStage = z.output<typeof runStageSchema>;
export type WatchedMonitor = RunStage["monitors"][number];

/** What the engine has to know of an environment's model. */
export function runStageOf(environment: {
  readonly stage: Stage;
  readonly direct?: string;
  readonly monitors: readonly MonitorModel[];
}): RunStage {
  const { stage, direct, monitors } = environment;
  return {
    name: stage,
    ...(direct === undefined ? {} : { direct }),
    // what Cloudflare's own checks find is no evidence: they ask the origin, past everything that a visitor goes through
    monitors: monitors.flatMap((monitor) => {
      if (monitor.means === "cloudflare") return [];
      const { key, kind, host, results } = monitor;
      return [{ key, kind, host, results: { ...results } }];
    }),
  };
}

/** Neither the account nor a zone goes through stages. */
export function isLaunch(target: string): boolean {
  return target !== "account" && !target.startsWith("zone/");
}

/** Where a target stands, and since which run. */
export interface Standing {
  readonly run: string;
  readonly stage: Stage;
  /** When the run was applied. */
  readonly since: Date;
}

/** The last run that is in place. What was applied before there were stages is live; nothing stands where a rollback led to the baseline. */
export function standingStage(entries: readonly LedgerEntry[], target: string): Standing | undefined {
  const run = effectiveRuns(entries, target).findLast(({ state }) => isInPlace(state))?.run;
  const applied = run === undefined ? undefined : entriesOf(entries, "applied", run).at(-1);
  if (run === undefined || applied === undefined) return undefined;
  const stage = entriesOf(entries, "planned", run)[0]?.stage ?? "live";
  return stage === BASELINE ? undefined : { run, stage, since: new Date(applied.at) };
}

/** The stage that a plan takes unless somebody names another: the first that is not recorded; what is live stays live. */
export function nextStage(
  standing: Stage | undefined,
  { direct, hasSlots }: { readonly direct: boolean; readonly hasSlots: boolean },
): Stage {
  if (direct || standing === "live" || standing === "prepare") return "live";
  return standing === undefined && hasSlots ? "slots" : "prepare";
}

/**
 * Stages go forward. What takes hosts off the air is a rollback, and what goes live was prepared.
 * @throws SlipwayError kind "refused", code STAGE_BACKWARDS, STAGE_SKIPPED, STAGE_WITHOUT_PREVIEW
 */
export function refuseStage(entries: readonly LedgerEntry[], target: string, { name, direct }: RunStage): void {
  const standing = standingStage(entries, target);
  if (direct !== undefined && name === "prepare") {
    const got = `prepare, while stages.direct says: ${direct}`;
    throw refusal("STAGE_WITHOUT_PREVIEW", target, "stage slots or live", got, `run slipway plan ${target}, or remove stages.direct`);
  }
  if (standing !== undefined && rank(name) < rank(standing.stage)) {
    throw refusal(
      "STAGE_BACKWARDS",
      target,
      `stage ${standing.stage}, where ${standing.run} left it, or a later one`,
      name,
      `to take it back, run slipway rollback ${target}; slipway history names the runs to go back to`,
    );
  }
  if (name === "live" && direct === undefined && standing?.stage !== "prepare" && standing?.stage !== "live") {
    throw refusal(
      "STAGE_SKIPPED",
      target,
      "a prepared launch, tried under its preview names",
      standing === undefined ? "nothing applied" : `stage ${standing.stage} of ${standing.run}`,
      `run slipway plan ${target}, which takes the next stage; or say in stages.direct why nothing has to be tried`,
    );
  }
}

function rank(stage: Stage): number {
  return stageSchema.options.indexOf(stage);
}
