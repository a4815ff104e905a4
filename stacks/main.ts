import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Checked, checkConfigs } from "../config/check.ts";
import { loadConfigs } from "../config/load.ts";
import type { Model } from "../config/model.ts";
import { SlipwayError, SlipwayErrors } from "../errors/slipway-error.ts";
import { appliedStages, readContributions, withContributions } from "./contributions.ts";
import { writeSynth } from "./write-synth.ts";

/** What the app takes from the process it runs in. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly err: (line: string) => void;
}

/** The app in cdktf.json: configs in, synthesized stacks out. Gives the exit code: 0 done, 1 bug, 2 config wrong. */
export async function main({ cwd, env, err }: Surroundings): Promise<0 | 1 | 2> {
  try {
    const checked = await readModel(cwd, err);
    writeSynth(composed(checked, cwd, env.SLIPWAY_CONTRIBUTIONS, err), resolve(cwd, env.CDKTF_OUTDIR ?? "cdktf.out"));
    return 0;
  } catch (error) {
    const errors = error instanceof SlipwayErrors ? error.errors : [error];
    for (const each of errors) err(each instanceof SlipwayError ? each.message : String(each instanceof Error ? each.stack : each));
    return errors.every((each) => each instanceof SlipwayError && each.parts.kind !== "bug") ? 2 : 1;
  }
}

async function readModel(cwd: string, err: Surroundings["err"]): Promise<Readable> {
  const loaded = await loadConfigs(cwd);
  if (!loaded.ok) throw new SlipwayErrors(loaded.errors);
  const { errors, warnings, model, modelAt } = checkConfigs(loaded.raw);
  for (const warning of warnings) err(`warning: ${warning.message}`);
  if (model === undefined || modelAt === undefined) throw new SlipwayErrors(errors);
  return { model, modelAt };
}

type Readable = Required<Pick<Checked, "model" | "modelAt">>;

/** What was applied says how far each environment has come; without it, everything is live. */
function composed({ model, modelAt }: Readable, cwd: string, folder: string | undefined, err: Surroundings["err"]): Model {
  if (folder === undefined || folder === "") {
    err("zones are composed from the current configs; set SLIPWAY_CONTRIBUTIONS to compose them from what has been applied");
    return model;
  }
  const path = resolve(cwd, folder);
  if (!existsSync(path)) {
    throw new SlipwayError({
      kind: "config",
      code: "SYNTH_CONTRIBUTIONS_MISSING",
      where: "SLIPWAY_CONTRIBUTIONS",
      expected: "a folder of contributions",
      got: `${folder}, which is not there`,
      fix: "name the folder, or leave the variable out",
    });
  }
  const contributions = readContributions(path);
  err(`zones are composed from ${contributions.length} contributions in ${folder}`);
  return withContributions(modelAt(appliedStages(model, contributions)), contributions);
}

// tests load this file as a module; only `node dist/stacks/main.js` runs it
if (require.main === module) {
  void main({ cwd: process.cwd(), env: process.env, err: (line) => process.stderr.write(`${line}\n`) }).then((code) => {
    process.exitCode = code;
  });
}
