import { App } from "cdktf";
import type { Model } from "../config/model.ts";
import { AccountStack } from "./account-stack.ts";
import { REQUIRED_TERRAFORM } from "./base-stack.ts";
import { LaunchStack } from "./launch-stack.ts";
import { ZoneStack } from "./zone-stack.ts";

/**
 * An app that synthesizes to the same bytes wherever and whenever it runs.
 *
 * Stack traces would put absolute paths into the manifest. The target versions are what the successor of cdktf checks features against;
 * cdktf itself ignores them.
 */
export function emptyApp(outdir: string): App {
  return new App({
    outdir,
    stackTraces: false,
    context: { targetVersions: { terraform: REQUIRED_TERRAFORM, opentofu: REQUIRED_TERRAFORM } },
  });
}

/** Every stack of the model in one app, which is what `cdktf synth` and `cdktf diff` work on. `outdir` must exist. */
export function buildApp(model: Model, outdir: string): App {
  const app = emptyApp(outdir);
  const { account } = model.account;
  new AccountStack(app, model.account);
  for (const zone of model.zones.values()) new ZoneStack(app, zone, account);
  for (const environment of model.environments.values()) new LaunchStack(app, environment, account);
  return app;
}
