import { readdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { refusal } from "../refusal.ts";
import type { TerraformBinary } from "./terraform.ts";

/**
 * Files of terraform's own configuration, below the home folder; TF_CLI_CONFIG_FILE and XDG_CONFIG_HOME never reach it.
 * Source: Terraform and OpenTofu documentation, CLI configuration file (checked 2026-11-25).
 */
const FILES = { terraform: [".terraformrc"], opentofu: [".tofurc", ".terraformrc"] } as const;
const FOLDER = ".terraform.d";
const IN_FOLDER = /\.tfrc(\.json)?$/;
const COMMENT = /\/\*[\s\S]*?\*\/|(?:#|\/\/).*$/gm;
const SETTING = /\bdev_overrides\b/;
/** Terraform 1.11.4 and OpenTofu print it before every init and plan. */
const WARNING = /Provider development overrides are in effect/;

/**
 * A provider that a developer put in the place of the locked one runs with the launch's credentials, and no lock file is asked.
 * @throws SlipwayError kind "refused", code PROVIDERS_OVERRIDDEN, before any provider runs
 */
export async function refuseDevOverrides(
  { flavour }: Pick<TerraformBinary, "flavour">,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const home = environment.HOME ?? homedir();
  const folder = join(home, FOLDER);
  const more = (await readdir(folder).catch((): string[] => [])).filter((name) => IN_FOLDER.test(name));
  for (const file of [...FILES[flavour].map((name) => join(home, name)), ...more.map((name) => join(folder, name))]) {
    const text = await readFile(file, "utf8").catch(() => "");
    if (SETTING.test(text.replace(COMMENT, ""))) throw overridden(`dev_overrides in ${file}`);
  }
}

/** Whatever configuration it was that we did not think of. @throws SlipwayError as `refuseDevOverrides` */
export function refuseOverridesSaid(output: string): void {
  if (WARNING.test(output)) throw overridden("terraform says that development overrides are in effect");
}

function overridden(got: string): Error {
  return refusal(
    "PROVIDERS_OVERRIDDEN",
    "terraform's own configuration",
    "the providers of the lock file",
    got,
    "remove dev_overrides from it",
  );
}
