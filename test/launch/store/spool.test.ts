import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stateOf } from "../../../launch/ledger/history.ts";
import { verifyLedger } from "../../../launch/ledger/ledger.ts";
import { recoverRun } from "../../../launch/recover/recover.ts";
import type { Run } from "../../../launch/run.ts";
import type { RunStore } from "../../../launch/store/store.ts";
import { openTerraform, terraformEnvironment } from "../../../launch/terraform/terraform.ts";
import { type Bench, openBench, stack, TARGET } from "../bench-of-runs.ts";

const STACK = "chatbot-production";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => {
  for (const file of kept.splice(0)) rmSync(file, { force: true });
  bench.close();
});

/** They lie outside the bench, which is the point of them. */
const kept: string[] = [];

/** Takes `apply-started`, and nothing of how it ended. */
function fullAtTheEnd(store: RunStore): RunStore {
  return {
    ...store,
    swap: async (key, before, after) => {
      if (after?.includes('"kind":"applied"') === true)
        throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
      return await store.swap(key, before, after);
    },
  };
}

function spoolFileOf({ id }: Run): string {
  return join(tmpdir(), `slipway-spool-${process.getuid?.()}`, `${id}.json`);
}

async function appliedUntold(): Promise<Run> {
  const run = await bench.plan([stack(STACK, { api: "v1" })]);
  await bench.approve(run);
  kept.push(spoolFileOf(run));
  await expect(bench.apply(run, { store: fullAtTheEnd(bench.store) })).rejects.toMatchObject({
    parts: {
      kind: "undecided",
      code: "RECORD_NOT_KEPT",
      expected: expect.stringContaining('"kind":"applied"'),
      got: expect.stringContaining(`ENOSPC: no space left on device, write; the line is kept in ${spoolFileOf(run)}`),
    },
  });
  expect(stateOf((await verifyLedger(bench.store)).entries, run.id)).toBe("applying");
  return run;
}

it("keeps the line that the ledger did not take, and the next plan brings it home", async () => {
  const run = await appliedUntold();
  const next = await bench.plan([stack(STACK, { api: "v2" })]);
  expect(next.review.counts).toMatchObject({ update: 1, create: 0 });
  const { entries } = await verifyLedger(bench.store);
  expect(entries.filter((entry) => entry.run === run.id).map(({ kind }) => kind)).toEqual([
    "planned",
    "approved",
    "apply-started",
    "applied",
  ]);
  expect(existsSync(spoolFileOf(run))).toBe(false);
});

it("has nothing to recover once the line is home", async () => {
  const run = await appliedUntold();
  const said: string[] = [];
  await expect(recover(said)).rejects.toMatchObject({ parts: { code: "NOTHING_TO_RECOVER", got: "applied" } });
  expect(said).toEqual([`${run.id}: its end was kept outside the run store; it is in the ledger now`]);
});

it.each([
  {
    what: "that somebody changed",
    change: (text: string) => text.replace("apply", "reply").replace('\\"errors\\":[]', '\\"errors\\":[\\"x\\"]'),
  },
  { what: "that somebody made up", change: () => JSON.stringify({ entry: '{"kind":"applied"}', hmac: "0".repeat(64) }) },
  { what: "that is torn", change: (text: string) => text.slice(0, 40) },
])("takes no line $what, and stays blocked", async ({ change }) => {
  const run = await appliedUntold();
  const text = readFileSync(spoolFileOf(run), "utf8");
  expect(change(text)).not.toBe(text);
  writeFileSync(spoolFileOf(run), change(text));
  await expect(bench.plan([stack(STACK, { api: "v2" })])).rejects.toMatchObject({ parts: { code: "RUN_INTERRUPTED" } });
  expect(readFileSync(spoolFileOf(run), "utf8")).toBe(change(text));
});

it("keeps a line that its ledger still does not take", async () => {
  const run = await appliedUntold();
  await expect(bench.plan([stack(STACK, { api: "v2" })], { store: fullAtTheEnd(bench.store) })).rejects.toThrow("ENOSPC");
  expect(existsSync(spoolFileOf(run))).toBe(true);
  rmSync(spoolFileOf(run));
  // without it, the world has to be looked at
  expect((await recover([])).findings).toMatchObject([{ kind: "in-state" }]);
});

async function recover(said: string[]): ReturnType<typeof recoverRun> {
  const environment = terraformEnvironment({ PATH: process.env.PATH, HOME: bench.dir });
  return await recoverRun({
    store: bench.store,
    terraform: openTerraform({ binary: bench.terraform.binary, environment }),
    target: TARGET,
    planner: bench.people.planner,
    commit: { sha: undefined, authors: [], dirty: false },
    clock: () => bench.now,
    lookup: async () => undefined,
    onEvent: (message) => void said.push(message),
  });
}
