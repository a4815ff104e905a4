import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { canonicalText } from "../../launch/json.ts";
import { verifyLedger } from "../../launch/ledger/ledger.ts";
import { statusOf } from "../../launch/status.ts";
import { createInterrupter } from "../../launch/terraform/interrupter.ts";
import { type Bench, openBench, planKeyFile, stack, stateInputs, TARGET } from "./bench-of-runs.ts";
import { withProgram } from "./with-program.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const slow = stack("chatbot-production", { slow: "v1" });
/** Takes long enough to be interrupted. */
const asleep = (seconds: number) => ({
  terraform: withProgram(bench.terraform, { stack: "chatbot-production", resource: "slow", command: `sleep ${seconds}` }),
});

it("calls a run failed when terraform touched nothing, and says what terraform said", async () => {
  const run = await bench.plan([stack("chatbot-production", { api: "v1" })]);
  await bench.approve(run);
  const diagnostic = {
    severity: "error",
    summary: "Error acquiring the state lock",
    detail: "held by somebody",
    snippet: { code: "the whole config" },
  };
  const terraform = {
    ...bench.terraform,
    apply: async ({ journalFile }: { readonly journalFile: string }) => {
      writeFileSync(journalFile, `${JSON.stringify({ type: "diagnostic", diagnostic })}\n`);
      return { code: 1, signal: null };
    },
  };
  const said = await bench.apply(run, { terraform }).catch((error: unknown) => String(error));
  expect(said).toContain("chatbot-production failed: Error acquiring the state lock: held by somebody");
  expect(said).not.toContain("the whole config");
  expect((await verifyLedger(bench.store)).entries.at(-1)).toMatchObject({ kind: "failed", stacks: [{ outcome: "failed", serial: 0 }] });
  // it never touched anything, so the way is free
  await bench.launch([stack("chatbot-production", { api: "v1" })]);
});

it("waits on the first Ctrl-C, and starts no further stack", async () => {
  const interrupter = createInterrupter();
  const run = await bench.plan([slow, stack("zone-opsdesk-example", { rules: "v1" })], asleep(1));
  await bench.approve(run);
  const stopped = bench.apply(run, {
    ...asleep(1),
    interrupter,
    onEvent: ({ kind }) => {
      if (kind === "stack-started") expect(interrupter.press()).toBe("waiting");
    },
  });
  await expect(stopped).rejects.toMatchObject({ parts: { kind: "provider", code: "APPLY_FAILED" } });
  expect((await verifyLedger(bench.store)).entries.at(-1)).toMatchObject({
    kind: "partially-applied",
    stacks: [{ outcome: "applied" }, { outcome: "not-started" }],
  });
  expect(stateInputs(bench, "chatbot-production")).toEqual({ slow: "v1" });
});

it("hands terraform one SIGINT on the second Ctrl-C, and never another", async () => {
  const interrupter = createInterrupter();
  const answers: string[] = [];
  const run = await bench.plan([slow], asleep(20));
  await bench.approve(run);
  const started = Date.now();
  const stopped = bench.apply(run, {
    ...asleep(20),
    interrupter,
    onEvent: (event) => {
      if (event.kind === "resource" && event.step === "started")
        for (let press = 0; press < 3; press += 1) answers.push(interrupter.press());
    },
  });
  // its create was cancelled, and may have reached the vendor all the same: recover looks
  await expect(stopped).rejects.toMatchObject({ parts: { kind: "provider", code: "APPLY_INTERRUPTED" } });
  expect(answers).toEqual(["waiting", "stopping", "already-stopping"]);
  expect(Date.now() - started).toBeLessThan(15_000);
  expect((await verifyLedger(bench.store)).entries.at(-1)).toMatchObject({ kind: "interrupted" });
});

describe("the launch lock", () => {
  const held = (pid: number, host: string, run: string) =>
    canonicalText({ pid, host, holder: "ci@opsdesk.example", run, purpose: "apply", since: "2026-11-22T11:59:00.000Z" });

  it("is taken away from a dead process of this host that left nothing half done", async () => {
    await bench.store.write("lock.json", held(await deadPid(), hostname(), "run-20261122T115900Z-000000"));
    await bench.plan([stack("chatbot-production", { api: "v1" })]);
    expect(await bench.store.read("lock.json")).toBeUndefined();
  });

  it("stays with a process of another host, dead or not", async () => {
    await bench.store.write("lock.json", held(await deadPid(), "ci-runner-7", "run-20261122T115900Z-000000"));
    await expect(bench.plan([stack("chatbot-production", { api: "v1" })])).rejects.toMatchObject({ parts: { code: "LAUNCH_LOCKED" } });
  });

  it("stays when it cannot be read", async () => {
    await bench.store.write("lock.json", "{");
    await expect(bench.plan([stack("chatbot-production", { api: "v1" })])).rejects.toMatchObject({ parts: { code: "LAUNCH_LOCKED" } });
  });

  it("of a dead apply that began and never ended is evidence", async () => {
    const run = await bench.plan([slow], asleep(20));
    await bench.approve(run);
    await bench
      .apply(run, {
        ...asleep(20),
        onEvent: (event) => void (event.kind === "stack-started" && setTimeout(() => process.kill(-event.pid, "SIGKILL"), 400)),
      })
      .catch(() => undefined);
    await bench.store.write("lock.json", held(await deadPid(), hostname(), run.id));
    const other = bench.plan([stack("portal-production", { api: "v1" })], { target: "portal/production" });
    await expect(other).rejects.toMatchObject({ parts: { code: "RUN_INTERRUPTED" } });
    expect(await bench.store.read("lock.json")).toBeDefined();
    expect((await statusOf(bench.store)).find(({ target }) => target === TARGET)?.state).toBe("interrupted");
  });
});

it("survives the death of the process that applies: terraform and its journal finish", async () => {
  const run = await bench.plan([slow], asleep(2));
  await bench.approve(run);
  const script = `${bench.dir}/apply.cjs`;
  writeFileSync(script, childScript(run.id));
  const child = spawn(process.execPath, [script], { cwd: process.cwd(), stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data"); // it prints once terraform runs
  child.kill("SIGKILL");
  await once(child, "exit");
  const journal = bench.store.path(`runs/${run.id}/journal/chatbot-production.jsonl`);
  execFileSync("sh", ["-c", `for i in $(seq 100); do grep -q change_summary '${journal}' && exit 0; sleep 0.1; done; exit 1`]);
  expect(stateInputs(bench, "chatbot-production")).toEqual({ slow: "v1" });
  await expect(bench.plan([stack("chatbot-production", { api: "v2" })])).rejects.toMatchObject({ parts: { code: "RUN_INTERRUPTED" } });
});

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  return child.pid ?? 0;
}

/** The engine in a process of its own, compiled by what the build uses. */
function childScript(runId: string): string {
  const source = `
    const { buildSync } = require(${JSON.stringify(require.resolve("esbuild"))});
    const entry = ${JSON.stringify(`${process.cwd()}/launch`)};
    buildSync({ stdin: { contents: 'export * from "./apply.ts"; export * from "./store/store.ts"; export * from "./store/local-plan-keys.ts"; export * from "./terraform/terraform.ts"; export * from "../test/launch/with-program.ts";', resolveDir: entry, loader: "ts" },
      bundle: true, platform: "node", format: "cjs", outfile: ${JSON.stringify(`${bench.dir}/engine.cjs`)}, logLevel: "error" });
    const engine = require(${JSON.stringify(`${bench.dir}/engine.cjs`)});
    const environment = { PATH: process.env.PATH, HOME: ${JSON.stringify(bench.dir)} };
    engine.findTerraform(environment).then((binary) => engine.applyRun({
      store: engine.openStore(${JSON.stringify(bench.store.dir)}, engine.localPlanKeys(${JSON.stringify(planKeyFile(bench.dir))})),
      terraform: engine.withProgram(engine.openTerraform({ binary, environment: engine.terraformEnvironment(environment) }),
        { stack: "chatbot-production", resource: "slow", command: "sleep 2" }),
      runId: ${JSON.stringify(runId)}, operator: "ci@opsdesk.example", clock: () => new Date(${bench.now.getTime()}),
      onEvent: (event) => { if (event.kind === "resource") process.stdout.write("running\\n"); },
    }));`;
  return source;
}
