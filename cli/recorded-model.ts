import * as z from "zod";
import type { EnvironmentModel } from "../config/model.ts";
import { readFacts, readRun } from "../launch/run.ts";
import type { RunStore } from "../launch/store/store.ts";
import type { ZonePromise } from "../verify/scope.ts";

/** What was recorded before there were stages is live. */
const recordedEnvironment = z
  .custom<EnvironmentModel>(isObject)
  .transform((recorded): EnvironmentModel => ({ ...recorded, stage: recorded.stage ?? "live" }));

/** The judge of a run: what its config promised, as plain JSON beside the run. The run's digest covers it, so its inside is not checked again. */
const recordedModelSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("account") }),
  z.object({ kind: z.literal("baseline") }),
  z.object({ kind: z.literal("zone"), zone: z.custom<ZonePromise>(isObject) }),
  z.object({ kind: z.literal("environment"), environment: recordedEnvironment, zone: z.custom<ZonePromise>(isObject) }),
]);

export type RecordedModel = z.output<typeof recordedModelSchema>;

export function zoneFacts(zone: ZonePromise): RecordedModel {
  return { kind: "zone", zone: promiseOf(zone) };
}

export function environmentFacts(environment: EnvironmentModel, zone: ZonePromise): RecordedModel {
  return { kind: "environment", environment, zone: promiseOf(zone) };
}

/** What a run promised. @throws SlipwayError RUN_UNKNOWN, RUN_CHANGED */
export async function recordedModelOf(store: RunStore, runId: string): Promise<RecordedModel> {
  const { record } = await readRun(store, runId);
  return recordedModelSchema.parse((await readFacts(store, record)).model);
}

function promiseOf({ base, mail }: ZonePromise): ZonePromise {
  return { base, mail };
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
