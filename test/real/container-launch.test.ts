import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { checkConfigs } from "../../config/check.ts";
import { startProvider } from "../../rehearsal/provider.ts";
import { openWorld } from "../../rehearsal/world.ts";
import { renderStack } from "../../stacks/render.ts";
import { changed } from "../config/change.ts";
import { inContainers } from "../fixtures/container.ts";
import { REAL_AWS_VERSION } from "./aws-bench.ts";
import { awsPluginDir, type Emulator, startMinistack } from "./emulator.ts";
import { attributesOf, type Change, changesIn } from "./planned-changes.ts";

/** The account and region that ministack plays here. */
const ACCOUNT = "000000000000";
const TARGET = "chatbot/staging";
const STAGING = "environments.staging";

/**
 * Types that no emulator makes, with its answer. The rehearsal plays them, and the real provider has said what it thinks of their
 * configuration when it validated the whole stack.
 */
const NOT_MADE: Readonly<Record<string, string>> = {
  aws_cloudwatch_log_data_protection_policy: "InvalidOperationException: Unknown action: PutDataProtectionPolicy",
};

/**
 * What ministack answers otherwise than it was told, by type and attribute: it forgets most of an alarm, has nothing to say of zone
 * rebalancing, adds the leave to go everywhere that a new group has, and writes its account before a group's id. The list may only shrink.
 */
const MISTOLD: readonly string[] = [
  "aws_cloudwatch_metric_alarm actions_enabled",
  "aws_cloudwatch_metric_alarm alarm_actions",
  "aws_cloudwatch_metric_alarm alarm_description",
  "aws_cloudwatch_metric_alarm dimensions",
  "aws_cloudwatch_metric_alarm evaluate_low_sample_count_percentiles",
  "aws_cloudwatch_metric_alarm extended_statistic",
  "aws_cloudwatch_metric_alarm ok_actions",
  "aws_cloudwatch_metric_alarm period",
  "aws_cloudwatch_metric_alarm statistic",
  "aws_cloudwatch_metric_alarm treat_missing_data",
  "aws_ecs_service availability_zone_rebalancing",
  "aws_security_group egress",
  "aws_vpc_security_group_egress_rule referenced_security_group_id",
];

/** A load balancer alone takes a minute, and other suites share the machine. */
const LIMIT_MS = 900_000;
jest.setTimeout(LIMIT_MS);

let dir: string;
let ministack: Emulator;
let cloudflare: Awaited<ReturnType<typeof startProvider>>;
let network: { readonly vpcId: string; readonly publicSubnetIds: readonly string[] };

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "slipway-real-"));
  ministack = await startMinistack();
  network = await makeNetwork();
  const zones = [...modelOf({}).zones.values()].map((zone) => zone.base.zone);
  cloudflare = await startProvider({ world: openWorld({ zones, awsAccountId: ACCOUNT }) });
});

afterAll(async () => {
  await cloudflare?.close();
  await ministack?.stop();
  rmSync(dir, { recursive: true, force: true });
});

it("is valid to the real provider, every type of it", async () => {
  write(inContainersHere(), {});
  await terraform("init", "-input=false", `-plugin-dir=${awsPluginDir(REAL_AWS_VERSION)}`);
  await expect(terraform("validate")).resolves.toContain("The configuration is valid");
});

it("applies, and its second plan holds nothing but what the emulator mistells", async () => {
  write(inContainersHere(), NOT_MADE);
  await terraform("apply", "-input=false", "-auto-approve");
  expect(await plannedAttributes()).toEqual(MISTOLD);
});

it("replaces the image by a revision of its own, and the service in place", async () => {
  write({ ...inContainersHere(), [`${STAGING}.target.image`]: `registry.example/chatbot@sha256:${"1e".repeat(32)}` }, NOT_MADE);
  const actions = (await plannedChanges())
    .filter(({ type }) => type.startsWith("aws_ecs_"))
    .map(({ type, actions: each }) => `${type} ${each}`);
  expect(actions).toEqual(["aws_ecs_service update", "aws_ecs_task_definition create,delete"]);
  await terraform("apply", "-input=false", "-auto-approve");
  expect(MISTOLD).toEqual(expect.arrayContaining([...(await plannedAttributes())]));
});

it("gives way to an origin elsewhere, and nothing of it stays", async () => {
  write({}, NOT_MADE);
  await terraform("apply", "-input=false", "-auto-approve");
  const left = (await terraform("state", "list"))
    .split("\n")
    .filter((address) => /^aws_(ecs|lb|security|wafv2|acm|iam|sqs|vpc)/.test(address));
  expect(left).toEqual([]);
});

/** One host, because ministack knows no second certificate of a listener. */
function inContainersHere(): Readonly<Record<string, unknown>> {
  return {
    ...inContainers("staging"),
    [`${STAGING}.hosts.app.origin`]: "app-staging.opsdesk-origin.example",
    [`${STAGING}.hosts.admin.origin`]: "admin-staging.opsdesk-origin.example",
    [`${STAGING}.target.network`]: network,
    [`${STAGING}.target.writablePaths`]: ["/tmp"],
    [`${STAGING}.limits.login.at`]: "aws",
    "jobs.ingest": { purpose: "reads documents in", timeoutSeconds: 300 },
  };
}

function modelOf(launch: Readonly<Record<string, unknown>>) {
  const { model, errors } = checkConfigs(changed({ launch }));
  if (model === undefined) throw new Error(errors.map(({ message }) => message).join("\n"));
  return model;
}

function write(launch: Readonly<Record<string, unknown>>, without: Readonly<Record<string, string>>): void {
  const model = modelOf(launch);
  const environment = model.environments.get(TARGET);
  if (environment === undefined) throw new Error(`${TARGET} is not in the configs`);
  const stack = JSON.parse(renderStack({ kind: "launch", environment, account: model.account.account }));
  for (const type of Object.keys(without)) delete stack.resource[type];
  writeFileSync(join(dir, "cdk.tf.json"), JSON.stringify(stack));
  writeFileSync(join(dir, "slipway_override.tf.json"), JSON.stringify(override()));
}

/** Real provider, emulated account: only the backend, the version and the endpoints differ from what is launched. */
function override(): unknown {
  const aws = {
    access_key: "emulated",
    secret_key: "emulated",
    skip_credentials_validation: true,
    skip_metadata_api_check: true,
    skip_requesting_account_id: true,
    s3_use_path_style: true,
    allowed_account_ids: null,
  };
  return {
    terraform: {
      backend: { local: { path: "real.tfstate" } },
      required_providers: { aws: { source: "hashicorp/aws", version: REAL_AWS_VERSION } },
    },
    provider: { aws: [aws, { ...aws, alias: "us_east_1" }] },
  };
}

async function plannedChanges(): Promise<readonly Change[]> {
  await terraform("plan", "-input=false", "-out=next.plan");
  return changesIn(await terraform("show", "-json", "next.plan"));
}

async function plannedAttributes(): Promise<readonly string[]> {
  return attributesOf(await plannedChanges());
}

/** A network to stand in, made as an operator would have made it before. */
async function makeNetwork() {
  const vpcId = await ec2({ Action: "CreateVpc", CidrBlock: "10.0.0.0/16" }, /<vpcId>(vpc-[0-9a-f]+)</);
  const subnet = (index: number) =>
    ec2(
      { Action: "CreateSubnet", VpcId: vpcId, CidrBlock: `10.0.${index}.0/24`, AvailabilityZone: `eu-west-1${index === 1 ? "a" : "b"}` },
      /<subnetId>(subnet-[0-9a-f]+)</,
    );
  return { vpcId, publicSubnetIds: [await subnet(1), await subnet(2)] };
}

async function ec2(parameters: Readonly<Record<string, string>>, wanted: RegExp): Promise<string> {
  const response = await fetch(ministack.endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      // nobody checks the signature; the scope says which service is asked
      authorization: "AWS4-HMAC-SHA256 Credential=emulated/20261126/eu-west-1/ec2/aws4_request, SignedHeaders=host, Signature=none",
    },
    body: new URLSearchParams({ Version: "2016-11-15", ...parameters }),
  });
  const text = await response.text();
  const found = wanted.exec(text)?.[1];
  if (found === undefined) throw new Error(`${parameters.Action}: ${text}`);
  return found;
}

async function terraform(...args: string[]): Promise<string> {
  const attached: Record<string, unknown> = JSON.parse(cloudflare.reattach);
  const onlyCloudflare = Object.fromEntries(Object.entries(attached).filter(([address]) => address.includes("cloudflare")));
  const { stdout } = await promisify(execFile)("terraform", [...args, "-no-color"], {
    cwd: dir,
    timeout: LIMIT_MS,
    killSignal: "SIGINT",
    maxBuffer: 64 * 1024 * 1024,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      CHECKPOINT_DISABLE: "1",
      TF_VAR_slipway_run: "run-20261122T120000Z-0a1b2c", // the guard
      AWS_ENDPOINT_URL: ministack.endpoint,
      AWS_MAX_ATTEMPTS: "2", // an emulator that does not answer will not do so later
      TF_REATTACH_PROVIDERS: JSON.stringify(onlyCloudflare),
    },
  });
  return stdout;
}
