import { rmSync } from "node:fs";
import { join } from "node:path";
import { verifyLedger } from "../../launch/ledger/ledger.ts";
import { recordVerification } from "../../launch/ledger/record.ts";
import { recoverRun } from "../../launch/recover/recover.ts";
import { planRollback } from "../../launch/rollback/rollback.ts";
import type { Run } from "../../launch/run.ts";
import { statusOf } from "../../launch/status.ts";
import { localPlanKeys } from "../../launch/store/local-plan-keys.ts";
import { openS3Objects } from "../../launch/store/s3-objects.ts";
import { openS3Store, type S3Place } from "../../launch/store/s3-store.ts";
import type { RunStore } from "../../launch/store/store.ts";
import { openWorkArea } from "../../launch/store/work-area.ts";
import { openTerraform, type Terraform, terraformEnvironment } from "../../launch/terraform/terraform.ts";
import { type Bench, openBench, planKeyFile, stack, TARGET } from "../launch/bench-of-runs.ts";
import { withProgram } from "../launch/with-program.ts";
import { emulated, makeBucket, resetMoto } from "./bucket.ts";
import { type Emulator, startMoto } from "./emulator.ts";

const STACK = "chatbot-production";

let moto: Emulator;
let bench: Bench;
let place: S3Place;
/** Two machines: a working area each, one bucket for the records and the states. */
let [here, there]: Machine[] = [];

interface Machine {
  readonly dir: string;
  readonly store: RunStore;
  readonly terraform: ReturnType<typeof openTerraform>;
}

beforeAll(async () => {
  moto = await startMoto();
});
afterAll(async () => await moto?.stop());
beforeEach(async () => {
  await resetMoto(moto);
  place = await makeBucket(moto, "slipway-launches");
  bench = await openBench();
  [here, there] = ["here", "there"].map(machine);
});
afterEach(() => bench.close());

it("plans on one machine, applies on another, and goes back from the first: nothing that counts lies on either", async () => {
  await launched("v1");
  const v2 = await launched("v2");
  expect(await verifyLedger(store(here))).toMatchObject({ entries: { length: 10 } });
  expect(await statusOf(store(there))).toMatchObject([{ target: TARGET, run: v2.id, state: "verified" }]);
  expect(await inputInState()).toBe("v2");

  rmSync(here?.dir ?? "", { recursive: true });
  const commit = { sha: undefined, authors: [], dirty: false };
  const back = await planRollback({ ...machineOf(here), target: TARGET, planner: bench.people.planner, commit, now: tick() });
  await applied(back);
  expect(await inputInState()).toBe("v1");
  expect(await keysInBucket()).toEqual(
    expect.arrayContaining([
      "slipway/ledger.jsonl",
      "slipway/ledger.head.json",
      "slipway/state/ledger.head.json",
      `slipway/state/${STACK}.tfstate`,
      `slipway/runs/${back.id}/run.json`,
      `slipway/runs/${back.id}/approvals/1/approval.sig`,
      `slipway/runs/${back.id}/journal/${STACK}.jsonl`,
    ]),
  );
  // no lock is left, and no plan file
  expect((await keysInBucket()).filter((key) => /lock\.json$|tflock$|\.tfplan$/.test(key))).toEqual([]);
});

it("lets one of two operators in two working directories through; the other is told who and since when", async () => {
  const run = await planned("v1", slowly(3, here));
  await bench.approve(run, { store: store(here) });
  let second: Promise<unknown> | undefined;
  await bench.apply(run, {
    ...slowly(3, here),
    onEvent: ({ kind }) => {
      if (kind === "stack-started")
        second ??= bench.apply(run, { ...slowly(3, there), operator: "bo@opsdesk.example" }).catch((error: unknown) => error);
    },
  });
  expect(await second).toMatchObject({
    parts: {
      kind: "refused",
      code: "LAUNCH_LOCKED",
      got: expect.stringMatching(`^ci@opsdesk.example with apply of ${run.id} since 2026-.*process ${process.pid}`),
    },
  });
  expect((await verifyLedger(store(there))).entries.filter(({ kind }) => kind === "apply-started")).toHaveLength(1);
});

it("lets another machine take over when the one that applied is gone, by the journal that it left in the bucket", async () => {
  const run = await planned("v1", slowly(60, here));
  await bench.approve(run, { store: store(here) });
  let pid = 0;
  const applying = bench.apply(run, {
    ...slowly(60, here),
    onEvent: (event) => {
      if (event.kind === "stack-started") ({ pid } = event);
    },
  });
  const outcome = applying.catch((error: unknown) => error);
  await until(async () => ((await store(there).read(`runs/${run.id}/journal/${STACK}.jsonl`)) ?? "").includes("apply_start"));
  const [lock, note] = [
    await store(there).read("lock.json"),
    await store(there).read(`runs/${run.id}/journal/${STACK}.jsonl.process.json`),
  ];
  process.kill(-pid, "SIGKILL");
  expect(await outcome).toMatchObject({ parts: { code: "APPLY_INTERRUPTED" } });
  // what the machine would have left behind, had it died itself
  const elsewhere = (text = ""): string =>
    text.replace(/"host":"[^"]*"/, '"host":"ci-runner-7"').replace(/"machine":"[^"]*"/, '"machine":"000000000000"');
  await store(there).write("lock.json", elsewhere(lock));
  await store(there).write(`runs/${run.id}/journal/${STACK}.jsonl.process.json`, elsewhere(note));
  await store(there).remove(`runs/${run.id}/journal/${STACK}.jsonl.end.json`);
  const stateLock = `${moto.endpoint}/${place.bucket}/slipway/state/${STACK}.tfstate.tflock`;
  const held = await (await fetch(stateLock)).text();
  await fetch(stateLock, { method: "PUT", body: held.replace(/"Who":"([^@]*)@[^"]*"/, '"Who":"$1@ci-runner-7"') });
  rmSync(here?.dir ?? "", { recursive: true });

  await expect(recovered()).rejects.toMatchObject({ parts: { code: "LAUNCH_LOCKED", got: expect.stringContaining("on ci-runner-7") } });
  const told: string[] = [];
  const undecided = recovered({ holderGone: true, onEvent: (message) => told.push(message) });
  await expect(undecided).rejects.toMatchObject({
    parts: { code: "RECOVERY_UNDECIDED", got: expect.stringContaining("terraform_data.slow") },
  });
  expect(told.join("\n")).toContain("the journal may have lost lines");
  const recovery = await recovered({ holderGone: true, acknowledged: ["terraform_data.slow"] });
  await applied(recovery.run);
  expect(await inputInState()).toBe("v1");
  const kinds = (await verifyLedger(store(there))).entries.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "unlocked" || kind === "recovered").length).toBeGreaterThanOrEqual(2);
});

it("is found out when the records, head and all, are put back to an older copy", async () => {
  await launched("v1");
  const copy = await Promise.all(
    ["ledger.jsonl", "ledger.head.json"].map(async (key) => [key, (await store(here).read(key)) ?? ""] as const),
  );
  await launched("v2");
  for (const [key, text] of copy) await store(here).write(key, text);
  await expect(planned("v3")).rejects.toMatchObject({ parts: { code: "LEDGER_SHRUNK" } });
});

async function launched(value: string): Promise<Run> {
  const run = await planned(value);
  await applied(run);
  const findings = [{ id: "V1", subject: "api.opsdesk.example", outcome: "pass" }] as const;
  await recordVerification({ store: store(there), runId: run.id, findings, now: tick() });
  return run;
}

async function planned(value: string, machine: ReturnType<typeof slowly> = machineOf(here)): Promise<Run> {
  return await bench.plan([stack(STACK, { slow: value }, { terraform: { backend: { s3: backend() } } })], machine);
}

/** With a provider that needs so long. */
function slowly(seconds: number, machine: Machine | undefined): Pick<Machine, "store"> & { readonly terraform: Terraform } {
  const { store, terraform } = machineOf(machine);
  return { store, terraform: withProgram(terraform, { stack: STACK, resource: "slow", command: `sleep ${seconds}` }) };
}

/** Approved here, applied there. */
async function applied(run: Run): Promise<void> {
  await bench.approve(run, { store: store(here) });
  await bench.apply(run, machineOf(there));
}

async function recovered(more: Partial<Parameters<typeof recoverRun>[0]> = {}): ReturnType<typeof recoverRun> {
  return await recoverRun({
    ...machineOf(there),
    target: TARGET,
    lookup: async () => undefined,
    planner: bench.people.planner,
    commit: { sha: undefined, authors: [], dirty: false },
    clock: tick,
    reason: "its machine burned",
    ...more,
  });
}

function backend(): unknown {
  const skips = {
    skip_credentials_validation: true,
    skip_requesting_account_id: true,
    skip_metadata_api_check: true,
    use_path_style: true,
  };
  const { bucket, region, keyPrefix } = place;
  return { bucket, region, key: `${keyPrefix}/state/${STACK}.tfstate`, use_lockfile: true, encrypt: true, ...skips };
}

function machine(name: string): Machine {
  const dir = join(bench.dir, name);
  const environment = { PATH: process.env.PATH, HOME: bench.dir, ...emulated(moto) };
  return {
    dir,
    store: openS3Store({ place, environment, local: openWorkArea(dir), planKeys: localPlanKeys(planKeyFile(bench.dir)) }),
    terraform: openTerraform({ binary: bench.terraform.binary, environment: terraformEnvironment(environment) }),
  };
}

function machineOf(of: Machine | undefined): Pick<Machine, "store" | "terraform"> {
  if (of === undefined) throw new Error("no machine");
  return { store: of.store, terraform: of.terraform };
}

function store(of: Machine | undefined): RunStore {
  return machineOf(of).store;
}

function tick(): Date {
  bench.now = new Date(bench.now.getTime() + 60_000);
  return bench.now;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let left = 100; !(await isSo()); left -= 1) {
    if (left === 0) throw new Error("it never is");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function inputInState(): Promise<unknown> {
  const state = await (await fetch(`${moto.endpoint}/${place.bucket}/slipway/state/${STACK}.tfstate`)).json();
  return JSON.parse(JSON.stringify(state)).resources[0].instances[0].attributes.input.value;
}

async function keysInBucket(): Promise<readonly string[]> {
  return await openS3Objects(place, emulated(moto)).list("slipway/");
}
