import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { openProject } from "../../cli/project.ts";
import type { Model } from "../../config/model.ts";
import { startProvider } from "../../rehearsal/provider.ts";
import { openWorld } from "../../rehearsal/world.ts";
import { renderStack } from "../../stacks/render.ts";
import { awsPluginDir, type Emulator, startMoto } from "./emulator.ts";

/** The newest real AWS provider that is at hand; attributes in use exist in it and in the pinned one. */
const REAL_AWS_VERSION = "5.100.0";
/** The account that moto plays. */
const MOTO_ACCOUNT = "123456789012";

const project = join(__dirname, "..", "..");
let dir: string;
let moto: Emulator;
let model: Model;
let cloudflare: Awaited<ReturnType<typeof startProvider>>;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "slipway-real-"));
  moto = await startMoto();
  model = (await openProject(project)).model;
  const zones = [...model.zones.values()].map((zone) => zone.base.zone);
  cloudflare = await startProvider({ world: openWorld({ zones, awsAccountId: MOTO_ACCOUNT }) });
});

afterAll(async () => {
  await cloudflare?.close();
  await moto?.stop();
  rmSync(dir, { recursive: true, force: true });
});

describe.each(["account", "chatbot/production", "chatbot/staging"])("the AWS half of %s on the real provider", (target) => {
  const slug = target.replace("/", "-");

  it("applies", async () => {
    const folder = join(dir, slug);
    mkdirSync(folder);
    writeFileSync(join(folder, "cdk.tf.json"), rendered(target));
    writeFileSync(join(folder, "slipway_override.tf.json"), JSON.stringify(override()));
    await terraform(folder, "init", "-input=false", `-plugin-dir=${awsPluginDir(REAL_AWS_VERSION)}`);
    await terraform(folder, "apply", "-input=false", "-auto-approve");
    expect(await awsTypes(folder)).toEqual(
      target === "account"
        ? ["aws_sns_topic", "aws_sns_topic_subscription"]
        : ["aws_cloudwatch_metric_alarm", "aws_route53_health_check", "aws_secretsmanager_secret", "aws_ssm_parameter"],
    );
  });

  it("has an empty second plan", async () => {
    // exit code 0 of -detailed-exitcode: nothing to do
    await expect(terraform(join(dir, slug), "plan", "-input=false", "-detailed-exitcode")).resolves.toContain("No changes");
  });
});

function rendered(target: string): string {
  const { account } = model.account;
  if (target === "account") return renderStack({ kind: "account", account: model.account });
  const environment = model.environments.get(target);
  if (environment === undefined) throw new Error(`${target} is not in the configs`);
  return renderStack({ kind: "launch", environment, account });
}

/** Real provider, emulated account: only the backend, the version and the endpoints differ from what is launched. */
function override(): unknown {
  const aws = {
    access_key: "emulated",
    secret_key: "emulated",
    skip_credentials_validation: true,
    skip_metadata_api_check: true,
    s3_use_path_style: true,
    allowed_account_ids: [MOTO_ACCOUNT],
  };
  return {
    terraform: {
      backend: { local: { path: "real.tfstate" } },
      required_providers: { aws: { source: "hashicorp/aws", version: REAL_AWS_VERSION } },
    },
    provider: { aws: [aws, { ...aws, alias: "us_east_1" }] },
  };
}

async function awsTypes(folder: string): Promise<string[]> {
  const listed = (await terraform(folder, "state", "list")).split("\n");
  return [...new Set(listed.filter((address) => address.startsWith("aws_")).map((address) => address.split(".")[0] ?? ""))].sort();
}

async function terraform(folder: string, ...args: string[]): Promise<string> {
  const attached: Record<string, unknown> = JSON.parse(cloudflare.reattach);
  const onlyCloudflare = Object.fromEntries(Object.entries(attached).filter(([address]) => address.includes("cloudflare")));
  const { stdout } = await promisify(execFile)("terraform", [...args, "-no-color"], {
    cwd: folder,
    timeout: 240_000,
    killSignal: "SIGINT",
    maxBuffer: 64 * 1024 * 1024,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      CHECKPOINT_DISABLE: "1",
      TF_VAR_slipway_run: "run-20261122T120000Z-0a1b2c", // the guard
      AWS_ENDPOINT_URL: moto.endpoint,
      TF_REATTACH_PROVIDERS: JSON.stringify(onlyCloudflare),
    },
  });
  return stdout;
}
