import { planRollback } from "../../../launch/rollback/rollback.ts";
import type { Run } from "../../../launch/run.ts";
import { readConfig, readFacts } from "../../../launch/run.ts";
import { historyOf, statusOf } from "../../../launch/status.ts";
import { type Bench, openBench, stack, stateInputs, TARGET, verified } from "../bench-of-runs.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const commit = { sha: undefined, authors: [], dirty: false };

async function rollback(toRun?: string): Promise<Run> {
  const { store, terraform, people, now } = bench;
  const to = toRun === undefined ? {} : { toRun };
  return await planRollback({
    store,
    terraform,
    target: TARGET,
    planner: people.planner,
    commit,
    now: new Date(now.getTime() + 1000),
    ...to,
  });
}

async function go(run: Run): Promise<void> {
  await bench.approve(run);
  await bench.apply(run);
  await verified(bench, run);
}

it("takes v2 back to v1 in reverse order, as a run like any other, and back again", async () => {
  const v1 = await bench.launch([stack("zone-opsdesk-example", { rules: "v1" }), stack("chatbot-production", { api: "v1" })], {
    facts: { model: "v1" },
  });
  const v2 = await bench.launch([stack("zone-opsdesk-example", { rules: "v2" }), stack("chatbot-production", { api: "v2", extra: "v2" })], {
    facts: { model: "v2" },
  });
  const back = await rollback();
  expect(back.rollbackOf).toEqual({ run: v2.id, to: v1.id, bad: null });
  expect(back.stacks.map((each) => each.stack)).toEqual(["chatbot-production", "zone-opsdesk-example"]);
  expect(back.review.counts).toMatchObject({ update: 2, delete: 1 });
  expect(await readFacts(bench.store, back)).toEqual({ model: "v1" });
  await expect(bench.apply(back)).rejects.toMatchObject({ parts: { code: "APPROVAL_MISSING" } });
  await go(back);
  expect(stateInputs(bench, "chatbot-production")).toEqual({ api: "v1" });
  expect(stateInputs(bench, "zone-opsdesk-example")).toEqual({ rules: "v1" });

  // the way back is taken back: forward order again, and v2 in full
  const forth = await rollback();
  expect(forth.rollbackOf).toEqual({ run: back.id, to: v2.id, bad: null });
  await go(forth);
  expect(stateInputs(bench, "chatbot-production")).toEqual({ api: "v2", extra: "v2" });
  expect((await statusOf(bench.store))[0]).toMatchObject({ run: forth.id, state: "verified" });

  const named = await rollback(back.id);
  expect(named.stacks.map((each) => each.stack)).toEqual(["chatbot-production", "zone-opsdesk-example"]);
  await go(named);
  expect(stateInputs(bench, "chatbot-production")).toEqual({ api: "v1" });
  expect((await historyOf(bench.store, TARGET)).filter(({ kind }) => kind === "applied")).toHaveLength(5);
});

it("finds nothing to go back to before a first run, and in runs that were never applied", async () => {
  await expect(rollback()).rejects.toMatchObject({ parts: { kind: "refused", code: "ROLLBACK_IMPOSSIBLE" } });
  const first = await bench.launch([stack("chatbot-production", { api: "v1" })]);
  const planned = await bench.plan([stack("chatbot-production", { api: "v2" })]);
  await expect(rollback(planned.id)).rejects.toMatchObject({ parts: { code: "ROLLBACK_IMPOSSIBLE", got: planned.id } });
  // where it stands already: nothing to do, and that is a plan too
  expect((await rollback(first.id)).stacks.map(({ empty }) => empty)).toEqual([true]);
});

it("takes a first run back to where nothing was, and forward again", async () => {
  const contribution = { owner: "chatbot--production", domain: "opsdesk.example", rules: [] };
  const first = await bench.launch([stack("chatbot-production", { api: "v1", extra: "v1" })], { facts: { model: "v1", contribution } });
  const back = await rollback();
  expect(back.rollbackOf).toEqual({ run: first.id, to: "baseline", bad: null });
  expect(back.review.counts).toMatchObject({ delete: 2 });
  expect(await readFacts(bench.store, back)).toEqual({ model: { kind: "baseline" }, contribution });
  await go(back);
  expect(stateInputs(bench, "chatbot-production")).toEqual({});
  await go(await rollback(first.id));
  expect(stateInputs(bench, "chatbot-production")).toEqual({ api: "v1", extra: "v1" });
});

it("gives what a first run adopted its old values back, and refuses a zone of which nobody knows them", async () => {
  const zone = "zone/opsdesk.example";
  const old = [{ address: "terraform_data.ssl", attributes: { input: "full" } }];
  const changed = { ...stack("zone-opsdesk-example", { ssl: "strict", fresh: "new" }), baseline: old };
  const toBaseline = async () => {
    const { store, terraform, people } = bench;
    return await planRollback({
      store,
      terraform,
      target: zone,
      planner: people.planner,
      commit,
      now: new Date(bench.now.getTime() + 1000),
    });
  };
  await bench.launch([changed], { target: zone });
  const back = await toBaseline();
  expect(back.review.counts).toMatchObject({ update: 1, delete: 1 });
  await go(back);
  expect(stateInputs(bench, "zone-opsdesk-example")).toEqual({ ssl: "full" });
});

it("refuses to guess what a zone was before its first run", async () => {
  const target = "zone/opsdesk.example";
  await bench.launch([stack("zone-opsdesk-example", { ssl: "strict" })], { target });
  const { store, terraform, people, now } = bench;
  const refused = planRollback({ store, terraform, target, planner: people.planner, commit, now: new Date(now.getTime() + 1000) });
  await expect(refused).rejects.toMatchObject({ parts: { code: "ROLLBACK_IMPOSSIBLE", fix: expect.stringContaining("slipway adopt") } });
});

it("passes over runs that were never verified", async () => {
  const v1 = await bench.launch([stack("chatbot-production", { api: "v1" })]);
  const v2 = await bench.plan([stack("chatbot-production", { api: "v2" })]);
  await bench.approve(v2);
  await bench.apply(v2);
  await bench.launch([stack("chatbot-production", { api: "v3" })]);
  expect((await rollback()).rollbackOf?.to).toBe(v1.id);
});

it("drops the import and moved blocks that the record holds, because they have done their work", async () => {
  const adopt = [{ to: "terraform_data.legacy", id: "an-older-thing" }];
  await bench.launch([stack("chatbot-production", { api: "v1", legacy: null }, { import: adopt })]);
  await bench.launch([stack("chatbot-production", { api: "v2", legacy: null })]);
  const back = await rollback();
  const recorded = JSON.parse(await readConfig(bench.store, back.id, firstStack(back)));
  expect(Object.keys(recorded)).toEqual(["resource"]);
  await go(back);
  expect(stateInputs(bench, "chatbot-production")).toMatchObject({ api: "v1" });
});

it("gives what was adopted since its old values back, where they are known, and lets go of it where not", async () => {
  await bench.launch([stack("chatbot-production", { api: "v1" })]);
  const adopt = ["known", "unknown"].map((name) => ({ to: `terraform_data.${name}`, id: "an-older-thing" }));
  const baseline = [{ address: "terraform_data.known", attributes: { input: "as it was" } }];
  const later = stack("chatbot-production", { api: "v2", known: "ours", unknown: "ours" }, { import: adopt });
  await bench.launch([{ ...later, baseline }]);
  await bench.launch([{ ...later, baseline, config: later.config.replace("v2", "v3") }]);
  const back = await rollback((await historyOf(bench.store, TARGET)).find(({ kind }) => kind === "applied")?.run);
  expect(back.review.counts).toMatchObject({ update: 2, forget: 1 });
  await go(back);
  expect(stateInputs(bench, "chatbot-production")).toEqual({ api: "v1", known: "as it was" });
});

function firstStack(run: Run): Run["stacks"][number] {
  const [first] = run.stacks;
  if (first === undefined) throw new Error("a run without stacks");
  return first;
}
