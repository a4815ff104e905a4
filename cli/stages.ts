import type { EnvironmentModel, Model } from "../config/model.ts";
import { STAGES, type Stage } from "../config/stage.ts";
import { SlipwayError } from "../errors/slipway-error.ts";
import { verifyLedger } from "../launch/ledger/ledger.ts";
import { guardedSince, lookAtMonitors, verdictLine } from "../launch/stage/live-gate.ts";
import { nextStage, type RunStage, standingStage } from "../launch/stage/stage.ts";
import type { RunStore } from "../launch/store/store.ts";
import type { CommandOption, OptionValues } from "./command.ts";
import { textOption } from "./command.ts";
import type { Project } from "./project.ts";
import type { Site } from "./site.ts";

export const STAGE_OPTION: CommandOption = {
  flags: "--stage <stage>",
  description: `${STAGES.join(", ")}; the next one that is not recorded without it`,
};

/** @throws SlipwayError OPTION_VALUE */
export function stageOption(options: OptionValues): Stage | undefined {
  const given = textOption(options, "stage");
  const stage = STAGES.find((each) => each === given);
  if (given === undefined || stage !== undefined) return stage;
  throw new SlipwayError({
    kind: "config",
    code: "OPTION_VALUE",
    where: "--stage",
    expected: `one of ${STAGES.join(", ")}`,
    got: JSON.stringify(given),
    fix: "name one of them",
  });
}

/** The model that a plan of the target works on: its environment at the wanted stage, or at the next one. */
export async function modelToPlan(
  { model, modelAt }: Pick<Project, "model" | "modelAt">,
  target: string,
  store: RunStore,
  wanted: Stage | undefined,
): Promise<Model> {
  const environment = model.environments.get(target);
  if (environment === undefined) return model;
  const stage = wanted ?? (await stageToPlan(store, environment)).next;
  return modelAt(new Map([[target, stage]]));
}

/**
 * Where a launch stands, and the stage that a plan takes unless somebody names another.
 * @param environment as it is when it is live
 */
export async function stageToPlan(
  store: RunStore,
  { target, direct, secretSlots }: EnvironmentModel,
): Promise<{ readonly standing: Stage | undefined; readonly next: Stage }> {
  const { entries } = await verifyLedger(store);
  const standing = standingStage(entries, target)?.stage;
  return { standing, next: nextStage(standing, { direct: direct !== undefined, hasSlots: secretSlots.length > 0 }) };
}

/** What a reviewer has to know of the stage; of going live for the first time, how its monitors are at this moment. */
export async function stageRemarks(
  { store, askMonitor }: Pick<Site, "store" | "askMonitor">,
  target: string,
  stage: RunStage,
  now: Date,
): Promise<readonly string[]> {
  if (stage.direct !== undefined) return [`goes live without previews and without waiting for its monitors: ${stage.direct}`];
  const { entries } = await verifyLedger(store);
  const standing = guardedSince(entries, target, { stage, rollbackOf: null });
  const words = { slots: "places for secrets alone", prepare: "everything, under preview names", live: "the names that the public uses" };
  if (standing === undefined) return [`stage ${stage.name}: ${words[stage.name]}`];
  const verdicts = await lookAtMonitors(stage.monitors, standing.since, now, askMonitor);
  return [
    `stage live: ${words.live}; its apply waits until each monitor has seen what ${standing.run} prepared well`,
    ...verdicts.map((each) => `monitor ${verdictLine(each)}`),
  ];
}
