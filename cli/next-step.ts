import type { EnvironmentModel } from "../config/model.ts";
import { regionOfArn } from "../config/names.ts";
import { SUCCESSES } from "../launch/stage/live-gate.ts";
import type { RunStore } from "../launch/store/store.ts";
import type { SecretManager } from "./aws-secrets.ts";
import { stageToPlan } from "./stages.ts";

/** What a person does next to bring a launch live, in order, each a sentence with its command; empty once it is live. */
export async function nextSteps(options: {
  readonly store: RunStore;
  /** As it is when it is live. */
  readonly environment: EnvironmentModel;
  readonly secrets: Pick<SecretManager, "find">;
  /** ` --rehearsal`, or nothing: the commands go to the same place. */
  readonly place: string;
}): Promise<readonly string[]> {
  const { store, environment, secrets, place } = options;
  const { target, direct } = environment;
  const { standing, next } = await stageToPlan(store, environment);
  if (standing === "live") return [];
  const plan = `slipway plan ${target}${place}`;
  const steps = standing === undefined ? [] : await slotsToFill(environment, secrets, place);
  switch (next) {
    case "slots":
      return [`${plan} for stage slots: places for secrets, before anything asks for them`];
    case "prepare":
      return [...steps, `${plan} for stage prepare: everything, each host under its preview name`];
    case "live": {
      const waits = direct === undefined ? `; its apply waits for ${SUCCESSES} successes of each monitor` : "";
      return [...steps, `${plan} for stage live: the names that the public uses${waits}`];
    }
  }
}

async function slotsToFill(
  { target, secretSlots }: EnvironmentModel,
  secrets: Pick<SecretManager, "find">,
  place: string,
): Promise<string[]> {
  const found = await Promise.all(
    secretSlots.map(async ({ key, name, arnPrefix }) => ({ key, answer: await secrets.find({ name, region: regionOfArn(arnPrefix) }) })),
  );
  return found.flatMap(({ key, answer }) => {
    const put = `slipway secret put ${target} ${key}${place}`;
    if (answer === undefined) return [`${put}, unless it has a value: nobody could be asked`];
    return answer.kind === "present" && answer.hasValue ? [] : [`${put}: its slot has no value yet`];
  });
}

/** The steps as lines: the first is what to do now. */
export function stepLines(steps: readonly string[]): readonly string[] {
  return steps.map((step, index) => `${index === 0 ? "next" : "then"}: ${step}`);
}
