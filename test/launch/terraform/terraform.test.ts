import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTerraform, redirectionsIn, terraformEnvironment } from "../../../launch/terraform/terraform.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "slipway-path-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function program(name: string, says: string): string {
  const path = join(dir, name);
  writeFileSync(path, `#!/bin/sh\necho '${says}'\n`);
  chmodSync(path, 0o755);
  return path;
}

const FOUND: readonly (readonly [string, string, object])[] = [
  ["terraform", "Terraform v1.11.0", { flavour: "terraform", version: "1.11.0" }],
  ["terraform", "Terraform v1.15.2\non linux_amd64", { flavour: "terraform", version: "1.15.2" }],
  ["tofu", "OpenTofu v1.11.1", { flavour: "opentofu", version: "1.11.1" }],
  ["terraform", "Terraform v2.0.0-beta1", { flavour: "terraform", version: "2.0.0-beta1" }],
];
it.each(FOUND)("takes %s that says %j", async (name, says, expected) => {
  const path = program(name, says);
  expect(await findTerraform({ PATH: `/no/such/folder:${dir}` })).toEqual({ path, ...expected });
});

const UNFIT: readonly (readonly [string, string])[] = [
  ["Terraform v1.10.5", "TERRAFORM_TOO_OLD"],
  ["Terraform v1.11.0-rc1", "TERRAFORM_TOO_OLD"],
  ["OpenTofu v1.10.7", "TERRAFORM_TOO_OLD"],
  ["Terraform v0.15.0", "TERRAFORM_TOO_OLD"],
  ["hello", "TERRAFORM_MISSING"],
];
it.each(UNFIT)("does not take one that says %j", async (says, code) => {
  program("terraform", says);
  await expect(findTerraform({ PATH: dir })).rejects.toMatchObject({ parts: { kind: "config", code } });
});

it("prefers terraform to tofu, and what the environment names to both", async () => {
  const terraform = program("terraform", "Terraform v1.11.4");
  program("tofu", "OpenTofu v1.11.1");
  const mine = program("my-terraform", "Terraform v1.12.0");
  expect((await findTerraform({ PATH: dir })).path).toBe(terraform);
  expect((await findTerraform({ PATH: dir, SLIPWAY_TERRAFORM: mine })).path).toBe(mine);
  expect((await findTerraform({ PATH: dir, SLIPWAY_TERRAFORM: "my-terraform" })).path).toBe(mine);
  await expect(findTerraform({ PATH: dir, SLIPWAY_TERRAFORM: "none" })).rejects.toMatchObject({ parts: { code: "TERRAFORM_MISSING" } });
});

it("says what is missing where there is nothing", async () => {
  await expect(findTerraform({ PATH: dir })).rejects.toMatchObject({ parts: { kind: "config", code: "TERRAFORM_MISSING" } });
  // a folder has the right to be entered where a file has that to be run
  await expect(findTerraform({ PATH: "", SLIPWAY_TERRAFORM: dir })).rejects.toMatchObject({ parts: { code: "TERRAFORM_MISSING" } });
  await expect(findTerraform({})).rejects.toMatchObject({ parts: { code: "TERRAFORM_MISSING" } });
});

it("lets nothing through to terraform that could change a plan unseen", () => {
  const given = {
    PATH: "/bin",
    HOME: "/root",
    TMPDIR: "/tmp",
    AWS_PROFILE: "x",
    CLOUDFLARE_API_TOKEN: "x",
    TF_REATTACH_PROVIDERS: "{}",
    TF_CLI_ARGS: "-refresh=false",
    TF_CLI_ARGS_plan: "-target=x",
    TF_VAR_slipway_run: "mine",
    TF_CLI_CONFIG_FILE: "x",
    TF_DATA_DIR: "x",
    TF_WORKSPACE: "x",
    TF_LOG: "trace",
    TF_PLUGIN_CACHE_DIR: "x",
    CLOUDFLARE_API_KEY: "x",
    CLOUDFLARE_BASE_URL: "x",
    LD_PRELOAD: "x",
    LD_LIBRARY_PATH: "x",
    DYLD_INSERT_LIBRARIES: "x",
    NODE_OPTIONS: "--require x",
    SSH_AUTH_SOCK: "x",
    SSH_ASKPASS: "x",
    GODEBUG: "x",
    TF_LOG_PROVIDER: "trace",
    TF_LOG_PATH: "x",
    TF_INPUT: "1",
    TF_APPEND_USER_AGENT: "x",
    TF_STATE_PERSIST_INTERVAL: "1",
    AWS_CA_BUNDLE: "x",
    AWS_ENDPOINT_URL: "https://aws.elsewhere.example",
    AWS_ENDPOINT_URL_S3: "http://127.0.0.1.elsewhere.example:5000",
    AWS_S3_US_EAST_1_REGIONAL_ENDPOINT: "x",
    AWS_EC2_METADATA_SERVICE_ENDPOINT: "x",
    SSL_CERT_FILE: "x",
    HTTPS_PROXY: "x",
    UNSET: undefined,
  };
  expect(Object.keys(terraformEnvironment(given)).sort()).toEqual([
    "AWS_PROFILE",
    "CHECKPOINT_DISABLE",
    "CLOUDFLARE_API_TOKEN",
    "HOME",
    "PATH",
    "TF_IN_AUTOMATION",
    "TMPDIR",
  ]);
});

it("lets terraform talk to an emulator of this machine, and to none further away", () => {
  const near = {
    AWS_ENDPOINT_URL: "http://127.0.0.1:5000",
    AWS_ENDPOINT_URL_KMS: "https://localhost",
    AWS_ENDPOINT_URL_S3: "http://[::1]:1/",
  };
  expect(terraformEnvironment(near)).toMatchObject(near);
  expect(redirectionsIn(near)).toEqual([]);
  const far = {
    AWS_ENDPOINT_URL: "http://127.0.0.1:5000@elsewhere.example",
    AWS_ENDPOINT_URL_STS: "http://10.0.0.1",
    AWS_ENDPOINT_URL_SNS: "",
  };
  expect(Object.keys(terraformEnvironment(far))).not.toContain("AWS_ENDPOINT_URL");
  expect(redirectionsIn(far)).toEqual(["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS"]);
});
