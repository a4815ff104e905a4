import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { planRollback } from "../../../launch/rollback/rollback.ts";
import { readConfig } from "../../../launch/run.ts";
import { refuseStatesElsewhere, type StatePlace, withStatesAt } from "../../../launch/store/state-place.ts";
import type { RunStore } from "../../../launch/store/store.ts";
import { renderStack } from "../../../stacks/render.ts";
import { accountConfig, environmentModel, s3AccountConfig } from "../../fixtures/models.ts";
import { type Bench, openBench, stack, stateInputs, TARGET, verified } from "../bench-of-runs.ts";

const STACK = "chatbot-production";
const { state } = s3AccountConfig;
if (state.kind !== "s3") throw new Error("the fixture's states are in a bucket");
const bucket: StatePlace = { kind: "s3", bucket: state.bucket, keyPrefix: state.keyPrefix, region: state.region, managed: state.managed };
const local: StatePlace = { kind: "local" };

const rendered = (account: typeof accountConfig) => JSON.parse(renderStack({ kind: "launch", environment: environmentModel, account }));
const [inFolder, inBucket] = [rendered(accountConfig), rendered(s3AccountConfig)];
const name = environmentModel.stack;

it("spells the backend as a stack of today does", () => {
  expect(withStatesAt(bucket, inFolder, name).terraform).toEqual(inBucket.terraform);
  expect(withStatesAt(bucket, inBucket, name)).toBe(inBucket);
  expect(withStatesAt(local, inFolder, name)).toBe(inFolder);
  expect(withStatesAt(local, inBucket, name).terraform).toMatchObject({ backend: { local: {} } });
  expect(withStatesAt(undefined, inBucket, name)).toBe(inBucket);
});

it("leaves encryption to a bucket that the account stack made, also where it is recorded otherwise", () => {
  const inOurs = rendered({ ...accountConfig, state: { ...state, managed: true } });
  expect(inBucket.terraform.backend.s3.encrypt).toBe(true);
  expect(inOurs.terraform.backend.s3.encrypt).toBe(false);
  expect(withStatesAt({ ...bucket, managed: true }, inBucket, name).terraform).toEqual(inOurs.terraform);
  expect(withStatesAt({ ...bucket, managed: true }, inOurs, name)).toBe(inOurs);
});

it.each<readonly [string, StatePlace, object, string]>([
  ["a local state, now in a bucket", bucket, inFolder, "a local state"],
  ["a state in a bucket, now in a folder", local, inBucket, `s3://${state.bucket}/`],
  ["a state in another bucket", { ...bucket, bucket: "other" }, inBucket, `s3://${state.bucket}/`],
  ["a state at another key", { ...bucket, keyPrefix: "other" }, inBucket, `s3://${state.bucket}/`],
])("refuses what was planned for %s", (_what, place, config, got) => {
  expect(() => refuseStatesElsewhere(place, JSON.parse(JSON.stringify(config)), name)).toThrow(
    expect.objectContaining({
      parts: expect.objectContaining({ kind: "refused", code: "STATE_ELSEWHERE", got: expect.stringContaining(got) }),
    }),
  );
  expect(() => refuseStatesElsewhere(undefined, JSON.parse(JSON.stringify(config)), name)).not.toThrow();
});

describe("a store that moved from a bucket into a folder", () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  /** What the runs of the old days recorded: terraform never gets to see that backend, because it would have to ask AWS. */
  const old = { terraform: { backend: { s3: { bucket: "old-states", key: `slipway/state/${STACK}.tfstate`, region: "eu-west-1" } } } };

  it("goes back against the state of today, and applies nothing that was approved for the old one", async () => {
    // the old days, played with the local backend laid over
    const { terraform } = bench;
    const played = { ...terraform, override: { terraform: { backend: { local: {} } } } };
    const days = { terraform: played };
    const run = async (inputs: Readonly<Record<string, unknown>>) => {
      const planned = await bench.plan([stack(STACK, inputs, old)], days);
      await bench.approve(planned);
      await bench.apply(planned, days);
      await verified(bench, planned);
      return planned;
    };
    await run({ api: "v1" });
    await run({ api: "v2" });
    const pending = await bench.plan([stack(STACK, { api: "v3" }, old)], days);
    await bench.approve(pending);

    // today
    rmSync(bench.store.path(`work/${STACK}`), { recursive: true });
    const store: RunStore = { ...bench.store, states: local };
    await expect(bench.apply(pending, { store })).rejects.toMatchObject({ parts: { kind: "refused", code: "STATE_ELSEWHERE" } });
    const back = await planRollback({
      store,
      terraform,
      target: TARGET,
      planner: bench.people.planner,
      commit: { sha: undefined, authors: [], dirty: false },
      now: new Date(bench.now.getTime() + 1000),
    });
    const [own] = back.stacks;
    if (own === undefined) throw new Error("no stack");
    expect(JSON.parse(await readConfig(store, back.id, own))).toMatchObject({ terraform: { backend: { local: {} } } });
    expect(back.review.counts).toMatchObject({ update: 1, create: 0 });
    await bench.approve(back, { store });
    await bench.apply(back, { store });
    expect(stateInputs(bench, STACK)).toEqual({ api: "v1" });
  });

  it("forgets the backend that a working folder had, and moves no state by itself", async () => {
    const folder = join(bench.dir, "folder");
    const begin = async (path: string) => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify({ terraform: { backend: { local: { path } } } }));
      await bench.terraform.init(folder, "writable");
    };
    await begin("old.tfstate");
    const left = {
      version: 4,
      terraform_version: "1.11.4",
      serial: 1,
      lineage: "left-behind",
      outputs: { a: { value: "x", type: "string" } },
      resources: [],
    };
    writeFileSync(join(folder, "old.tfstate"), JSON.stringify(left));
    await begin("new.tfstate");
    expect(existsSync(join(folder, "new.tfstate"))).toBe(false);
    expect(await bench.terraform.stateHead(folder)).toEqual({ lineage: "", serial: 0 });
  });
});
