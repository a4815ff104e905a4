import { existsSync } from "node:fs";
import type { ApplyEvent } from "../../launch/apply-event.ts";
import { canonicalText } from "../../launch/json.ts";
import { verifyLedger } from "../../launch/ledger/ledger.ts";
import type { Run } from "../../launch/run.ts";
import type { RunStore } from "../../launch/store/store.ts";
import { type Bench, openBench, stack, statePath } from "./bench-of-runs.ts";

let bench: Bench;
let run: Run;
beforeEach(async () => {
  bench = await openBench();
  run = await bench.plan([stack("zone-opsdesk-example", { rules: "v1" }), stack("chatbot-production", { api: "v1" })]);
  await bench.approve(run);
});
afterEach(() => bench.close());

const OTHER = canonicalText({
  pid: 1,
  host: "ci-runner-7",
  holder: "mallory@opsdesk.example",
  run: "run-20261122T130000Z-000000",
  purpose: "apply",
  since: "2026-11-22T13:00:00.000Z",
  fence: 99,
});

it.each([
  { when: "while it plans again", at: "replanning", kept: [], last: "approved" },
  { when: "at its last look before the first stack", at: undefined, kept: [], last: "approved" },
  { when: "between two stacks", at: "stack-ended", kept: ["zone-opsdesk-example"], last: "apply-started" },
  { when: "after its last stack", at: "second-plan", kept: ["zone-opsdesk-example", "chatbot-production"], last: "apply-started" },
])("starts and writes nothing more when somebody takes the lock away $when", async ({ at, kept, last }) => {
  let first: Promise<void> | undefined;
  const take = ({ kind }: Pick<ApplyEvent, "kind">): void => {
    if (kind === at) first ??= bench.store.write("lock.json", OTHER);
  };
  const store = at === undefined ? takingAtTheLastLook() : waitingFor(() => first);
  const applying = bench.apply(run, { store, onEvent: take });
  await expect(applying).rejects.toMatchObject({
    parts: {
      kind: "refused",
      code: "LAUNCH_LOCK_LOST",
      where: run.id,
      got: "held by mallory@opsdesk.example with apply of run-20261122T130000Z-000000 since 2026-11-22T13:00:00.000Z (process 1 on ci-runner-7)",
    },
  });
  const stacks = ["zone-opsdesk-example", "chatbot-production"];
  expect(stacks.filter((name) => existsSync(statePath(bench, name)))).toEqual(kept);
  expect((await verifyLedger(bench.store)).entries.at(-1)?.kind).toBe(last);
  expect(await bench.store.read("lock.json")).toBe(OTHER);
});

/** Reads nothing of the lock before the takeover is on disk. */
function waitingFor(takeover: () => Promise<void> | undefined): RunStore {
  return {
    ...bench.store,
    read: async (key) => {
      if (key === "lock.json") await takeover();
      return await bench.store.read(key);
    },
  };
}

/** The lock goes while the engine writes that it will start, in the moment after its look at the lock. */
function takingAtTheLastLook(): RunStore {
  let looks = 0;
  return {
    ...bench.store,
    read: async (key) => {
      if (key === "lock.json") {
        looks += 1;
        if (looks === 2) await bench.store.write("lock.json", OTHER);
      }
      return await bench.store.read(key);
    },
  };
}
