import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StackPlanInput } from "../../launch/plan.ts";
import { type RecoverRequest, type Recovery, recoverRun } from "../../launch/recover/recover.ts";
import { objectsInState } from "../../launch/recover/recover-findings.ts";
import type { Run } from "../../launch/run.ts";
import { openTerraform, type Terraform, type TerraformStates, terraformEnvironment } from "../../launch/terraform/terraform.ts";
import { type Bench, openBench, TARGET } from "../launch/bench-of-runs.ts";
import { applyElsewhere, type Death, type EngineProcess } from "../launch/engine-process.ts";
import { type AwsAccount, awsAccount } from "./aws-account.ts";
import { awsPluginDir, type Emulator, startMoto } from "./emulator.ts";
import { type Gateway, openGateway } from "./gateway.ts";
import { backendOf, REGION, type StateBucket, stateBucket, stateKey } from "./state-bucket.ts";

/** The newest real AWS provider that is at hand; attributes in use exist in it and in the pinned one. */
export const REAL_AWS_VERSION = "5.100.0";
const PINNED = { aws: { source: "hashicorp/aws", version: "6.25.0" } };
const REAL = { aws: { source: "hashicorp/aws", version: REAL_AWS_VERSION } };

/** An emulated account, started once a suite. */
export interface RealParts {
  readonly moto: Emulator;
  /** Home folder of whoever runs terraform: the real provider is in its plugin folder. */
  readonly home: string;
  readonly lockFile: string;
  readonly close: () => Promise<void>;
}

/** A home folder with the real provider in it, and a lock file for it. */
export function realProviderHome(): Pick<RealParts, "home" | "lockFile"> {
  const home = mkdtempSync(join(tmpdir(), "slipway-home-"));
  const plugins = awsPluginDir(REAL_AWS_VERSION);
  mkdirSync(join(home, ".terraform.d"));
  symlinkSync(plugins, join(home, ".terraform.d/plugins"));
  const pins = join(home, "pins");
  mkdirSync(pins);
  writeFileSync(join(pins, "pins.tf.json"), JSON.stringify({ terraform: { required_providers: REAL } }));
  // the mirror holds this machine's platform alone
  execFileSync("terraform", ["providers", "lock", `-fs-mirror=${plugins}`], { cwd: pins, stdio: "ignore", timeout: 60_000 });
  return { home, lockFile: readFileSync(join(pins, ".terraform.lock.hcl"), "utf8") };
}

export async function startRealParts(): Promise<RealParts> {
  const { home, lockFile } = realProviderHome();
  const moto = await startMoto();
  return {
    moto,
    home,
    lockFile,
    close: async () => {
      await moto.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The engine on terraform, the real AWS provider and the S3 backend, in an account that is empty at first. */
export interface AwsBench {
  readonly bench: Bench;
  readonly terraform: Terraform & TerraformStates;
  readonly gateway: Gateway;
  readonly bucket: StateBucket;
  readonly account: AwsAccount;
  readonly planned: (stacks: readonly StackPlanInput[]) => Promise<Run>;
  readonly launched: (stacks: readonly StackPlanInput[]) => Promise<Run>;
  readonly applyElsewhere: (run: Run, dieAt?: Death) => EngineProcess;
  readonly recover: (more?: Partial<RecoverRequest>) => Promise<Recovery>;
  readonly stack: (name: string, resource: object) => StackPlanInput;
  /** `<type> <id>` of everything in these stacks' states, sorted. */
  readonly idsInStates: (...stacks: readonly string[]) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** @param beside another bench whose account this one shares: a second operator with a store of his own */
export async function openAwsBench({ moto, home, lockFile }: RealParts, beside?: AwsBench): Promise<AwsBench> {
  if (beside === undefined) await fetch(`${moto.endpoint}/moto-api/reset`, { method: "POST" });
  const bucket = stateBucket(moto.endpoint);
  if (beside === undefined) await bucket.create();
  const bench = await openBench(beside?.bench);
  const gateway = await openGateway(moto.endpoint);
  const emulated = ["emulated", "credential"].join("-");
  const environment = terraformEnvironment({
    PATH: process.env.PATH,
    HOME: home,
    AWS_ENDPOINT_URL: gateway.endpoint,
    AWS_ACCESS_KEY_ID: emulated,
    AWS_SECRET_ACCESS_KEY: emulated,
    AWS_MAX_ATTEMPTS: "2", // an emulator that does not answer will not do so later
  });
  const provider = {
    region: REGION,
    max_retries: 1,
    skip_credentials_validation: true,
    skip_metadata_api_check: true,
    skip_requesting_account_id: true,
  };
  const override = { terraform: { required_providers: REAL }, provider: { aws: [provider] } };
  const terraform = openTerraform({ binary: bench.terraform.binary, environment, override });
  const self: AwsBench = {
    bench,
    terraform,
    gateway,
    bucket,
    account: awsAccount(moto.endpoint),
    planned: async (stacks) => {
      const run = await bench.plan(stacks, { terraform });
      await bench.approve(run);
      return run;
    },
    launched: async (stacks) => {
      const run = await self.planned(stacks);
      await bench.apply(run, { terraform });
      return run;
    },
    applyElsewhere: (run, dieAt) => applyElsewhere(bench, run, { environment, override, dieAt }),
    recover: async (more = {}) =>
      await recoverRun({
        store: bench.store,
        terraform,
        target: TARGET,
        planner: bench.people.planner,
        commit: { sha: "4f0c2d9", authors: [], dirty: false },
        clock: () => new Date(bench.now.getTime() + 1000),
        lookup: self.account.lookup,
        reason: "the runner died",
        waitMilliseconds: 20_000,
        ...more,
      }),
    stack: (name, resource) => ({ stack: name, lockFile, config: JSON.stringify({ ...baseOf(name), resource }) }),
    idsInStates: async (...stacks) => {
      const states = await Promise.all(stacks.map(async (name) => objectsInState(await bucket.read(stateKey(name)))));
      const objects = states.flatMap((state) =>
        [...state].flatMap(([address, all]) => all.map(({ id }) => `${address.split(".")[0]} ${id}`)),
      );
      return objects.sort();
    },
    close: async () => {
      await gateway.close();
      bench.close();
    },
  };
  return self;
}

/** As rendered for a launch, with the version that a launch pins; the override file beside it says what runs here. */
function baseOf(stack: string): object {
  return { terraform: { backend: { s3: backendOf(stack) }, required_providers: PINNED }, provider: { aws: [{ region: REGION }] } };
}
