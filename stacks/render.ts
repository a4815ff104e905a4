import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AccountModel, EnvironmentModel, ZoneModel } from "../config/model.ts";
import type { AccountConfig } from "../config/schema/account.ts";
import { SlipwayErrors } from "../errors/slipway-error.ts";
import { AccountStack } from "./account-stack.ts";
import { emptyApp } from "./empty-app.ts";
import { LaunchStack } from "./launch-stack.ts";
import { scanStack } from "./scan.ts";
import { ZoneStack } from "./zone-stack.ts";

/** One target's model, and the account whose backend and regions it uses. */
export type StackInputs =
  | { readonly kind: "account"; readonly account: AccountModel }
  | { readonly kind: "zone"; readonly zone: ZoneModel; readonly account: AccountConfig }
  | { readonly kind: "launch"; readonly environment: EnvironmentModel; readonly account: AccountConfig };

/**
 * The text of `cdk.tf.json` for one target: the very bytes that `cdktf synth` writes for it.
 *
 * Errors: SlipwayErrors of kind bug when the text fails the scan.
 */
export function renderStack(inputs: StackInputs): string {
  // the app writes to disk whatever it is asked; a folder of its own keeps that out of everybody's way
  const folder = mkdtempSync(join(tmpdir(), "slipway-synth-"));
  try {
    return readFileSync(synthStack(inputs, folder), "utf8");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Writes what cdktf writes for one target, `manifest.json` of that target alone included, and gives the path of its `cdk.tf.json`.
 *
 * An app of its own for each stack, so that a thousand of them take no more memory than one.
 * Errors: SlipwayErrors of kind bug when the text fails the scan.
 */
export function synthStack(inputs: StackInputs, outdir: string): string {
  const app = emptyApp(outdir);
  const { id } = stackOf(app, inputs).node;
  app.synth();
  const file = join(outdir, "stacks", id, "cdk.tf.json");
  const errors = scanStack(id, JSON.parse(readFileSync(file, "utf8")));
  if (errors.length > 0) throw new SlipwayErrors(errors);
  return file;
}

function stackOf(app: ReturnType<typeof emptyApp>, inputs: StackInputs): AccountStack | ZoneStack | LaunchStack {
  switch (inputs.kind) {
    case "account":
      return new AccountStack(app, inputs.account);
    case "zone":
      return new ZoneStack(app, inputs.zone, inputs.account);
    case "launch":
      return new LaunchStack(app, inputs.environment, inputs.account);
  }
}
