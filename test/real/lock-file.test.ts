import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../launch/store/store.ts";
import { findTerraform, openTerraform, terraformEnvironment } from "../../launch/terraform/terraform.ts";
import { prepareWorkFolder } from "../../launch/terraform/work-folder.ts";
import { lockBlock } from "../cli/fake-terraform.ts";
import { awsPluginDir } from "./emulator.ts";

const REAL_AWS_VERSION = "5.100.0";
const CONFIG = { terraform: { required_providers: { aws: { source: "hashicorp/aws", version: REAL_AWS_VERSION } } } };

let home: string;
let lockFile: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "slipway-lock-"));
  mkdirSync(join(home, ".terraform.d"));
  symlinkSync(awsPluginDir(REAL_AWS_VERSION), join(home, ".terraform.d/plugins"));
  const folder = join(home, "pins");
  mkdirSync(folder);
  writeFileSync(join(folder, "pins.tf.json"), JSON.stringify(CONFIG));
  // the mirror holds this machine's platform alone
  execFileSync("terraform", ["providers", "lock", `-fs-mirror=${awsPluginDir(REAL_AWS_VERSION)}`], { cwd: folder, stdio: "ignore" });
  lockFile = readFileSync(join(folder, ".terraform.lock.hcl"), "utf8");
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function prepare(text: string) {
  const environment = { PATH: process.env.PATH, HOME: home };
  const terraform = openTerraform({ binary: await findTerraform(environment), environment: terraformEnvironment(environment) });
  const store = openStore(join(home, ".slipway"));
  return prepareWorkFolder(store.local, terraform, { stack: "account", config: JSON.stringify(CONFIG), lockFile: text });
}

it("initialises the real provider by a lock file that knows more providers than the stack", async () => {
  const both = `${lockFile}\n${lockBlock("registry.terraform.io/cloudflare/cloudflare", "5.22.0")}`;
  const { dir } = await prepare(both);
  expect(readFileSync(join(dir, ".terraform.lock.hcl"), "utf8")).toBe(lockFile.slice(lockFile.indexOf("provider ")));
});

it("does not initialise a provider with another hash", async () => {
  const other = lockFile.replace(/"h1:.{43}="/, `"h1:${Buffer.alloc(32).toString("base64")}"`);
  expect(other).not.toBe(lockFile);
  await expect(prepare(other)).rejects.toMatchObject({ parts: { code: "TERRAFORM_FAILED", got: expect.stringContaining("checksums") } });
});
