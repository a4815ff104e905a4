import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { LOCK_FILE, lockedProviders, lockFileFor, pinnedProviders } from "../../launch/terraform/lock-file.ts";
import { findTerraform, LOCKED_PLATFORMS, lockProviders, terraformEnvironment } from "../../launch/terraform/terraform.ts";
import { type Command, textOption } from "../command.ts";
import { LOCK_FILE_PATH, PINS_ONLY } from "../lock-file.ts";
import { openProject } from "../project.ts";
import { projectDir } from "../project-dir.ts";

/** `slipway lock`: writes the provider lock file that is committed beside the configs. The one command that asks the registry for hashes. */
export const lock: Command = {
  name: "lock",
  summary: "Write the provider lock file for every platform, to be committed",
  options: [
    { flags: "--fs-mirror <folder>", description: "take the providers from a filesystem mirror instead of the registry" },
    { flags: "--net-mirror <url>", description: "take the providers from a network mirror instead of the registry" },
  ],
  example: "slipway lock",
  run: async (input) => {
    const { options, global, shell } = input;
    const dir = projectDir(input);
    await openProject(dir); // a lock file belongs beside configs, and nowhere else
    const binary = await findTerraform(shell.environment);
    const [fsMirror, netMirror] = [textOption(options, "fsMirror"), textOption(options, "netMirror")];
    const mirror = [
      ...(fsMirror === undefined ? [] : [`-fs-mirror=${resolve(shell.workingDirectory, fsMirror)}`]),
      ...(netMirror === undefined ? [] : [`-net-mirror=${netMirror}`]),
    ];
    const text = await lockedAfresh(async (folder) => {
      await lockProviders(folder, { binary, environment: terraformEnvironment(shell.environment) }, mirror);
    });
    lockFileFor(`terraform providers lock: ${LOCK_FILE}`, text, pinnedProviders(PINS_ONLY, binary.flavour));
    writeFileSync(join(dir, LOCK_FILE_PATH), text);
    const providers = lockedProviders(text).map(({ address, version }) => ({ address, version }));
    if (global.json) shell.out(JSON.stringify({ file: LOCK_FILE_PATH, providers, platforms: LOCKED_PLATFORMS }));
    else {
      for (const { address, version } of providers) shell.out(`${address} ${version} for ${LOCKED_PLATFORMS.join(", ")}`);
      shell.err(`next: commit ${LOCK_FILE_PATH}`);
    }
    return 0;
  },
};

/** In a folder that holds nothing but the pins, so that neither an old lock file nor a stack's other needs have a say. */
async function lockedAfresh(lockIn: (folder: string) => Promise<void>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-lock-"));
  try {
    writeFileSync(join(folder, "pins.tf.json"), JSON.stringify(PINS_ONLY));
    await lockIn(folder);
    return readFileSync(join(folder, LOCK_FILE), "utf8");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
