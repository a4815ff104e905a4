import { planRollback } from "../../launch/rollback/rollback.ts";
import { openTerraform, type Terraform, terraformEnvironment } from "../../launch/terraform/terraform.ts";
import { type Bench, openBench, stack, TARGET, verified } from "../launch/bench-of-runs.ts";
import { withProgram } from "../launch/with-program.ts";
import { type Emulator, startMinistack, startMoto } from "./emulator.ts";
import { backendOf, type StateBucket, stateBucket, stateKey } from "./state-bucket.ts";

const STACK = "chatbot-production";

let emulator: Emulator;
let bucket: StateBucket;
let bench: Bench;
let terraform: Terraform;

// what two makes do alike is less likely a whim of one
describe.each([
  { make: "moto", start: startMoto },
  { make: "ministack", start: startMinistack },
])("state in a bucket of $make", ({ start }) => {
  beforeEach(async () => {
    emulator = await start();
    bucket = stateBucket(emulator.endpoint);
    await bucket.create();
    bench = await openBench();
    const emulated = ["emulated", "credential"].join("-");
    const environment = {
      PATH: process.env.PATH,
      HOME: bench.dir,
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_ACCESS_KEY_ID: emulated,
      AWS_SECRET_ACCESS_KEY: emulated,
    };
    terraform = openTerraform({ binary: bench.terraform.binary, environment: terraformEnvironment(environment) });
  });
  afterEach(async () => {
    await emulator?.stop();
    bench?.close();
  });

  it("keeps the state in the bucket, leaves no lock behind, and goes back by a reviewed plan", async () => {
    const first = await launched({ api: "v1" });
    expect(await bucket.read(stateKey(STACK))).toMatchObject({ serial: 1, resources: [{ name: "api" }] });
    await launched({ api: "v2" });
    expect(await inputInBucket()).toBe("v2");

    const commit = { sha: undefined, authors: [], dirty: false };
    const back = await planRollback({ store: bench.store, terraform, target: TARGET, planner: bench.people.planner, commit, now: later() });
    expect(back.rollbackOf).toMatchObject({ to: first });
    await bench.approve(back);
    await bench.apply(back, { terraform });
    expect(await inputInBucket()).toBe("v1");
    expect(await bucket.lock(STACK)).toBeUndefined();
  });

  it("refuses while somebody else holds the state's lock, and changes nothing", async () => {
    await launched({ api: "v1" });
    const run = await bench.plan([remote({ api: "v2" })], { terraform });
    await bench.approve(run);
    const lock = {
      ID: "3b9f7e9c-0000-4000-8000-000000000000",
      Operation: "OperationTypeApply",
      Who: "somebody@elsewhere",
      Version: "1.11.4",
      Created: "2026-11-22T12:00:00Z",
    };
    await bucket.write(`${stateKey(STACK)}.tflock`, lock);
    await expect(bench.apply(run, { terraform })).rejects.toMatchObject({
      parts: { kind: "refused", code: "STATE_LOCKED", got: expect.stringContaining("held by somebody@elsewhere") },
    });
    expect(await inputInBucket()).toBe("v1");
  });

  it("blocks the target after terraform was killed half-way, though the bucket knows of nothing", async () => {
    const slow = {
      terraform_data: {
        first: { input: "made" },
        second: { input: "never", depends_on: ["terraform_data.first"] },
      },
    };
    const config = JSON.stringify({ terraform: { backend: { s3: backendOf(STACK) } }, resource: slow });
    const sleeping = withProgram(terraform, { stack: STACK, resource: "second", command: "sleep 60" });
    const run = await bench.plan([{ stack: STACK, config }], { terraform: sleeping });
    await bench.approve(run);
    let pid = 0;
    const applied = bench.apply(run, {
      terraform: sleeping,
      onEvent: (event) => {
        if (event.kind === "stack-started") ({ pid } = event);
        if (event.kind === "resource" && event.address === "terraform_data.first" && event.step === "done") process.kill(-pid, "SIGKILL");
      },
    });
    await expect(applied).rejects.toMatchObject({ parts: { code: "APPLY_INTERRUPTED" } });
    expect(await bucket.read(stateKey(STACK))).toBeUndefined();
    expect(await bucket.lock(STACK)).toBeDefined();
    await expect(bench.apply(run, { terraform })).rejects.toMatchObject({ parts: { kind: "refused" } });
    await expect(bench.plan([{ stack: STACK, config }], { terraform })).rejects.toMatchObject({ parts: { code: "RUN_INTERRUPTED" } });
  });
});

function remote(inputs: Readonly<Record<string, unknown>>): ReturnType<typeof stack> {
  return stack(STACK, inputs, { terraform: { backend: { s3: backendOf(STACK) } } });
}

async function launched(inputs: Readonly<Record<string, unknown>>): Promise<string> {
  const run = await bench.plan([remote(inputs)], { terraform });
  await bench.approve(run);
  await bench.apply(run, { terraform });
  await verified(bench, run);
  return run.id;
}

function later(): Date {
  bench.now = new Date(bench.now.getTime() + 60_000);
  return bench.now;
}

async function inputInBucket(): Promise<unknown> {
  const { resources }: { resources: { instances: { attributes: { input: { value: unknown } } }[] }[] } = JSON.parse(
    JSON.stringify(await bucket.read(stateKey(STACK))),
  );
  return resources[0]?.instances[0]?.attributes.input.value;
}
