import { resolve } from "node:path";
import { writeSynth } from "../../stacks/write-synth.ts";
import { type Command, textOption } from "../command.ts";
import { findTarget, openProject } from "../project.ts";
import { projectDir } from "../project-dir.ts";

/** `slipway synth`: what `cdktf synth` writes. */
export const synth: Command = {
  name: "synth",
  argument: "[target]",
  argumentDescription: "account, zone/<domain> or <launch>/<environment>; everything without one",
  summary: "Write the Terraform JSON of the stacks, as cdktf synth does",
  options: [{ flags: "--out <folder>", description: "where to write", default: "cdktf.out" }],
  example: "slipway synth",
  run: async (input) => {
    const dir = projectDir(input);
    const { model, warnings } = await openProject(dir, input.argument);
    for (const warning of warnings) input.shell.err(`warning: ${warning.message}`);
    if (input.argument !== undefined) findTarget(model, input.argument);
    const outDir = resolve(dir, textOption(input.options, "out") ?? "cdktf.out");
    const files = writeSynth(model, outDir, input.argument);
    if (input.global.json) input.shell.out(JSON.stringify({ files }));
    else for (const file of files) input.shell.out(file);
    return 0;
  },
};
