import { planRollback } from "../../launch/rollback.ts";
import { openTerraform, type Terraform, terraformEnvironment } from "../../launch/terraform.ts";
import { type Bench, openBench, stack, TARGET, verified } from "../launch/bench-of-runs.ts";
import { withProgram } from "../launch/with-program.ts";
import { type Emulator, startMoto } from "./emulator.ts";

const BUCKET = "slipway-state";
const STACK = "chatbot-production";
const KEY = `slipway/state/${STACK}.tfstate`;
const REGION = "eu-west-1";

/** As `stacks/base-stack.ts` writes it for `state.kind: "s3"`; the emulator is reached by the environment. */
const backend = {
  bucket: BUCKET,
  key: KEY,
  region: REGION,
  use_lockfile: true,
  encrypt: true,
  skip_credentials_validation: true,
  skip_requesting_account_id: true,
  skip_metadata_api_check: true,
  use_path_style: true,
};

let moto: Emulator;
let bench: Bench;
let terraform: Terraform;

beforeAll(async () => {
  moto = await startMoto();
});
afterAll(async () => await moto?.stop());

beforeEach(async () => {
  await fetch(`${moto.endpoint}/moto-api/reset`, { method: "POST" });
  const location = `<CreateBucketConfiguration><LocationConstraint>${REGION}</LocationConstraint></CreateBucketConfiguration>`;
  expect((await fetch(`${moto.endpoint}/${BUCKET}`, { method: "PUT", body: location })).status).toBe(200);
  // the tests look into the bucket without credentials; terraform does not
  const mayLook = { Effect: "Allow", Principal: "*", Action: ["s3:GetObject", "s3:PutObject"], Resource: `arn:aws:s3:::${BUCKET}/*` };
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [mayLook] });
  expect((await fetch(`${moto.endpoint}/${BUCKET}?policy`, { method: "PUT", body: policy })).ok).toBe(true);
  bench = await openBench();
  const emulated = ["emulated", "credential"].join("-");
  const environment = {
    PATH: process.env.PATH,
    HOME: bench.dir,
    AWS_ENDPOINT_URL: moto.endpoint,
    AWS_ACCESS_KEY_ID: emulated,
    AWS_SECRET_ACCESS_KEY: emulated,
  };
  terraform = openTerraform({ binary: bench.terraform.binary, environment: terraformEnvironment(environment) });
});
afterEach(() => bench.close());

it("keeps the state in the bucket, leaves no lock behind, and goes back by a reviewed plan", async () => {
  const first = await launched({ api: "v1" });
  expect(await stateInBucket()).toMatchObject({ serial: 1, resources: [{ name: "api" }] });
  await launched({ api: "v2" });
  expect(await inputInBucket()).toBe("v2");

  const commit = { sha: undefined, authors: [], dirty: false };
  const back = await planRollback({ store: bench.store, terraform, target: TARGET, planner: bench.people.planner, commit, now: later() });
  expect(back.rollbackOf).toMatchObject({ to: first });
  await bench.approve(back);
  await bench.apply(back, { terraform });
  expect(await inputInBucket()).toBe("v1");
  expect((await objectInBucket(`${KEY}.tflock`)).status).toBe(404);
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
  await fetch(`${moto.endpoint}/${BUCKET}/${KEY}.tflock`, { method: "PUT", body: JSON.stringify(lock) });
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
  const config = JSON.stringify({ terraform: { backend: { s3: backend } }, resource: slow });
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
  expect((await objectInBucket(KEY)).status).toBe(404);
  expect((await objectInBucket(`${KEY}.tflock`)).status).toBe(200);
  await expect(bench.apply(run, { terraform })).rejects.toMatchObject({ parts: { kind: "refused" } });
  await expect(bench.plan([{ stack: STACK, config }], { terraform })).rejects.toMatchObject({ parts: { code: "RUN_INTERRUPTED" } });
});

function remote(inputs: Readonly<Record<string, unknown>>): ReturnType<typeof stack> {
  return stack(STACK, inputs, { terraform: { backend: { s3: backend } } });
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

async function objectInBucket(key: string): Promise<Response> {
  return await fetch(`${moto.endpoint}/${BUCKET}/${key}`);
}

async function stateInBucket(): Promise<unknown> {
  return await (await objectInBucket(KEY)).json();
}

async function inputInBucket(): Promise<unknown> {
  const { resources }: { resources: { instances: { attributes: { input: { value: unknown } } }[] }[] } = JSON.parse(
    JSON.stringify(await stateInBucket()),
  );
  return resources[0]?.instances[0]?.attributes.input.value;
}
