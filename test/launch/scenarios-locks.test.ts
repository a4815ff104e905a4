import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import { canonicalText } from "../../launch/json.ts";
import { appendLedger, verifyLedger } from "../../launch/ledger/ledger.ts";
import type { RunStore } from "../../launch/store/store.ts";
import { describeLock, unlock } from "../../launch/unlock.ts";
import { type Bench, openBench, stack, stateInputs, TARGET } from "./bench-of-runs.ts";
import { refusedWith, type Scenario, STACK } from "./scenario.ts";
import { withProgram } from "./with-program.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const config = (api: string) => [stack(STACK, { api })];
const slowly = () => ({ terraform: withProgram(bench.terraform, { stack: STACK, resource: "api", command: "sleep 1" }) });

/** A store whose backend does not answer for locks. */
function deafStore(store: RunStore): RunStore {
  const refuse = (key: string): void => {
    if (/^(lock|fence)\.json$/.test(key)) throw Object.assign(new Error("connect ECONNREFUSED 10.0.0.1:443"), { code: "ECONNREFUSED" });
  };
  return {
    ...store,
    read: async (key) => {
      refuse(key);
      return await store.read(key);
    },
    create: async (key, text) => {
      refuse(key);
      return await store.create(key, text);
    },
    swap: async (key, before, after) => {
      refuse(key);
      return await store.swap(key, before, after);
    },
  };
}

const SCENARIOS: readonly Scenario[] = [
  [
    8,
    "two operators apply at once: the second is told who is at work and since when",
    async () => {
      const run = await bench.plan(config("v1"), slowly());
      await bench.approve(run);
      let second: Promise<unknown> | undefined;
      await bench.apply(run, {
        ...slowly(),
        onEvent: ({ kind }) => {
          // looked at once, so that its refusal is nobody's unhandled rejection
          if (kind === "stack-started") second = bench.apply(run, { operator: "dana@opsdesk.example" }).catch((error: unknown) => error);
        },
      });
      const got = expect.stringContaining(`ci@opsdesk.example with apply of ${run.id} since 2026-`);
      expect(await second).toMatchObject(refusedWith("LAUNCH_LOCKED", { got }));
      const started = (await verifyLedger(bench.store)).entries.filter(({ kind }) => kind === "apply-started");
      expect(started).toHaveLength(1);
    },
  ],
  [
    11,
    "a lock is left behind by a crash: its holder and liveness are shown, and no unlock goes round a recovery",
    async () => {
      const child = spawn(process.execPath, ["-e", ""]);
      await once(child, "exit");
      const run = await bench.plan(config("v1"));
      const stacks = [{ stack: STACK, planSha256: "0".repeat(64), carriedOver: false }];
      await appendLedger(bench.store, { kind: "apply-started", operator: "ci", stacks, run: run.id, target: TARGET, at: bench.now });
      const since = "2026-11-22T11:59:00.000Z";
      const held = { pid: child.pid, host: hostname(), holder: "ci@opsdesk.example", run: run.id, purpose: "apply", since };
      await bench.store.write("lock.json", canonicalText(held));
      expect(await describeLock(bench.store)).toBe(
        `ci@opsdesk.example, apply of ${run.id} since ${since}, process ${child.pid} on ${hostname()} (gone)`,
      );
      const take = { store: bench.store, by: "ana@opsdesk.example", reason: "the runner was restarted", holderGone: true, now: bench.now };
      await expect(unlock(take)).rejects.toMatchObject(refusedWith("RUN_INTERRUPTED"));
      await expect(bench.plan(config("v2"))).rejects.toMatchObject(refusedWith("RUN_INTERRUPTED"));
      await appendLedger(bench.store, { kind: "recovered", by: "ana", reason: "looked", run: run.id, target: TARGET, at: bench.now });
      await unlock(take);
      expect((await verifyLedger(bench.store)).entries.at(-1)).toMatchObject({ kind: "unlocked", reason: take.reason, run: run.id });
      await bench.plan(config("v2"));
    },
  ],
  [
    12,
    "the lock's backend cannot be reached: nothing is planned and nothing is applied",
    async () => {
      const run = await bench.launch(config("v1"));
      const next = await bench.plan(config("v2"));
      await bench.approve(next);
      const { entries } = await verifyLedger(bench.store);
      const store = deafStore(bench.store);
      await expect(bench.plan(config("v3"), { store })).rejects.toThrow("ECONNREFUSED");
      await expect(bench.apply(next, { store })).rejects.toThrow("ECONNREFUSED");
      expect((await verifyLedger(bench.store)).entries).toEqual(entries);
      expect(stateInputs(bench, STACK)).toEqual({ api: "v1" });
      expect(await bench.store.list("runs")).toEqual([run.id, next.id].sort());
    },
  ],
];

it.each(SCENARIOS)("%i. %s", async (_number, _sentence, drive) => await drive());
