import { resolve } from "node:path";
import { checkConfigs } from "../config/check.ts";
import { loadConfigs } from "../config/load.ts";
import type { Model } from "../config/model.ts";
import { SlipwayError, SlipwayErrors } from "../errors/slipway-error.ts";
import { readContributions, withContributions } from "./contributions.ts";
import { writeSynth } from "./write-synth.ts";

/** What the app reads from the environment, and where it may write. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly err: (line: string) => void;
}

/** The app in cdktf.json: configs in, synthesized stacks out. Gives the exit code. */
export async function main({ cwd, env, err }: Surroundings): Promise<0 | 1 | 2> {
  try {
    const { errors, warnings, model } = checkConfigs(await loadConfigs(cwd));
    for (const warning of warnings) err(`warning: ${warning.message}`);
    if (model === undefined || errors.length > 0) throw new SlipwayErrors(errors);
    writeSynth(composed(model, env.SLIPWAY_CONTRIBUTIONS, err), resolve(cwd, env.CDKTF_OUTDIR ?? "cdktf.out"));
    return 0;
  } catch (error) {
    const errors = error instanceof SlipwayErrors ? error.errors : [error];
    for (const each of errors) err(each instanceof SlipwayError ? each.message : String(each instanceof Error ? each.stack : each));
    return errors.every((each) => each instanceof SlipwayError && each.parts.kind === "config") ? 2 : 1;
  }
}

function composed(model: Model, folder: string | undefined, err: Surroundings["err"]): Model {
  if (folder === undefined || folder === "") {
    err("zones are composed from the current configs; set SLIPWAY_CONTRIBUTIONS to compose them from what has been applied");
    return model;
  }
  const contributions = readContributions(folder);
  err(`zones are composed from ${contributions.length} contributions in ${folder}`);
  return withContributions(model, contributions);
}

// tests load this file as a module; only `node dist/stacks/main.js` runs it
if (require.main === module) {
  void main({ cwd: process.cwd(), env: process.env, err: (line) => process.stderr.write(`${line}\n`) }).then((code) => {
    process.exitCode = code;
  });
}
