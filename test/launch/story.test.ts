import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "../../launch/run.ts";
import { historyOf, statusOf } from "../../launch/status.ts";
import { guardVariable } from "../../stacks/guard-variable.ts";
import { type Bench, openBench, stack, stateInputs, TARGET, verified } from "./bench-of-runs.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

it("plans, is refused without approval, is approved, applies once, plans empty and is verified", async () => {
  const run = await bench.plan([stack("zone-opsdesk-example", { rules: "v1" }), stack("chatbot-production", { api: "v1" })]);
  expect(run.status).toBe("planned");
  expect(run.review.counts).toEqual({ create: 2, update: 0, replace: 0, delete: 0, forget: 0, import: 0, move: 0 });
  await expect(bench.apply(run)).rejects.toMatchObject({ parts: { kind: "refused", code: "APPROVAL_MISSING" } });

  await bench.approve(run);
  const events: string[] = [];
  const applied = await bench.apply(run, { onEvent: ({ kind, stack: name }) => events.push(`${kind} ${name}`) });
  expect(applied.outcomes.map(({ stack: name, outcome }) => [name, outcome])).toEqual([
    ["zone-opsdesk-example", "applied"],
    ["chatbot-production", "applied"],
  ]);
  expect(applied.leftovers).toEqual([]);
  expect(applied.status).toBe("applied");
  expect(events.filter((event) => event.startsWith("resource"))).toHaveLength(4);

  await verified(bench, run);
  expect((await historyOf(bench.store, TARGET)).map(({ kind }) => kind)).toEqual([
    "planned",
    "approved",
    "apply-started",
    "applied",
    "verified",
  ]);
  expect(await statusOf(bench.store)).toMatchObject([
    { target: TARGET, run: run.id, state: "verified", by: "ci@opsdesk.example", interruptedRun: null, pendingRun: null },
  ]);
  expect(stateInputs(bench, "chatbot-production")).toEqual({ api: "v1" });

  const again = await bench.plan([stack("zone-opsdesk-example", { rules: "v1" }), stack("chatbot-production", { api: "v1" })]);
  expect(again.stacks.map(({ empty }) => empty)).toEqual([true, true]);
  expect(again.review.undo).toBe("nothing changes, so there is nothing to undo");
});

it("leaves out stacks without changes, and applies the rest", async () => {
  await bench.launch([stack("zone-opsdesk-example", { rules: "v1" }), stack("chatbot-production", { api: "v1" })]);
  const run = await bench.plan([stack("zone-opsdesk-example", { rules: "v1" }), stack("chatbot-production", { api: "v2" })]);
  await bench.approve(run);
  expect((await bench.apply(run)).outcomes.map(({ outcome }) => outcome)).toEqual(["unchanged", "applied"]);
});

it("keeps files that only their owner can read, and no plan file after the apply", async () => {
  const run = await bench.launch([stack("chatbot-production", { api: "v1" })]);
  const files = readdirSync(bench.store.dir, { recursive: true, encoding: "utf8" }).filter((file) => !file.includes(".terraform"));
  const open = files.filter((file) => (statSync(join(bench.store.dir, file)).mode & 0o077) !== 0);
  expect(open).toEqual([]);
  expect(statSync(bench.store.path("state")).mode & 0o077).toBe(0);
  expect(files.filter((file) => file.endsWith(".tfplan"))).toEqual([]);
  expect(readdirSync(bench.store.path(`runs/${run.id}`)).sort()).toEqual([
    "approvals",
    "facts.json",
    "findings.json",
    "journal",
    "review.json",
    "run.json",
    "run.sig",
    "stacks",
  ]);
});

it("keeps an approval that ssh-keygen alone verifies, offline", async () => {
  const run = await bench.plan([stack("chatbot-production", { api: "v1" })]);
  await bench.approve(run);
  const folder = bench.store.path(`runs/${run.id}/approvals/1`);
  const args = ["-Y", "verify", "-f", "allowed_signers", "-I", "ben@opsdesk.example", "-n", "slipway-approval", "-s", "approval.sig"];
  const said = execFileSync("ssh-keygen", args, { cwd: folder, input: readFileSync(join(folder, "approval.json")), encoding: "utf8" });
  expect(said).toContain('Good "slipway-approval" signature for ben@opsdesk.example');
});

it("hands the ephemeral guard variable its run, so that the guarded stack plans and applies", async () => {
  const guard = { variable: { slipway_run: guardVariable("chatbot/production") } };
  const run = await bench.launch([stack("chatbot-production", { api: "v1" }, guard)]);
  expect(stateInputs(bench, "chatbot-production")).toEqual({ api: "v1" });
  const again = await bench.plan([stack("chatbot-production", { api: "v1" }, guard)]);
  expect([run.stacks[0]?.empty, again.stacks[0]?.empty]).toEqual([false, true]);
});

it("keeps the run's name out of what is signed as its content, guard or not", async () => {
  const guard = { variable: { slipway_run: guardVariable("chatbot/production") } };
  const runs: Run[] = [];
  for (let plans = 0; plans < 2; plans += 1) runs.push(await bench.plan([stack("chatbot-production", { api: "v1" }, guard)]));
  const [one, other] = runs;
  expect(one?.id).not.toBe(other?.id);
  expect(one?.contentDigest).toBe(other?.contentDigest);
  const content = await bench.store.read(`runs/${one?.id}/stacks/chatbot-production/content.jsonl`);
  expect(content).toContain("slipway_run");
  expect(content).not.toContain(one?.id);
});

it("gives the same plan the same digest, and one changed byte another one", async () => {
  const digests: string[] = [];
  for (const value of ["v1", "v1", "v2"]) digests.push((await bench.plan([stack("chatbot-production", { api: value })])).contentDigest);
  expect(digests[1]).toBe(digests[0]);
  expect(digests[2]).not.toBe(digests[0]);
});

it("initialises a working folder once", async () => {
  let inits = 0;
  const terraform = {
    ...bench.terraform,
    init: async (folder: string, lockFile: "readonly" | "writable") => {
      inits += 1;
      await bench.terraform.init(folder, lockFile);
    },
  };
  await bench.plan([stack("chatbot-production", { api: "v1" })], { terraform });
  await bench.plan([stack("chatbot-production", { api: "v2" })], { terraform });
  expect(inits).toBe(1);
  await bench.plan([stack("chatbot-production", { api: "v2" }, { terraform: { required_version: ">= 1.11.0" } })], { terraform });
  expect(inits).toBe(2);
});
