import { resolve } from "node:path";
import { STAGES } from "../../config/stage.ts";
import { writeSynth } from "../../stacks/write-synth.ts";
import { type Command, textOption } from "../command.ts";
import { environmentIn, findTarget, openProject } from "../project.ts";
import { projectDir } from "../project-dir.ts";
import { stageOption } from "../stages.ts";

/** `slipway synth`: what `cdktf synth` writes. */
export const synth: Command = {
  name: "synth",
  argument: "[target]",
  argumentDescription: "account, zone/<domain> or <launch>/<environment>; everything without one",
  summary: "Write the Terraform JSON of the stacks, as cdktf synth does",
  options: [
    { flags: "--out <folder>", description: "where to write", default: "cdktf.out" },
    { flags: "--stage <stage>", description: `${STAGES.join(", ")} of the environment that is named; live without it` },
  ],
  example: "slipway synth",
  run: async (input) => {
    const dir = projectDir(input);
    const { model: whole, modelAt, warnings } = await openProject(dir, input.argument);
    const stage = stageOption(input.options);
    const model = stage === undefined ? whole : modelAt(new Map([[environmentIn(whole, input.argument).target, stage]]));
    for (const warning of warnings) input.shell.err(`warning: ${warning.message}`);
    if (input.argument !== undefined) findTarget(model, input.argument);
    const outDir = resolve(dir, textOption(input.options, "out") ?? "cdktf.out");
    const files = writeSynth(model, outDir, input.argument);
    if (input.global.json) input.shell.out(JSON.stringify({ files }));
    else for (const file of files) input.shell.out(file);
    return 0;
  },
};
