import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Bootstrapped, bootstrap } from "../../cli/bootstrap.ts";
import { findStore, findStoreToChange } from "../../cli/find-store.ts";
import { planTarget } from "../../cli/launching.ts";
import { planKeysFor } from "../../cli/plan-keys.ts";
import { openProject } from "../../cli/project.ts";
import type { Site } from "../../cli/site.ts";
import { applyRun } from "../../launch/apply.ts";
import { verifyLedger } from "../../launch/ledger/ledger.ts";
import type { Run } from "../../launch/run.ts";
import { statusOf } from "../../launch/status.ts";
import { openS3Objects } from "../../launch/store/s3-objects.ts";
import { openS3Store } from "../../launch/store/s3-store.ts";
import { openStore } from "../../launch/store/store.ts";
import { openTerraform, terraformEnvironment } from "../../launch/terraform/terraform.ts";
import { approveRun } from "../../launch/trust/approve.ts";
import { bootstrapElsewhere, buildBootstrap } from "../cli/bootstrap-process.ts";
import { temporaryProject } from "../cli/program.ts";
import { type Bench, openBench, trusted } from "../launch/bench-of-runs.ts";
import { REAL_AWS_VERSION, realProviderHome } from "./aws-bench.ts";
import { emulated, REGION } from "./bucket.ts";
import { type Emulator, startMinistack } from "./emulator.ts";

// An account that has nothing: the real provider makes its bucket on a local state, then everything moves into it.

/** The account that ministack plays. */
const ACCOUNT = "000000000000";
const TO = {
  kind: "s3",
  bucket: `opsdesk-states-${ACCOUNT}`,
  region: REGION,
  keyPrefix: "slipway",
  managed: true,
  accountId: ACCOUNT,
} as const;
const PLACE = `s3://${TO.bucket}/slipway`;
/** A bucket's lifecycle takes the provider a minute and more to be sure of. */
jest.setTimeout(900_000);

let ministack: Emulator;
let real: ReturnType<typeof realProviderHome>;
let bench: Bench;
let project: ReturnType<typeof temporaryProject>;
let environment: Readonly<Record<string, string>>;

beforeAll(async () => {
  ministack = await startMinistack();
  real = realProviderHome();
  bench = await openBench();
  bench.now = new Date(Date.now() - 3_600_000);
  project = temporaryProject();
  environment = { ...emulated(ministack), PATH: process.env.PATH ?? "", HOME: real.home };
  configure({ monthlyUsd: 500 });
});
afterAll(async () => {
  project?.remove();
  bench?.close();
  await ministack?.stop();
  if (real !== undefined) rmSync(real.home, { recursive: true, force: true });
});

it("comes from nothing to a bucket, whatever dies in between, and goes on there", async () => {
  const planned = await step();
  if (planned.kind !== "planned") throw new Error(planned.kind);
  await expect(step()).rejects.toMatchObject({ parts: { code: "BOOTSTRAP_WAITING" } });
  await launch(planned.run);
  expect(await placeOf()).toBe(join(project.dir, ".slipway"));
  const before = (await verifyLedger(folder())).entries.length;

  const bucket = `slipway.openS3Store(${JSON.stringify({ place: TO, environment }).slice(0, -1)}, local: folder.local })`;
  const elsewhere = { dir: project.dir, to: TO, bucket, now: tick(), by: "ana@opsdesk.example" };
  const program = buildBootstrap(project.dir);
  let deaths = 0;
  // before anything, between records, at the end
  for (let dieAt = 0; (await bootstrapElsewhere(program, elsewhere, dieAt)) === "SIGKILL"; dieAt += dieAt < 3 ? 1 : 4) {
    deaths += 1;
    await expect(placeOf()).rejects.toMatchObject({ parts: { code: "STORE_MOVING" } });
  }
  expect(deaths).toBeGreaterThan(4);
  expect(await placeOf()).toBe(PLACE);
  const { entries } = await verifyLedger(await store());
  expect(entries.map(({ kind }) => kind).slice(before)).toEqual(["moved"]);
  expect(await statusOf(await store())).toMatchObject([{ target: "account", run: planned.run.id, state: "applied" }]);
  expect(existsSync(join(project.dir, ".slipway/ledger.jsonl"))).toBe(false);
  expect(await step()).toEqual({ kind: "there", entries: before + 1 });

  // another clone has nothing but the config
  rmSync(join(project.dir, ".slipway"), { recursive: true });
  expect(await step()).toEqual({ kind: "there", entries: before + 1 });
  expect(JSON.parse(readFileSync(join(project.dir, ".slipway/store.json"), "utf8"))).toEqual(TO);

  const again = await plan();
  expect(again.review.stacks).toMatchObject([{ stack: "account", empty: true }]);
  configure({ monthlyUsd: 600 });
  const raised = await plan();
  expect(raised.review.stacks).toMatchObject([{ stack: "account", empty: false }]);
  await launch(raised);
  const state = JSON.parse(await (await fetch(`${ministack.endpoint}/${TO.bucket}/slipway/state/account.tfstate`)).text());
  expect(JSON.stringify(state)).toContain('"limit_amount":"600"');
});

function configure({ monthlyUsd }: { readonly monthlyUsd: number }): void {
  const account = {
    name: "opsdesk",
    aws: { accountId: ACCOUNT, region: REGION },
    cloudflare: { accountId: "1f0e2d3c4b5a69788796a5b4c3d2e1f0", team: "opsdesk" },
    state: { kind: "s3", bucket: TO.bucket, region: REGION },
    alertChannels: { oncall: { kind: "email", address: "oncall@opsdesk-alerts.example" } },
    keys: ["secrets", "logs", "alerts"],
    budget: { monthlyUsd, channel: "oncall" },
    people: { owner: "ana@opsdesk.example", approvers: [trusted(bench.people.ben)] },
  };
  writeFileSync(join(project.dir, "config/account.ts"), `export default ${JSON.stringify(account)};`);
}

async function step(): Promise<Bootstrapped> {
  const from = folder();
  return await bootstrap({
    to: TO,
    folder: from,
    bucket: openS3Store({ place: TO, environment, local: from.local }),
    lookAtBucket: openS3Objects(TO, environment).bucket,
    plan,
    by: "ana@opsdesk.example",
    now: tick(),
  });
}

async function plan(): Promise<Run> {
  const { model } = await openProject(project.dir, "account");
  const commit = { sha: undefined, authors: [], dirty: false };
  return await planTarget({ model, target: "account", site: await site(), commit, now: tick() });
}

async function launch(run: Run): Promise<void> {
  const acknowledgements = run.review.acknowledgements.map(({ token }) => token);
  await approveRun({ store: await store(), runId: run.id, signer: bench.people.ben, acknowledgements, now: tick() });
  const { leftovers } = await applyRun({
    store: await store(),
    terraform: terraform(),
    runId: run.id,
    operator: "ci@opsdesk.example",
    clock: tick,
  });
  expect(leftovers).toEqual([]);
}

async function site(): Promise<Site> {
  const unasked = (): never => {
    throw new Error("an account asks nobody");
  };
  return {
    store: await store(),
    terraform: terraform(),
    lockFile: () => real.lockFile,
    secrets: { find: unasked, describe: unasked, restore: unasked, put: unasked, label: unasked, rotate: unasked },
    maker: { makeWidget: unasked, makeToken: unasked } as never,
    existing: {} as never,
    zoneState: unasked,
    probeWorld: { dns: "authoritative", connect: () => undefined, timeoutMs: 1_000, allowBursts: false },
    askMonitor: unasked,
    planner: () => bench.people.planner,
    approver: unasked,
    approvers: undefined,
    advanceSeconds: unasked,
    close: async () => undefined,
  };
}

function terraform(): Site["terraform"] {
  const provider = { max_retries: 5, skip_credentials_validation: true, skip_metadata_api_check: true, s3_use_path_style: true };
  return openTerraform({
    binary: bench.terraform.binary,
    environment: terraformEnvironment(environment),
    override: {
      terraform: { required_providers: { aws: { source: "hashicorp/aws", version: REAL_AWS_VERSION } } },
      provider: { aws: [provider, { ...provider, alias: "us_east_1" }] },
    },
  });
}

function folder(): ReturnType<typeof openStore> {
  return openStore(join(project.dir, ".slipway"));
}

async function store(): ReturnType<typeof findStoreToChange> {
  return await findStoreToChange({ project: project.dir, environment, planKeys: (place) => planKeysFor(place, environment) });
}

async function placeOf(): Promise<string> {
  return (await findStore({ project: project.dir, environment })).place;
}

function tick(): Date {
  bench.now = new Date(bench.now.getTime() + 1_000);
  return bench.now;
}
