import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appendLedger, type LedgerFact, verifyLedger } from "../../../launch/ledger/ledger.ts";
import { type FolderStore, openStore } from "../../../launch/store/store.ts";
import { dyingStore, startAgain } from "../property/dying-store.ts";
import { ProcessGone } from "../property/fault.ts";

let dir: string;
let store: FolderStore;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "slipway-ledger-"));
  store = openStore(dir);
  for (const reason of ["first", "second", "third"]) await add(reason);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it("chains its entries", async () => {
  const { entries, head, torn } = await verifyLedger(store);
  expect(entries.map((entry) => [entry.seq, "reason" in entry ? entry.reason : ""])).toEqual([
    [1, "first"],
    [2, "second"],
    [3, "third"],
  ]);
  expect(entries[0]?.previous).toBe("0".repeat(64));
  expect(new Set([...entries.map(({ previous }) => previous), head]).size).toBe(4);
  expect(torn).toBe("");
});

it("outlives two crashes in a row between an entry and its head", async () => {
  const crash = (write: number) => dyingStore(store, machine, { write, reached: "all" });
  const machine = { alive: true };
  const entry = { kind: "discarded", by: "ana@opsdesk.example", reason: "again", run: "r", target: "account", at: new Date(0) } as const;
  // the entry; the second time both heads are brought up to date before it
  for (const write of [0, 2]) {
    await expect(appendLedger(crash(write), entry)).rejects.toBeInstanceOf(ProcessGone);
    await startAgain(store, machine);
  }
  await appendLedger(store, entry);
  expect((await verifyLedger(store)).entries).toHaveLength(6);
});

const TAMPERINGS: readonly (readonly [string, string, (lines: readonly string[]) => readonly string[]])[] = [
  ["the first line is edited", "LEDGER_BROKEN", ([a = "", ...rest]) => [a.replace("first", "other"), ...rest]],
  ["the last line is edited", "LEDGER_SHRUNK", (lines) => [...lines.slice(0, -1), (lines.at(-1) ?? "").replace("third", "other")]],
  ["the first line is gone", "LEDGER_BROKEN", (lines) => lines.slice(1)],
  ["a middle line is gone", "LEDGER_BROKEN", (lines) => lines.filter((_, index) => index !== 1)],
  ["the last line is gone", "LEDGER_SHRUNK", (lines) => lines.slice(0, -1)],
  ["everything is gone", "LEDGER_SHRUNK", () => []],
  ["two lines change places", "LEDGER_BROKEN", ([a = "", b = "", ...rest]) => [b, a, ...rest]],
  ["a line is doubled", "LEDGER_BROKEN", ([a = "", ...rest]) => [a, a, ...rest]],
  ["a line is no JSON", "LEDGER_BROKEN", ([a = "", ...rest]) => [a, "{", ...rest]],
  ["a line is of an unknown kind", "LEDGER_BROKEN", ([a = "", ...rest]) => [a.replace('"discarded"', '"blessed"'), ...rest]],
  ["an empty line is put in", "LEDGER_BROKEN", ([a = "", ...rest]) => [a, "", ...rest]],
];

it.each(TAMPERINGS)("refuses when %s", async (_what, code, tamper) => {
  const file = store.path("ledger.jsonl");
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  writeFileSync(
    file,
    tamper(lines)
      .map((line) => `${line}\n`)
      .join(""),
  );
  await expect(verifyLedger(store)).rejects.toMatchObject({ parts: { kind: "refused", code } });
  await expect(add("more")).rejects.toMatchObject({ parts: { kind: "refused", code } });
});

it("takes a torn last line for the mark of a crash, leaves it out and says so in the next entry", async () => {
  const file = store.path("ledger.jsonl");
  writeFileSync(file, `${readFileSync(file, "utf8")}{"at":"2026-11-22T12:00:00.000Z","kind":"ver`);
  expect(await verifyLedger(store)).toMatchObject({ entries: { length: 3 }, torn: expect.stringContaining('"kind":"ver') });
  await add("fourth");
  const { entries, torn } = await verifyLedger(store);
  expect(entries.map(({ kind }) => kind)).toEqual(["discarded", "discarded", "discarded", "crash-mark", "discarded"]);
  expect(torn).toBe("");
});

it("accepts an entry that a crash kept out of the head, but not a head without its entry", async () => {
  const head = readFileSync(store.path("ledger.head.json"), "utf8");
  await add("fourth");
  writeFileSync(store.path("ledger.head.json"), head);
  expect((await verifyLedger(store)).entries).toHaveLength(4);
  writeFileSync(store.path("ledger.head.json"), "{}");
  await expect(verifyLedger(store)).rejects.toMatchObject({ parts: { code: "LEDGER_SHRUNK" } });
});

it("keeps the chain whole when several write at once", async () => {
  await Promise.all(["a", "b", "c", "d"].map((reason) => add(reason)));
  expect((await verifyLedger(store)).entries).toHaveLength(7);
});

it("never leaves the store with a key that climbs out", () => {
  for (const key of ["../x", "runs/../../x", "/etc/passwd", "a//b", "."]) expect(() => store.path(key)).toThrow(/STORE_KEY_INVALID/);
});

async function add(reason: string): Promise<unknown> {
  const fact: LedgerFact = { kind: "discarded", by: "ana@opsdesk.example", reason };
  return await appendLedger(store, {
    ...fact,
    run: "run-20261122T120000Z-000000",
    target: "account",
    at: new Date("2026-11-22T12:00:00Z"),
  });
}
