import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { sha256Hex } from "../../launch/json.ts";
import { appendLedger, verifyLedger } from "../../launch/ledger/ledger.ts";
import { planRollback } from "../../launch/rollback/rollback.ts";
import type { Run } from "../../launch/run.ts";
import type { FolderStore } from "../../launch/store/store.ts";
import { type Bench, openBench, stack, stateInputs, TARGET } from "./bench-of-runs.ts";
import { edit, later, refusedWith, type Scenario, STACK } from "./scenario.ts";

let base: Bench;
let bench: Bench;
let ready: Run;
beforeAll(async () => {
  base = await openBench();
  await base.launch([stack(STACK, { api: "v1" })]);
  ready = await base.plan([stack(STACK, { api: "v2" })]);
  await base.approve(ready);
});
afterAll(() => base.close());
beforeEach(async () => {
  bench = await openBench(base);
});
afterEach(() => bench.close());

const full = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });

/** The store of a disk that fills up: from the first write for which `isFull` holds, nothing is taken any more. */
function fillingStore(store: FolderStore, isFull: (key: string, text: string) => boolean): FolderStore {
  let filled = false;
  const check = (key: string, text: unknown): void => {
    filled = filled || isFull(key, String(text));
    if (filled) throw full;
  };
  return {
    ...store,
    write: async (key, text) => {
      check(key, text);
      await store.write(key, text);
    },
    swap: async (key, before, after) => {
      if (after !== undefined) check(key, after.slice(before?.length ?? 0));
      return await store.swap(key, before, after);
    },
  };
}

async function rollback(): Promise<Run> {
  const { store, terraform, people } = bench;
  const commit = { sha: undefined, authors: [], dirty: false };
  return await planRollback({ store, terraform, target: TARGET, planner: people.planner, commit, now: later(bench, 1) });
}

const SCENARIOS: readonly Scenario[] = [
  [
    36,
    "the record cannot be written: before the apply nothing runs, after it the entry is in the message and in a file",
    async () => {
      const before = fillingStore(bench.store, (_key, text) => text.includes("apply-started"));
      await expect(bench.apply(ready, { store: before })).rejects.toThrow("ENOSPC");
      expect(stateInputs(bench, STACK)).toEqual({ api: "v1" });
      const after = fillingStore(bench.store, (_key, text) => text.includes('"kind":"applied"'));
      const error = await bench.apply(ready, { store: after }).catch((each: unknown) => each);
      const kept = { kind: "undecided", code: "RECORD_NOT_KEPT", expected: expect.stringContaining('"kind":"applied"') };
      expect(error).toMatchObject({ parts: kept });
      expect(stateInputs(bench, STACK)).toEqual({ api: "v2" });
      const [, file = ""] = /the line is kept in ([^\s;]+)/.exec(String(error)) ?? [];
      rmSync(file); // it would be brought home; without it, nothing starts before somebody has looked
      await expect(bench.plan([stack(STACK, { api: "v3" })])).rejects.toMatchObject(refusedWith("RUN_INTERRUPTED"));
    },
  ],
  [
    37,
    "a line of the record is corrupt: a torn last one is a crash mark, any other refuses the rollback and is named",
    async () => {
      const { entries } = await verifyLedger(bench.store);
      edit(bench, "ledger.jsonl", (text) => `${text}{"at":"2026-11-22T12:0`);
      expect(await verifyLedger(bench.store)).toMatchObject({ entries: { length: entries.length }, torn: expect.stringContaining('"at"') });
      const run = await bench.plan([stack(STACK, { api: "v3" })]);
      expect((await verifyLedger(bench.store)).entries.slice(entries.length).map(({ kind }) => kind)).toEqual([
        "crash-mark",
        "planned",
        "discarded",
      ]);
      await bench.approve(run);
      for (const line of [1, 2, 4]) {
        const text = readFileSync(bench.store.path("ledger.jsonl"), "utf8");
        edit(bench, "ledger.jsonl", () => damaged(text, line));
        await expect(rollback()).rejects.toMatchObject(refusedWith("LEDGER_BROKEN", { where: `ledger line ${line + 2}` }));
        writeFileSync(bench.store.path("ledger.jsonl"), text);
      }
    },
  ],
  [
    38,
    "the record is deleted and made again shorter, head and all: the head beside the states tells",
    async () => {
      const lines = readFileSync(bench.store.path("ledger.jsonl"), "utf8").trimEnd().split("\n");
      const kept = lines.slice(0, -2);
      writeFileSync(bench.store.path("ledger.jsonl"), kept.map((line) => `${line}\n`).join(""));
      await expect(rollback()).rejects.toMatchObject(
        refusedWith("LEDGER_SHRUNK", { got: expect.stringContaining(`${kept.length} entries`) }),
      );
      const head = JSON.stringify({ hash: sha256Hex(kept.at(-1) ?? ""), seq: kept.length });
      await bench.store.write("ledger.head.json", head);
      const expected = expect.stringMatching(new RegExp(`^${lines.length} entries ending in [0-9a-f]+, as state/ledger.head.json says`));
      await expect(rollback()).rejects.toMatchObject(refusedWith("LEDGER_SHRUNK", { expected }));
      const fact = { kind: "discarded", by: "eve@opsdesk.example", reason: "none", run: ready.id, target: TARGET, at: bench.now } as const;
      await expect(appendLedger(bench.store, fact)).rejects.toMatchObject(refusedWith("LEDGER_SHRUNK"));
    },
  ],
];

it.each(SCENARIOS)("%i. %s", async (_number, _sentence, drive) => await drive());

/** Line `index` (from 0) says something else than it did; the line behind it is the first to notice. */
function damaged(text: string, index: number): string {
  return text
    .split("\n")
    .map((line, at) => (at === index ? line.replace('"kind":', '"kind": ') : line))
    .join("\n");
}
