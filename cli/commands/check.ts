import { loadConfigs } from "../../config/load.ts";
import type { SlipwayError } from "../../errors/slipway-error.ts";
import { type Command, type CommandInput, errorJson } from "../command.ts";
import { EXIT_CODES } from "../exit-code.ts";
import { projectDir } from "../project-dir.ts";

/** `slipway check`: reads the configs and says everything that is wrong with them. No network, no terraform. */
export const check: Command = {
  name: "check",
  argument: "[target]",
  argumentDescription: "account, zone/<domain> or <launch>/<environment>; everything without one",
  summary: "Name every mistake in the configs, without touching anything",
  options: [],
  example: "slipway check chatbot/production",
  run: async (input) => {
    const loading = loadConfigs(projectDir(input));
    // the rules are read while the configs compile: each takes a third of the whole command
    const { checkConfigs } = await import("../../config/check.ts");
    const loaded = await loading;
    if (!loaded.ok) return tell(input, loaded.errors, []);
    const { errors, warnings } = checkConfigs(loaded.raw, input.argument, input.shell.now());
    return tell(input, errors, warnings);
  },
};

function tell({ global, shell }: CommandInput, errors: readonly SlipwayError[], warnings: readonly SlipwayError[]): number {
  if (global.json) {
    shell.out(JSON.stringify({ ok: errors.length === 0, errors: errors.map(errorJson), warnings: warnings.map(errorJson) }));
  } else {
    for (const warning of warnings) shell.err(`warning: ${warning.message}`);
    for (const error of errors) shell.err(error.message);
    shell.out(`${count(errors.length, "error")}, ${count(warnings.length, "warning")}`);
  }
  return errors.length === 0 ? 0 : EXIT_CODES.config;
}

function count(many: number, noun: string): string {
  return `${many} ${noun}${many === 1 ? "" : "s"}`;
}
