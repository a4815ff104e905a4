import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { copyJournal, type JournalRecord, journalKey, readJournalRecord } from "../../../launch/ledger/journal-record.ts";
import { openStore, type RunStore } from "../../../launch/store/store.ts";
import { openWorkArea } from "../../../launch/store/work-area.ts";
import { noteProcess } from "../../../launch/terraform/process-note.ts";

const KEY = journalKey("run-20261122T120000Z-000000", "chatbot-production");
const LINE = '{"type":"apply_start"}\n';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "slipway-journal-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Records in one folder, and a working area of its own for each machine, as with a bucket. */
function storeOn(machine: string): RunStore {
  const records = openStore(join(dir, "records"));
  const local = openWorkArea(join(dir, machine));
  return { ...records, local, keepFile: async (key) => await keep(records, local.path(key), key) };
}

async function keep(records: RunStore, file: string, key: string): Promise<void> {
  const bytes = await Promise.resolve()
    .then(() => readFileSync(file))
    .catch(() => undefined);
  if (bytes !== undefined) await records.write(key, bytes);
}

function writes(machine: string, text: string): void {
  writeFileSync(join(dir, machine, KEY), text);
}

it("is on record before terraform starts, so that silence means that it never did", async () => {
  expect(await readJournalRecord(storeOn("b"), KEY)).toEqual({ lines: [], isWhole: true, note: undefined });
  const end = await copyJournal(storeOn("a"), KEY);
  expect(await readJournalRecord(storeOn("b"), KEY)).toMatchObject({ lines: [], isWhole: false, note: { pid: null, host: hostname() } });
  // the machine itself knows better: no journal, no terraform
  expect(await readJournalRecord(storeOn("a"), KEY)).toMatchObject({ lines: [], isWhole: true });
  await end();
});

/** What the other machine reads as soon as it reads a line; it may take long where much else runs. */
async function arrived(): Promise<JournalRecord> {
  for (let tries = 0; tries < 200; tries += 1) {
    const record = await readJournalRecord(storeOn("b"), KEY);
    if (record.lines.length > 0) return record;
    await delay(100);
  }
  throw new Error("nothing arrived in 20 s");
}

it("reaches another machine while terraform runs, with the process that writes it, and is not taken for whole", async () => {
  const end = await copyJournal(storeOn("a"), KEY);
  noteProcess(join(dir, "a", KEY), 4711);
  writes("a", LINE);
  expect(await arrived()).toMatchObject({ lines: { length: 1 }, isWhole: false, note: { pid: 4711 } });
  writes("a", LINE + LINE);
  await end();
  expect(await readJournalRecord(storeOn("b"), KEY)).toMatchObject({ lines: { length: 2 }, isWhole: true });
});

it("is not whole when somebody cut it after its end", async () => {
  const end = await copyJournal(storeOn("a"), KEY);
  writes("a", LINE + LINE);
  await end();
  await storeOn("b").write(KEY, LINE);
  expect(await readJournalRecord(storeOn("b"), KEY)).toMatchObject({ lines: { length: 1 }, isWhole: false });
});

it("is asked of the machine's own file first", async () => {
  const end = await copyJournal(storeOn("a"), KEY);
  writes("a", LINE);
  await end();
  writes("a", `${LINE}${LINE}{"torn`);
  expect(await readJournalRecord(storeOn("a"), KEY)).toMatchObject({ lines: { length: 2 }, isWhole: false });
});

it("stops an apply whose beginning cannot be put on record", async () => {
  const store: RunStore = { ...storeOn("a"), keepFile: async () => await Promise.reject(new Error("no bucket")) };
  await expect(copyJournal(store, KEY)).rejects.toThrow("no bucket");
});

it("goes without the mark when its end cannot be put on record", async () => {
  const store = storeOn("a");
  let isDown = false;
  const failing: RunStore = {
    ...store,
    keepFile: async (key) => (isDown ? await Promise.reject(new Error("no bucket")) : await store.keepFile(key)),
  };
  const end = await copyJournal(failing, KEY);
  writes("a", LINE);
  isDown = true;
  await end();
  expect(await readJournalRecord(storeOn("b"), KEY)).toMatchObject({ isWhole: false });
});
