import type { Model } from "../../config/model.ts";
import { statusOf, type TargetStatus } from "../../launch/status.ts";
import { awsSecrets } from "../aws-secrets.ts";
import { type Command, type CommandInput, flagOption } from "../command.ts";
import { nextSteps, stepLines } from "../next-step.ts";
import { openSite } from "../open-site.ts";
import { openProject } from "../project.ts";
import { projectDir } from "../project-dir.ts";
import { REHEARSAL_OPTION, storeOf } from "../site.ts";

/** `slipway status`: where every target stands, and what one of them needs next. */
export const status: Command = {
  name: "status",
  argument: "[target]",
  argumentDescription: "<launch>/<environment>, account or zone/<domain>; every target without one",
  summary: "Say where every target stands, and what a launch needs next",
  options: [REHEARSAL_OPTION],
  example: "slipway status chatbot/production --rehearsal",
  run: async (input) => {
    const { argument: target, global, shell } = input;
    const all = await statusOf(await storeOf(input));
    const targets = target === undefined ? all : all.filter((each) => each.target === target);
    const steps = target === undefined ? [] : await stepsOf(input, target);
    if (global.json) shell.out(JSON.stringify({ targets, ...(target === undefined ? {} : { next: steps }) }));
    else if (targets.length === 0) shell.out(`nothing has been planned yet; start with slipway plan ${target ?? "<target>"}`);
    else
      for (const each of targets) {
        shell.out(`${each.target.padEnd(24)} ${each.state.padEnd(18)} ${each.run}  ${each.at}  ${each.by}`);
        for (const line of waitingFor(each)) shell.out(`  ${line}`);
      }
    if (!global.json) for (const line of stepLines(steps)) shell.out(line);
    return 0;
  },
};

/** Asks which secret slots are empty; a rehearsal's have to be looked for in its world. */
async function stepsOf(input: CommandInput, target: string): Promise<readonly string[]> {
  const { model } = await openProject(projectDir(input), target);
  const environment = model.environments.get(target);
  if (environment === undefined) return [];
  if (!flagOption(input.options, "rehearsal")) {
    const secrets = awsSecrets({ region: model.account.account.aws.region });
    return await nextSteps({ store: await storeOf(input), environment, secrets, place: "" });
  }
  const site = await openSite(input, async (): Promise<Model> => model);
  try {
    return await nextSteps({ store: site.store, environment, secrets: site.secrets, place: " --rehearsal" });
  } finally {
    await site.close();
  }
}

function waitingFor({ target, interruptedRun, pendingRun, unreviewedRun, stage }: TargetStatus): readonly string[] {
  const missing = pendingRun?.missingApprovals ?? 0;
  return [
    ...(stage === null ? [] : [`stage ${stage}`]),
    ...(interruptedRun === null
      ? []
      : [`${interruptedRun} began to apply and has not ended; if nobody is at it, slipway recover ${target}`]),
    ...(pendingRun === null
      ? []
      : [
          `${pendingRun.run} ${missing === 0 ? "is approved and waits for apply" : `waits for ${missing} approval${missing === 1 ? "" : "s"}`}`,
        ]),
    ...(unreviewedRun === null ? [] : [`${unreviewedRun} was applied with --break-glass and waits for slipway review --sign-off`]),
  ];
}
