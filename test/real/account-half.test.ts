import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { accountModel } from "../../config/resolve/account.ts";
import type { AccountConfig } from "../../config/schema/account.ts";
import { renderStack } from "../../stacks/render.ts";
import { fullAccountConfig } from "../fixtures/account-parts.ts";
import { REAL_AWS_VERSION } from "./aws-bench.ts";
import { awsPluginDir, type Emulator, startMinistack } from "./emulator.ts";
import { attributesOf, type Change, changesIn } from "./planned-changes.ts";

// An account with everything that it can have: keys, buckets, trail, budget and topics.

/** The account that ministack plays. */
const ACCOUNT = "000000000000";
/** What ministack forgets when it makes it: a trail's tags. The list may only shrink. */
const MISTOLD: readonly string[] = ["aws_cloudtrail tags_all"];

/** The provider waits a minute until it believes a bucket's lifecycle. */
jest.setTimeout(600_000);

let dir: string;
let ministack: Emulator;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "slipway-real-"));
  ministack = await startMinistack();
});
afterAll(async () => {
  await ministack?.stop();
  if (dir !== undefined) rmSync(dir, { recursive: true, force: true });
});

it("applies, and its second plan holds nothing but what the emulator mistells", async () => {
  write({ alertChannels: channels("pager@alerts.example") });
  await terraform("init", "-input=false", `-plugin-dir=${awsPluginDir(REAL_AWS_VERSION)}`);
  await terraform("apply", "-input=false", "-auto-approve");
  expect(attributesOf(await planned())).toEqual(MISTOLD);
});

it("raises the budget in place, and subscribes another mailbox anew", async () => {
  write({ budget: { monthlyUsd: 600.5, channel: "oncall" }, alertChannels: channels("duty@alerts.example") });
  const changes = (await planned()).filter(({ type }) => !MISTOLD.some((each) => each.startsWith(`${type} `)));
  expect(changes.map(({ type, actions }) => `${type} ${actions}`).sort()).toEqual([
    "aws_budgets_budget update",
    "aws_sns_topic_subscription delete,create",
  ]);
  await terraform("apply", "-input=false", "-auto-approve");
  expect(attributesOf(await planned())).toEqual([]); // tags of a trail that is there it takes
});

it("destroys no bucket and no key, unless somebody takes their protection away first", async () => {
  await expect(terraform("plan", "-destroy", "-input=false")).rejects.toMatchObject({
    stderr: expect.stringContaining("Instance cannot be destroyed"),
  });
  write({}, { unprotected: true });
  await terraform("destroy", "-input=false", "-auto-approve");
  expect(await terraform("state", "list")).toBe("");
});

function channels(second: string): AccountConfig["alertChannels"] {
  return { ...fullAccountConfig.alertChannels, second: { kind: "email", address: second } };
}

function write(more: Partial<AccountConfig>, { unprotected = false } = {}): void {
  const aws = { ...fullAccountConfig.aws, accountId: ACCOUNT };
  const { state: _inBucket, ...parts } = { ...fullAccountConfig, ...more, aws };
  const model = accountModel({ ...parts, state: fullAccountConfig.state });
  const text = renderStack({ kind: "account", account: { ...model, account: { ...model.account, state: { kind: "local" } } } });
  writeFileSync(join(dir, "cdk.tf.json"), unprotected ? text.replaceAll('"prevent_destroy": true', '"prevent_destroy": false') : text);
  writeFileSync(join(dir, "slipway_override.tf.json"), JSON.stringify(override()));
}

/** Real provider, emulated account: only the backend, the version and the endpoints differ from what is launched. */
function override(): unknown {
  const aws = {
    access_key: "emulated",
    secret_key: "emulated",
    max_retries: 5, // a busy machine closes a connection now and then
    skip_credentials_validation: true,
    skip_metadata_api_check: true,
    s3_use_path_style: true,
  };
  return {
    terraform: {
      backend: { local: { path: "real.tfstate" } },
      required_providers: { aws: { source: "hashicorp/aws", version: REAL_AWS_VERSION } },
    },
    provider: { aws: [aws, { ...aws, alias: "us_east_1" }] },
  };
}

async function planned(): Promise<readonly Change[]> {
  await terraform("plan", "-input=false", "-out=next.plan");
  return changesIn(await terraform("show", "-json", "next.plan"));
}

async function terraform(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("terraform", [...args, "-no-color"], {
    cwd: dir,
    timeout: 300_000,
    killSignal: "SIGINT",
    maxBuffer: 64 * 1024 * 1024,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      CHECKPOINT_DISABLE: "1",
      TF_VAR_slipway_run: "run-20261122T120000Z-0a1b2c", // the guard
      AWS_ENDPOINT_URL: ministack.endpoint,
    },
  });
  return stdout;
}
