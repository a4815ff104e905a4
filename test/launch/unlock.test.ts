import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import { canonicalText } from "../../launch/json.ts";
import { verifyLedger } from "../../launch/ledger/ledger.ts";
import { statusOf } from "../../launch/status.ts";
import { describeLock, unlock } from "../../launch/unlock.ts";
import { type Bench, openBench } from "./bench-of-runs.ts";

let bench: Bench;
let dead: number;
beforeEach(async () => {
  bench = await openBench();
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  dead = child.pid ?? 0;
});
afterEach(() => bench.close());

const RUN = "run-20261122T115900Z-000000";
const hold = async (pid: number, host: string, run = RUN): Promise<void> => {
  const lock = { pid, host, holder: "ci@opsdesk.example", run, purpose: "apply", since: "2026-11-22T11:59:00.000Z" };
  await bench.store.write("lock.json", canonicalText(lock));
};
const take = async (holderGone = false): Promise<string> =>
  await unlock({ store: bench.store, by: "ana@opsdesk.example", reason: "the runner was restarted", holderGone, now: bench.now });

it.each([
  { what: "a dead process of this host", here: true, gone: false },
  { what: "another host that somebody knows to be gone", here: false, gone: true },
])("takes away the lock of $what, and the ledger knows who and why", async ({ here, gone }) => {
  await hold(dead, here ? hostname() : "ci-runner-7");
  const said = await take(gone);
  expect(said).toContain("ci@opsdesk.example, apply of run-20261122T115900Z-000000 since 2026-11-22T11:59:00.000Z");
  expect(said).toContain(here ? "(gone)" : "on ci-runner-7 (cannot be seen from here)");
  expect(await bench.store.read("lock.json")).toBeUndefined();
  expect((await verifyLedger(bench.store)).entries).toMatchObject([
    { kind: "unlocked", by: "ana@opsdesk.example", reason: "the runner was restarted", lock: said },
  ]);
  expect(await statusOf(bench.store)).toEqual([]); // a lock is no target
});

it.each([
  { what: "its holder lives", pid: () => process.pid, host: hostname(), gone: true, code: "LOCK_HOLDER_ALIVE" },
  { what: "its holder cannot be seen", pid: () => dead, host: "ci-runner-7", gone: false, code: "LOCK_HOLDER_ALIVE" },
])("leaves a lock alone when $what", async ({ pid, host, gone, code }) => {
  await hold(pid(), host);
  await expect(take(gone)).rejects.toMatchObject({ parts: { kind: "refused", code } });
  expect(await bench.store.read("lock.json")).toBeDefined();
});

it("leaves a lock alone that cannot be read, until somebody knows its holder to be gone", async () => {
  await bench.store.write("lock.json", "{");
  expect(await describeLock(bench.store)).toBe("a lock that cannot be read");
  await expect(take()).rejects.toMatchObject({ parts: { code: "LOCK_HOLDER_ALIVE" } });
  await take(true);
  expect(await bench.store.read("lock.json")).toBeUndefined();
});

it("says that there is nothing to unlock", async () => {
  await expect(take()).rejects.toMatchObject({ parts: { kind: "refused", code: "NOTHING_TO_UNLOCK" } });
});
