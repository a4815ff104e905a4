import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { TerraformStack } from "cdktf";
import type { Model } from "../config/model.ts";
import { SlipwayErrors } from "../errors/slipway-error.ts";
import { buildApp } from "./build-app.ts";
import { scanStack } from "./scan.ts";

/**
 * Writes what `cdktf synth` writes: `stacks/<stack>/cdk.tf.json` for every stack of the model, and `manifest.json`.
 *
 * Gives the paths of the stack files. The folder is made when missing; what other stacks left in it stays.
 * Errors: SlipwayErrors of kind bug when a stack fails the scan.
 */
export function writeSynth(model: Model, outdir: string): readonly string[] {
  mkdirSync(outdir, { recursive: true });
  const app = buildApp(model, outdir);
  app.synth();
  const files = app.node.children.filter(TerraformStack.isStack).map(({ node }) => ({
    stack: node.id,
    file: join(outdir, "stacks", node.id, "cdk.tf.json"),
  }));
  const errors = files.flatMap(({ stack, file }) => scanStack(stack, JSON.parse(readFileSync(file, "utf8"))));
  if (errors.length > 0) throw new SlipwayErrors(errors);
  return files.map(({ file }) => file);
}
