import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { Model } from "../config/model.ts";
import { type StackInputs, synthStack } from "./render.ts";

/** What the manifest of cdktf says about stacks; the rest of each entry is its own. */
const manifestSchema = z.looseObject({ stacks: z.record(z.string(), z.unknown()) });

/**
 * Writes what `cdktf synth` writes: `stacks/<stack>/cdk.tf.json` for every stack of the model, or of one target, and `manifest.json`.
 *
 * Gives the paths of the stack files. The folder is made when missing; what other stacks left in it stays.
 * Errors: SlipwayErrors of kind bug when a stack fails the scan.
 */
export function writeSynth(model: Model, outdir: string, target?: string): readonly string[] {
  mkdirSync(outdir, { recursive: true });
  const manifestFile = join(outdir, "manifest.json");
  let manifest: z.output<typeof manifestSchema> = { stacks: {} };
  const files: string[] = [];
  for (const inputs of inputsOf(model, target)) {
    files.push(synthStack(inputs, outdir));
    const { stacks, ...rest } = manifestSchema.parse(JSON.parse(readFileSync(manifestFile, "utf8")));
    manifest = { ...rest, stacks: { ...manifest.stacks, ...stacks } };
  }
  writeFileSync(manifestFile, JSON.stringify(manifest, undefined, 2));
  return files;
}

/** The account first, then zones, then environments. */
function inputsOf(model: Model, target: string | undefined): StackInputs[] {
  const { account } = model.account;
  const all: (StackInputs & { readonly target: string })[] = [
    { kind: "account", account: model.account, target: model.account.target },
    ...[...model.zones.values()].map((zone) => ({ kind: "zone" as const, zone, account, target: zone.target })),
    ...[...model.environments.values()].map((environment) => ({
      kind: "launch" as const,
      environment,
      account,
      target: environment.target,
    })),
  ];
  return all.filter((each) => target === undefined || each.target === target);
}
