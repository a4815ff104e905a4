import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../../launch/store/store.ts";
import { memoryStore } from "../memory-store.ts";
import { STORE_CONTRACT } from "../store-contract.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "slipway-store-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("a store in a folder", () => {
  it.each(STORE_CONTRACT)("%s", async (_, holds) => await holds(() => openStore(dir)));

  it("waits for a writer that lives, but not for ever", async () => {
    await openStore(dir).write("n.json", "0");
    writeFileSync(join(dir, "n.lock.json"), JSON.stringify({ pid: process.pid, host: hostname() }));
    await expect(openStore(dir).swap("n.json", "0", "1")).rejects.toMatchObject({
      parts: { kind: "refused", code: "STORE_BUSY", got: `process ${process.pid} on ${hostname()}` },
    });
    expect(readFileSync(join(dir, "n.json"), "utf8")).toBe("0");
  });

  it("adds to a record in place, so that a crash leaves the beginning of it", async () => {
    await openStore(dir).write("l.jsonl", "a\n");
    const before = statSync(join(dir, "l.jsonl")).ino;
    await openStore(dir).swap("l.jsonl", "a\n", "a\nb\n");
    expect(statSync(join(dir, "l.jsonl")).ino).toBe(before);
  });

  it("keeps what terraform writes where it is", async () => {
    const store = openStore(dir);
    mkdirSync(join(dir, "runs/a/journal"), { recursive: true });
    writeFileSync(store.local.path("runs/a/journal/x.jsonl"), "line\n");
    await store.keepFile("runs/a/journal/x.jsonl");
    expect(await store.read("runs/a/journal/x.jsonl")).toBe("line\n");
  });
});

describe("the memory double", () => {
  it.each(STORE_CONTRACT)("%s", async (_, holds) => {
    const texts = new Map<string, Buffer>();
    await holds(() => memoryStore(dir, texts));
  });
});
