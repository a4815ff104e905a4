import { randomBytes } from "node:crypto";
import { appendLedger, verifyLedger } from "../../launch/ledger/ledger.ts";
import { acquireLaunchLock, type LaunchLock, lockHolder } from "../../launch/ledger/lock.ts";
import type { RunStore } from "../../launch/store/store.ts";
import { unlock } from "../../launch/unlock.ts";

/** What opens the same records again, as another process would. */
export type Opener = () => RunStore;

const RUN = "run-20261122T120000Z-000000";
const NOW = new Date("2026-11-22T12:00:00Z");

/** What every run store promises, whatever it is made of: one table for a folder, the memory double and a bucket. */
export const STORE_CONTRACT: readonly (readonly [string, (open: Opener) => Promise<void>])[] = [
  [
    "gives back what was written, text and bytes, and nothing for what was not",
    async (open) => {
      const bytes = new Uint8Array([0, 255, 10, 13, 0, 128]);
      await open().write("runs/a/plan.tfplan", bytes);
      await open().write("runs/a/run.json", "Größe ✓\n");
      await open().write("runs/a/empty", "");
      expect([...((await open().readBytes("runs/a/plan.tfplan")) ?? [])]).toEqual([...bytes]);
      expect(await open().read("runs/a/run.json")).toBe("Größe ✓\n");
      expect(await open().read("runs/a/empty")).toBe("");
      expect(await open().read("runs/a/nothing")).toBeUndefined();
      expect(await open().readBytes("runs/b")).toBeUndefined();
    },
  ],
  [
    "keeps something big whole",
    async (open) => {
      const big = randomBytes(6_000_000);
      await open().write("runs/a/big", big);
      expect(Buffer.compare((await open().readBytes("runs/a/big")) ?? Buffer.alloc(0), big)).toBe(0);
    },
  ],
  [
    "never shows half of a write to a reader",
    async (open) => {
      const texts = ["a", "b", "c", "d"].map((letter) => letter.repeat(200_000));
      await open().write("k.json", texts[0] ?? "");
      const writing = (async () => {
        for (const text of texts) await open().write("k.json", text);
      })();
      for (let read = 0; read < 8; read += 1) expect(texts).toContain(await open().read("k.json"));
      await writing;
      expect(await open().read("k.json")).toBe(texts.at(-1));
    },
  ],
  [
    "creates once, for one of many",
    async (open) => {
      const won = await Promise.all(Array.from({ length: 8 }, (_, index) => open().create("approvals/1.json", String(index))));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await open().read("approvals/1.json")).toBe(String(won.indexOf(true)));
      expect(await open().create("approvals/1.json", "late")).toBe(false);
    },
  ],
  [
    "swaps only what is still as it was read: added to, cut, replaced, removed",
    async (open) => {
      const [one, other] = [open(), open()];
      expect(await one.swap("l.jsonl", undefined, "a\n")).toBe(true);
      expect(await other.swap("l.jsonl", undefined, "b\n")).toBe(false);
      expect(await other.swap("l.jsonl", "a\n", "a\nb\n")).toBe(true);
      expect(await one.swap("l.jsonl", "a\n", "a\nc\n")).toBe(false);
      expect(await one.read("l.jsonl")).toBe("a\nb\n");
      expect(await one.swap("l.jsonl", "a\nb\n", "a\n")).toBe(true);
      expect(await one.swap("l.jsonl", "a\n", "x\n")).toBe(true);
      expect(await other.swap("l.jsonl", "a\n", undefined)).toBe(false);
      expect(await other.swap("l.jsonl", "x\n", undefined)).toBe(true);
      expect(await one.read("l.jsonl")).toBeUndefined();
      expect(await one.swap("l.jsonl", "x\n", "y\n")).toBe(false);
      expect(await one.swap("l.jsonl", undefined, undefined)).toBe(true);
    },
  ],
  [
    "swaps for one of many",
    async (open) => {
      await open().write("n.json", "0");
      const won = await Promise.all(Array.from({ length: 6 }, (_, index) => open().swap("n.json", "0", `${index + 1}`)));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await open().read("n.json")).toBe(`${won.indexOf(true) + 1}`);
    },
  ],
  [
    "lists names in a folder, sorted, folders too, each once",
    async (open) => {
      for (const key of ["runs/b/run.json", "runs/a/run.json", "runs/a/stacks/x/plan", "runs/a/stacks/y/plan", "runsx/c"])
        await open().write(key, key);
      expect(await open().list("runs")).toEqual(["a", "b"]);
      expect(await open().list("runs/a")).toEqual(["run.json", "stacks"]);
      expect(await open().list("runs/a/stacks")).toEqual(["x", "y"]);
      expect(await open().list("nothing")).toEqual([]);
    },
  ],
  [
    "removes a record, or a folder with everything in it, and nothing beside it",
    async (open) => {
      for (const key of ["runs/a/run.json", "runs/a/stacks/x/plan", "runs/ab/run.json"]) await open().write(key, key);
      await open().remove("runs/a");
      await open().remove("runs/never");
      expect(await open().list("runs")).toEqual(["ab"]);
      await open().remove("runs/ab/run.json");
      expect(await open().read("runs/ab/run.json")).toBeUndefined();
    },
  ],
  [
    "refuses a key that climbs out",
    async (open) => {
      for (const key of ["../x", "runs/../../x", "/etc/passwd", "a//b", "."])
        await expect(async () => open().read(key)).rejects.toThrow(/STORE_KEY_INVALID/);
    },
  ],
  [
    "keeps the ledger whole when several write at once",
    async (open) => {
      await Promise.all(["a", "b", "c", "d", "e"].map((reason) => entered(open(), reason)));
      const { entries } = await verifyLedger(open());
      expect(entries.map((entry) => ("reason" in entry ? entry.reason : "")).sort()).toEqual(["a", "b", "c", "d", "e"]);
    },
  ],
  [
    "takes a torn last line for the mark of a crash, and anything else that is missing for a loss",
    async (open) => {
      for (const reason of ["a", "b", "c"]) await entered(open(), reason);
      const text = (await open().read("ledger.jsonl")) ?? "";
      await open().write("ledger.jsonl", `${text}{"at":"2026`);
      await entered(open(), "d");
      expect((await verifyLedger(open())).entries.map(({ kind }) => kind)).toEqual([
        "discarded",
        "discarded",
        "discarded",
        "crash-mark",
        "discarded",
      ]);
      await open().write("ledger.jsonl", text);
      await expect(verifyLedger(open())).rejects.toMatchObject({ parts: { code: "LEDGER_SHRUNK" } });
    },
  ],
  [
    "notices a ledger that was put back to an older copy together with its head",
    async (open) => {
      await entered(open(), "a");
      const copy = await Promise.all(
        ["ledger.jsonl", "ledger.head.json"].map(async (key) => [key, (await open().read(key)) ?? ""] as const),
      );
      for (const reason of ["b", "c"]) await entered(open(), reason);
      for (const [key, text] of copy) await open().write(key, text);
      await expect(verifyLedger(open())).rejects.toMatchObject({
        parts: { code: "LEDGER_SHRUNK", expected: expect.stringContaining("as state/ledger.head.json says") },
      });
    },
  ],
  [
    "gives the launch lock to one of two, and tells the other who has it and since when",
    async (open) => {
      const results = await Promise.allSettled([taken(open()), taken(open())]);
      const refused = results.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
      expect(refused).toMatchObject([
        {
          parts: {
            code: "LAUNCH_LOCKED",
            got: expect.stringContaining(`ci@opsdesk.example with apply of ${RUN} since 2026-11-22T12:00:00.000Z`),
          },
        },
      ]);
    },
  ],
  [
    "numbers the locks, and the number outlives them",
    async (open) => {
      const first = await taken(open());
      await first.release();
      const second = await taken(open());
      expect(second.fence).toBeGreaterThan(first.fence);
      await first.release(); // not its own any more
      expect(await lockHolder(open())).toMatchObject({ fence: second.fence });
      await open().remove("lock.json");
      expect((await taken(open())).fence).toBeGreaterThan(second.fence);
    },
  ],
  [
    "lets nothing be written under a lock that somebody took away, whoever has it now",
    async (open) => {
      const lock = await taken(open());
      await lock.refuseLost();
      await entered(open(), "while held", lock);
      await open().write("lock.json", ((await open().read("lock.json")) ?? "").replace(/"host":"[^"]*"/, '"host":"elsewhere"'));
      await unlock({ store: open(), by: "ana@opsdesk.example", reason: "the runner is gone", holderGone: true, now: NOW });
      await expect(lock.refuseLost()).rejects.toMatchObject({ parts: { code: "LAUNCH_LOCK_LOST", got: "held by nobody" } });
      const late = entered(open(), "too late", lock);
      await expect(late).rejects.toMatchObject({ parts: { code: "LAUNCH_LOCK_LOST", got: expect.stringContaining("the runner is gone") } });
      await taken(open());
      await expect(lock.refuseLost()).rejects.toMatchObject({
        parts: { got: expect.stringContaining("held by ci@opsdesk.example with apply") },
      });
      expect((await verifyLedger(open())).entries.map(({ kind }) => kind)).toEqual(["discarded", "unlocked"]);
    },
  ],
  [
    "refuses the writer whose lock is taken away between its last look and its write",
    async (open) => {
      const lock = await taken(open());
      await entered(open(), "before", lock);
      const store = open();
      let isFirst = true;
      const slow: RunStore = {
        ...store,
        swap: async (key, before, after) => {
          if (key === "ledger.jsonl" && isFirst) {
            isFirst = false;
            // the takeover is on record, and the lock not removed yet: the look at the lock alone would still pass
            const fact = { kind: "unlocked", by: "ana@opsdesk.example", reason: "gone", lock: "ci", fence: lock.fence } as const;
            await appendLedger(open(), { ...fact, run: RUN, target: "account", at: NOW });
          }
          return await store.swap(key, before, after);
        },
      };
      await expect(entered(slow, "late", lock)).rejects.toMatchObject({ parts: { code: "LAUNCH_LOCK_LOST" } });
      expect((await verifyLedger(open())).entries.map(({ kind }) => kind)).toEqual(["discarded", "unlocked"]);
    },
  ],
];

async function entered(store: RunStore, reason: string, lock?: LaunchLock): Promise<void> {
  const fact = { kind: "discarded", by: "ana@opsdesk.example", reason } as const;
  await appendLedger(store, { ...fact, run: RUN, target: "account", at: NOW }, lock);
}

async function taken(store: RunStore): Promise<LaunchLock> {
  return await acquireLaunchLock(store, { holder: "ci@opsdesk.example", run: RUN, purpose: "apply", now: NOW }, () => false);
}
