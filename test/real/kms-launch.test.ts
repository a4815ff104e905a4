import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findStoreToChange } from "../../cli/find-store.ts";
import { planKeysFor } from "../../cli/plan-keys.ts";
import { keepUnsavedState, readUnsavedState } from "../../launch/recover/unsaved-state.ts";
import type { RunStore } from "../../launch/store/store.ts";
import { openTerraform, terraformEnvironment } from "../../launch/terraform/terraform.ts";
import { slipway, temporaryProject } from "../cli/program.ts";
import { type Bench, openBench, stack } from "../launch/bench-of-runs.ts";
import { emulated, MOTO_ACCOUNT, makeBucket, REGION } from "./bucket.ts";
import { type Emulator, startMoto } from "./emulator.ts";

// two machines that share a bucket and a key of AWS KMS, and nothing else

const STACK = "account";
const BUCKET = "slipway-kms-launches";

let moto: Emulator;
let bench: Bench;
let keyId: string;
let environment: Readonly<Record<string, string>>;
const before = { ...process.env };
const projects: ReturnType<typeof temporaryProject>[] = [];
beforeAll(async () => {
  moto = await startMoto();
  bench = await openBench();
  bench.now = new Date(Date.now() - 60_000); // the command has a clock of its own
  environment = { ...emulated(moto), AWS_REGION: REGION, CLOUDFLARE_API_TOKEN: ["emulated", "token"].join("-"), HOME: bench.dir };
  Object.assign(process.env, environment); // the SDK of the keys looks here
  await makeBucket(moto, BUCKET);
  const { KMSClient, CreateKeyCommand } = await import("@aws-sdk/client-kms");
  keyId = (await new KMSClient({ region: REGION }).send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? "";
});
afterAll(async () => {
  for (const name of Object.keys(environment)) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
  for (const project of projects) project.remove();
  bench?.close();
  await moto?.stop();
});

/** A clone of its own, whose account config names the bucket and, mostly, the key. */
function machine(kmsKey: string | undefined): string {
  const project = temporaryProject();
  projects.push(project);
  const file = join(project.dir, "config/account.ts");
  const text = readFileSync(file, "utf8").replace(/accountId: "\d{12}"/, `accountId: "${MOTO_ACCOUNT}"`);
  const state = { kind: "s3", bucket: BUCKET, region: REGION, keyPrefix: "slipway", ...(kmsKey === undefined ? {} : { kmsKey }) };
  writeFileSync(file, text.replace('state: { kind: "local" }', `state: ${JSON.stringify(state)}`));
  return project.dir;
}

const storeOf = async (project: string): Promise<RunStore> =>
  await findStoreToChange({ project, environment, planKeys: (place) => planKeysFor(place, environment) });

it("applies from one clone, by command, what was planned in another, and from none without the key", async () => {
  const [here, there, keyless] = [machine(keyId), machine(keyId), machine(undefined)];
  const store = await storeOf(here);
  const terraform = openTerraform({
    binary: bench.terraform.binary,
    environment: terraformEnvironment({ PATH: process.env.PATH, ...environment }),
  });
  const run = await bench.plan([stack(STACK, { alerts: "v1" }, { terraform: { backend: { s3: backend() } } })], {
    store,
    terraform,
    target: "account",
    facts: { model: { kind: "account" } },
  });
  await bench.approve(run, { store });
  const sealed = Buffer.from((await store.readBytes(`runs/${run.id}/stacks/${STACK}/plan.tfplan`)) ?? []).toString("latin1");
  expect(sealed).toMatch(/^slipway-plan-1\nkms /);
  rmSync(join(here, ".slipway"), { recursive: true });

  const refused = await slipway(["apply", run.id], { cwd: keyless, env: environment });
  expect(refused).toMatchObject({ code: 3, stderr: expect.stringMatching(/state\.kmsKey \[PLAN_KEY_MISSING\]/) });
  const elsewhere = await slipway(["apply", run.id], { cwd: there, env: { ...environment, AWS_REGION: "us-east-1" } });
  expect(elsewhere).toMatchObject({ code: 3, stderr: expect.stringMatching(/AWS_REGION has another value.*\[ENVIRONMENT_CHANGED\]/) });
  const applied = await slipway(["apply", run.id, "--json"], { cwd: there, env: environment });
  expect([applied.code, applied.code === 0 ? "" : applied.stderr]).toEqual([0, ""]);
  expect(JSON.parse(applied.stdout)).toMatchObject({ ok: true, run: run.id, outcomes: [{ stack: STACK, outcome: "applied" }] });
  const history = await slipway(["history", "--verify", "--json"], { cwd: here, env: environment });
  expect([history.code, JSON.stringify(JSON.parse(history.stdout))]).toEqual([0, expect.stringContaining('"kind":"verified"')]);
});

it("hands a state that could not be saved from one machine to another, through the bucket and in nobody's clear", async () => {
  const [here, there, keyless] = [await storeOf(machine(keyId)), await storeOf(machine(keyId)), await storeOf(machine(undefined))];
  const folder = join(bench.dir, "unsaved");
  mkdirSync(folder);
  const text = JSON.stringify({ version: 4, lineage: "l", serial: 2 });
  writeFileSync(join(folder, "errored.tfstate"), text);
  const place = { run: "run-20261122T120000Z-0a1b2c", stack: STACK };
  expect(await keepUnsavedState(here, place, folder)).toBe(true);
  expect(await readUnsavedState(there, place)).toBe(text);
  await expect(readUnsavedState(keyless, place)).rejects.toMatchObject({ parts: { code: "PLAN_KEY_MISSING" } });
});

function backend(): unknown {
  const skips = {
    skip_credentials_validation: true,
    skip_requesting_account_id: true,
    skip_metadata_api_check: true,
    use_path_style: true,
  };
  return { bucket: BUCKET, region: REGION, key: `slipway/state/${STACK}.tfstate`, use_lockfile: true, encrypt: true, ...skips };
}
