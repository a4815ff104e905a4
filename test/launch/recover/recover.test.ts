import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { appendLedger, verifyLedger } from "../../../launch/ledger/ledger.ts";
import { type RecoverRequest, type Recovery, recoverRun } from "../../../launch/recover/recover.ts";
import type { Run } from "../../../launch/run.ts";
import { createInterrupter } from "../../../launch/terraform/interrupter.ts";
import { noteProcess } from "../../../launch/terraform/process-note.ts";
import { openTerraform, terraformEnvironment } from "../../../launch/terraform/terraform.ts";
import { type Bench, openBench, stack, stateInputs, statePath, TARGET } from "../bench-of-runs.ts";

const STACK = "chatbot-production";
const ADDRESS = "terraform_data.api";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

function recover(more: Partial<RecoverRequest> = {}): Promise<Recovery> {
  const terraform = openTerraform({
    binary: bench.terraform.binary,
    environment: terraformEnvironment({ PATH: process.env.PATH, HOME: bench.dir }),
  });
  return recoverRun({
    store: bench.store,
    terraform,
    target: TARGET,
    planner: bench.people.planner,
    commit: { sha: undefined, authors: [], dirty: false },
    clock: () => bench.now,
    lookup: async () => undefined,
    waitMilliseconds: 200,
    ...more,
  });
}

/** A run that began to create one thing and was never heard of again. */
async function interruptedRun(): Promise<Run> {
  const run = await bench.plan([stack(STACK, { api: "v1" })]);
  const stacks = [{ stack: STACK, planSha256: "0".repeat(64), carriedOver: false }];
  await appendLedger(bench.store, { kind: "apply-started", operator: "ci", stacks, run: run.id, target: TARGET, at: bench.now });
  mkdirSync(bench.store.path(`runs/${run.id}/journal`), { recursive: true });
  const begun = { type: "apply_start", hook: { resource: { addr: ADDRESS }, action: "create" } };
  writeFileSync(journalOf(run), `${JSON.stringify(begun)}\n`);
  return run;
}

function journalOf(run: Run): string {
  return bench.store.path(`runs/${run.id}/journal/${STACK}.jsonl`);
}

it("says that nothing was interrupted", async () => {
  await expect(recover()).rejects.toMatchObject({ parts: { kind: "refused", code: "NOTHING_TO_RECOVER", got: "none" } });
});

it("stays blocked while something may exist, until a person has looked for it", async () => {
  const run = await interruptedRun();
  await expect(recover()).rejects.toMatchObject({
    parts: { kind: "undecided", code: "RECOVERY_UNDECIDED", got: expect.stringContaining(`${STACK}/${ADDRESS}`) },
  });
  await expect(bench.plan([stack(STACK, { api: "v2" })])).rejects.toMatchObject({ parts: { code: "RUN_INTERRUPTED" } });
  await expect(recover({ acknowledged: ["terraform_data.other"] })).rejects.toMatchObject({ parts: { code: "ACKNOWLEDGEMENT_UNKNOWN" } });
  const { run: recovery } = await recover({ acknowledged: [ADDRESS], reason: "the runner was restarted" });
  expect(recovery).toMatchObject({ recovers: run.id, status: "planned", review: { counts: { create: 1, import: 0 } } });
  expect((await verifyLedger(bench.store)).entries.at(-1)).toMatchObject({
    kind: "recovered",
    run: run.id,
    by: "ana@opsdesk.example",
    reason: "the runner was restarted: 1 creates looked at, 0 to import",
    recovery: { run: recovery.id, stacks: [{ stack: STACK, imports: [], acknowledged: [ADDRESS] }] },
  });
});

it("imports what a person has found, and lets nothing else through until that is applied", async () => {
  await interruptedRun();
  const { run } = await recover({ imports: new Map([[ADDRESS, "found-by-hand"]]) });
  expect(run.review.counts).toMatchObject({ update: 1, create: 0 }); // imported, and brought to what was declared
  await expect(bench.plan([stack(STACK, { api: "v2" })])).rejects.toMatchObject({
    parts: { kind: "refused", code: "RECOVERY_PENDING", got: expect.stringContaining(ADDRESS) },
  });
  const { run: again } = await recover(); // what was named once is not asked for again
  expect(again.review.counts).toMatchObject({ update: 1, create: 0 });
  await bench.approve(again);
  expect(await bench.apply(again)).toMatchObject({ status: "applied", leftovers: [] });
  expect(readFileSync(statePath(bench, STACK), "utf8")).toContain("found-by-hand");
  const next = await bench.plan([stack(STACK, { api: "v2" })]);
  expect(next.review.counts).toMatchObject({ update: 1, create: 0, import: 0 });
  expect(existsSync(bench.store.path(`work/${STACK}/slipway_recover.tf.json`))).toBe(false);
});

it("waits for a terraform that still runs, and does not look before it has ended", async () => {
  const run = await interruptedRun();
  const child = spawn(process.execPath, ["-e", "setTimeout(() => undefined, 60_000)"], { detached: true, stdio: "ignore" });
  noteProcess(journalOf(run), child.pid ?? 0);
  await expect(recover({ acknowledged: [ADDRESS] })).rejects.toMatchObject({ parts: { kind: "refused", code: "PROCESS_STILL_RUNNING" } });
  child.kill("SIGKILL");
  await once(child, "exit");
  await recover({ acknowledged: [ADDRESS] });
});

it("takes nobody's word for another machine's process but that of a person", async () => {
  const run = await interruptedRun();
  writeFileSync(`${journalOf(run)}.process.json`, JSON.stringify({ pid: 1, host: "ci-runner-7" }));
  await expect(recover({ acknowledged: [ADDRESS] })).rejects.toMatchObject({ parts: { code: "PROCESS_STILL_RUNNING" } });
  await recover({ acknowledged: [ADDRESS], holderGone: true });
  expect((await verifyLedger(bench.store)).entries.at(-1)).toMatchObject({ reason: expect.stringContaining("its machine is gone") });
});

it.each([
  { what: "hands in a state that could not be saved, when it continues the one that was", foreign: false },
  { what: "keeps a state that could not be saved and continues another, and says so", foreign: true },
])("$what", async ({ foreign }) => {
  await bench.launch([stack(STACK, { old: "v0" })]);
  const saved = JSON.parse(readFileSync(statePath(bench, STACK), "utf8"));
  const run = await interruptedRun();
  const renamed = JSON.parse(
    JSON.stringify(saved.resources).replaceAll('"old"', '"api"').replaceAll(saved.resources[0].instances[0].attributes.id, "made"),
  );
  const lineage = foreign ? "00000000-0000-4000-8000-000000000000" : saved.lineage;
  const unsaved = { ...saved, lineage, serial: saved.serial + 1, resources: [...saved.resources, ...renamed] };
  writeFileSync(bench.store.path(`work/${STACK}/errored.tfstate`), JSON.stringify(unsaved));
  const said: string[] = [];
  const recovery = recover({ onEvent: (message) => void said.push(message), ...(foreign ? { acknowledged: [ADDRESS] } : {}) });
  const { findings } = await recovery;
  expect(findings.map(({ kind }) => kind)).toEqual([foreign ? "vouched" : "in-state"]);
  expect(said.join("\n")).toContain(foreign ? "does not continue the state" : "terraform state push errored.tfstate");
  expect(Object.keys(stateInputs(bench, STACK)).sort()).toEqual(foreign ? ["old"] : ["api", "old"]);
  expect(readFileSync(bench.store.path(`runs/${run.id}/stacks/${STACK}/errored.tfstate.sealed`), "utf8")).not.toContain("lineage");
  expect(existsSync(bench.store.path(`work/${STACK}/errored.tfstate`))).toBe(false);
});

it("frees the target without a run when nothing is missing and nothing can be planned", async () => {
  await interruptedRun();
  const terraform = {
    ...openTerraform({ binary: bench.terraform.binary, environment: terraformEnvironment({ PATH: process.env.PATH, HOME: bench.dir }) }),
    plan: () => Promise.reject(new Error("no plan today")),
  };
  await expect(recover({ acknowledged: [ADDRESS], terraform })).rejects.toThrow("no plan today");
  expect((await verifyLedger(bench.store)).entries.at(-1)).toMatchObject({ kind: "recovered", recovery: { run: null } });
  await bench.plan([stack(STACK, { api: "v2" })]);
});

it("discards the runs that still wait when the target is planned again, plan files and all", async () => {
  const first = await bench.plan([stack(STACK, { api: "v1" })]);
  await bench.approve(first);
  const file = bench.store.path(`runs/${first.id}/stacks/${STACK}/plan.tfplan`);
  const other = await bench.plan([stack("portal-production", { api: "v1" })], { target: "portal/production" });
  expect(existsSync(file)).toBe(true); // another target's plan is nobody's business
  const second = await bench.plan([stack(STACK, { api: "v2" })]);
  expect((await verifyLedger(bench.store)).entries.at(-1)).toMatchObject({
    kind: "discarded",
    run: first.id,
    by: "ana@opsdesk.example",
    reason: `the target was planned again as ${second.id}`,
  });
  expect(existsSync(file)).toBe(false);
  expect(existsSync(bench.store.path(`runs/${other.id}/stacks/portal-production/plan.tfplan`))).toBe(true);
  for (const attempt of [() => bench.apply(first), () => bench.approve(first)]) {
    await expect(attempt()).rejects.toMatchObject({
      parts: { kind: "refused", code: "RUN_SUPERSEDED", got: expect.stringContaining(second.id) },
    });
  }
});

it("starts nothing once Ctrl-C was pressed, and the run may be applied later", async () => {
  const run = await bench.plan([stack(STACK, { api: "v1" })]);
  await bench.approve(run);
  const interrupter = createInterrupter();
  interrupter.press();
  await expect(bench.apply(run, { interrupter })).rejects.toMatchObject({ parts: { kind: "refused", code: "STOPPED_BY_OPERATOR" } });
  expect((await bench.apply(run)).status).toBe("applied");
});
