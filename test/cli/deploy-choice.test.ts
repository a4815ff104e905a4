import { chooseDeploy, type DeployChoice } from "../../cli/deploy-choice.ts";
import { parseJson } from "../../launch/json.ts";
import { appendLedger, verifyLedger } from "../../launch/ledger/ledger.ts";
import { planRollback } from "../../launch/rollback/rollback.ts";
import type { Run } from "../../launch/run.ts";
import { type Bench, openBench, stack, TARGET } from "../launch/bench-of-runs.ts";

const [ZONE, LAUNCH] = ["zone-opsdesk-example", "chatbot-production"];
const stacks = (rules: string, api: string) => [stack(ZONE, { rules }), stack(LAUNCH, { api })];

let base: Bench;
let bench: Bench;
let v1: Run;
beforeAll(async () => {
  base = await openBench();
  v1 = await base.launch(stacks("v1", "v1"));
});
afterAll(() => base.close());
beforeEach(async () => {
  bench = await openBench(base);
});
afterEach(() => bench.close());

/** What a deploy of one stack comes to when cdktf has synthesized these. */
async function choose(name: string, synthesized: ReturnType<typeof stacks>, wanted?: string): Promise<DeployChoice> {
  const { entries } = await verifyLedger(bench.store);
  const configOf = (each: string) => ({
    "//": { cdktf: "its own notes" },
    ...Object(parseJson(synthesized.find(({ stack: own }) => own === each)?.config ?? "{}")),
  });
  return await chooseDeploy(bench.store, entries, name, configOf, wanted);
}

async function approved(run: Run): Promise<Run> {
  await bench.approve(run);
  return run;
}

it("applies the approved run that holds what was synthesized, whichever of its changed stacks comes first", async () => {
  const run = await approved(await bench.plan(stacks("v2", "v2")));
  for (const name of [ZONE, LAUNCH]) {
    expect(await choose(name, stacks("v2", "v2"))).toMatchObject({ kind: "apply", record: { id: run.id } });
  }
});

it("starts nothing from a stack that the run leaves as it is: that one stands", async () => {
  await approved(await bench.plan(stacks("v1", "v2")));
  expect(await choose(ZONE, stacks("v1", "v2"))).toMatchObject({ kind: "stands", record: { id: v1.id }, state: "verified" });
});

it.each([
  ["its own stack is another one", "v2", "v3", LAUNCH],
  ["another stack of the run is another one", "v9", "v2", ZONE],
])("refuses when %s, and names the place and the way", async (_what, rules, api, differs) => {
  const run = await approved(await bench.plan(stacks("v2", "v2")));
  const choice = await choose(LAUNCH, stacks(rules, api));
  expect(choice).toMatchObject({
    kind: "none",
    got: expect.stringMatching(
      new RegExp(`the approved ${run.id}, which recorded another configuration of ${differs} \\(a difference in resource\\.`),
    ),
    fix: `synthesize with SLIPWAY_CONTRIBUTIONS=${bench.store.path(`runs/${run.id}/contributions`)}, or run slipway apply ${run.id}`,
  });
});

it("sends a rollback to slipway apply: no config of today says what it wrote down", async () => {
  await bench.launch(stacks("v2", "v2"));
  const { store, terraform, people } = bench;
  const commit = { sha: undefined, authors: [], dirty: false };
  const back = await approved(await planRollback({ store, terraform, target: TARGET, planner: people.planner, commit, now: bench.now }));
  expect(await choose(LAUNCH, stacks("v3", "v3"))).toMatchObject({ kind: "none", fix: `run slipway apply ${back.id}` });
});

it("wants a name where two approved runs hold the same", async () => {
  const own = await approved(await bench.plan([stack(LAUNCH, { api: "v2" })]));
  const other = await approved(await bench.plan([stack(LAUNCH, { api: "v2" })], { target: "portal/production" }));
  expect(await choose(LAUNCH, stacks("v1", "v2"))).toMatchObject({ kind: "none", fix: "name one in SLIPWAY_RUN" });
  expect(await choose(LAUNCH, stacks("v1", "v2"), other.id)).toMatchObject({ kind: "apply", record: { id: other.id } });
  expect(await choose(LAUNCH, stacks("v1", "v2"), own.id)).toMatchObject({ kind: "apply", record: { id: own.id } });
});

it.each<[string, (run: Run) => Promise<unknown>, object]>([
  ["that nobody approved", async () => undefined, { kind: "none", fix: expect.stringContaining("slipway approve") }],
  ["that is at work", async (run) => await begin(run), { kind: "join" }],
  ["that failed", async (run) => await end(run, "failed"), { kind: "none", got: expect.stringContaining("was started and is failed") }],
  ["that never ended", async (run) => await end(run, "interrupted"), { kind: "none", fix: `run slipway recover ${TARGET}` }],
])("does not start a run %s", async (_what, then, choice) => {
  const run = await bench.plan(stacks("v2", "v2"));
  await then(run);
  expect(await choose(LAUNCH, stacks("v2", "v2"))).toMatchObject(choice);
});

it("knows nothing of a configuration that no run holds", async () => {
  expect(await choose(LAUNCH, stacks("v1", "v7"))).toEqual({ kind: "none", got: "none", fix: "" });
});

async function begin(run: Run): Promise<void> {
  const started = [{ stack: LAUNCH, planSha256: "0".repeat(64), carriedOver: false }];
  await appendLedger(bench.store, { kind: "apply-started", operator: "ci", stacks: started, run: run.id, target: TARGET, at: bench.now });
}

async function end(run: Run, kind: "failed" | "interrupted"): Promise<void> {
  await begin(run);
  await appendLedger(bench.store, { kind, stacks: [], errors: ["x"], run: run.id, target: TARGET, at: bench.now });
}
