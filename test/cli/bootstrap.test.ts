import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Bootstrapped, type BootstrapRequest, bootstrap } from "../../cli/bootstrap.ts";
import { findStore } from "../../cli/find-store.ts";
import { sha256Hex } from "../../launch/json.ts";
import { appendLedger, verifyLedger } from "../../launch/ledger/ledger.ts";
import { acquireLaunchLock, LAUNCH_LOCK } from "../../launch/ledger/lock.ts";
import { refusal } from "../../launch/refusal.ts";
import type { Run } from "../../launch/run.ts";
import { statusOf } from "../../launch/status.ts";
import { type MoveEvent, recordsOf } from "../../launch/store/move-store.ts";
import { type FolderStore, openStore, type RunStore } from "../../launch/store/store.ts";
import { type Bench, openBench, stack } from "../launch/bench-of-runs.ts";
import { bootstrapElsewhere, buildBootstrap } from "./bootstrap-process.ts";
import { slipway, temporaryProject } from "./program.ts";

const TO = {
  kind: "s3",
  bucket: "shop-states",
  region: "eu-west-1",
  keyPrefix: "slipway",
  managed: false,
  accountId: "111122223333",
} as const;
const PLACE = "s3://shop-states/slipway";

/** With one run that was applied and verified. */
let base: Bench;
let run: Run;
let bench: Bench;
let bucket: FolderStore;
beforeAll(async () => {
  base = await openBench();
  run = await base.launch([stack("account", { alerts: "v1" })], { target: "account", facts: { model: { kind: "account" } } });
});
afterAll(() => base?.close());
beforeEach(async () => {
  bench = await openBench(base);
  bucket = openStore(join(bench.dir, "bucket"));
  mkdirSync(join(bench.dir, "config"));
  const account = { aws: { accountId: TO.accountId }, state: { kind: "s3", bucket: TO.bucket, region: TO.region, managed: false } };
  writeFileSync(join(bench.dir, "config/account.ts"), `export default ${JSON.stringify(account)};`);
});
afterEach(() => bench?.close());

const inBucket = (): RunStore => ({ ...bucket, place: PLACE });
const step = async (more: Partial<BootstrapRequest> = {}): Promise<Bootstrapped> =>
  await bootstrap({
    to: TO,
    folder: bench.store,
    bucket: inBucket(),
    lookAtBucket: async () => "versioned",
    plan: async () => {
      throw new Error("nothing to plan");
    },
    by: "ana@opsdesk.example",
    now: bench.now,
    ...more,
  });
const hashesOf = async (store: FolderStore): Promise<Record<string, string>> => {
  const keys = await recordsOf(store);
  return Object.fromEntries(keys.map((key) => [key, sha256Hex(readFileSync(store.path(key)))]));
};
const believed = async (): Promise<string> => (await findStore({ project: bench.dir, environment: {} })).place;

it("moves everything, proves it, and leaves one truth", async () => {
  const before = await hashesOf(bench.store);
  const { head } = await verifyLedger(bench.store);
  const events: MoveEvent[] = [];
  const moved = await step({ onEvent: (event) => events.push(event) });
  expect(moved).toEqual({ kind: "moved", records: Object.keys(before).length, entries: 6 });
  const ledger = ["ledger.jsonl", "ledger.head.json", "state/ledger.head.json"];
  const after = await hashesOf(bucket);
  expect(Object.keys(after)).toEqual(Object.keys(before));
  for (const [key, hash] of Object.entries(before)) if (!ledger.includes(key)) expect([key, after[key]]).toEqual([key, hash]);
  // the states come before the ledger, and the ledger before its heads
  expect(events.flatMap(({ key }) => key ?? []).slice(-3)).toEqual(ledger);
  const { entries } = await verifyLedger(bucket);
  expect(entries.at(-1)).toMatchObject({ kind: "moved", by: "ana@opsdesk.example", to: PLACE, target: "account", previous: head });
  expect(await statusOf(bucket)).toMatchObject([{ target: "account", state: "verified" }]);
  // the next lock there is younger than every lock here
  expect(readFileSync(bucket.path("fence.json"), "utf8")).toBe(readFileSync(bench.store.path("moved/fence.json"), "utf8"));
  expect(await believed()).toBe(PLACE);
  expect(readdirSync(join(bench.dir, ".slipway")).sort()).toEqual(["moved", "private", "store.json", "work"]);
  expect(existsSync(bucket.path(LAUNCH_LOCK))).toBe(false);
  expect(await step()).toEqual({ kind: "there", entries: 6 });
});

it("goes on after a death at any point, and believes one place at a time", async () => {
  const place = { dir: bench.dir, to: TO, now: bench.now, by: "ana@opsdesk.example" };
  const double = `{ ...slipway.openStore(${JSON.stringify(join(bench.dir, "bucket"))}), place: ${JSON.stringify(PLACE)} }`;
  const expected = Object.keys(await hashesOf(bench.store));
  const ledgerBefore = (await verifyLedger(bench.store)).entries.length;
  const seen: string[] = [];
  const program = buildBootstrap(bench.dir);
  // every attempt gets one event further than the one before
  for (let dieAt = 0; ; dieAt += 1) {
    const end = await bootstrapElsewhere(program, { ...place, bucket: double }, dieAt);
    if (end !== "SIGKILL") {
      expect(end).toBe("0");
      break;
    }
    const folderHas = existsSync(bench.store.path("ledger.jsonl"));
    const remembered = existsSync(join(bench.dir, ".slipway/store.json"));
    // the folder is whole until the belief has changed; the bucket is whole once it has
    if (remembered) expect((await verifyLedger(bucket)).entries).toHaveLength(ledgerBefore + 1);
    else expect([folderHas, (await verifyLedger(bench.store)).entries.length]).toEqual([true, ledgerBefore + 1 - (dieAt === 0 ? 1 : 0)]);
    seen.push(await believed().catch((error) => error.parts.code));
  }
  // nobody else goes on in between
  expect(new Set(seen)).toEqual(new Set(["STORE_MOVING"]));
  expect(seen.length).toBeGreaterThan(expected.length);
  expect(Object.keys(await hashesOf(bucket))).toEqual(expected);
  expect((await verifyLedger(bucket)).entries.filter(({ kind }) => kind === "moved")).toHaveLength(1);
  expect(await believed()).toBe(PLACE);
  expect(existsSync(bucket.path(LAUNCH_LOCK))).toBe(false);
  expect(existsSync(bench.store.path("ledger.jsonl"))).toBe(false);
  expect(await step()).toMatchObject({ kind: "there" });
});

describe("refuses", () => {
  const put = (store: FolderStore, key: string, text: string): void => {
    mkdirSync(dirname(store.path(key)), { recursive: true });
    writeFileSync(store.path(key), text);
  };

  it.each([
    ["a run that the folder does not have", "runs/run-20261122T120000Z-0a1b2c/run.json"],
    ["a state that the folder does not have", "state/zone-other-example.tfstate"],
    ["another state of the same name", "state/account.tfstate"],
    ["another ledger", "ledger.jsonl"],
    ["another key of hashes", "keys/sensitive.key"],
  ])("a bucket that holds %s, and writes nothing over it", async (_, key) => {
    put(bucket, key, "somebody else's");
    await expect(step()).rejects.toMatchObject({ parts: { kind: "refused", code: "STORE_NOT_EMPTY" } });
    expect(readFileSync(bucket.path(key), "utf8")).toBe("somebody else's");
    expect(await believed().catch((error) => error.parts.code)).toBe("STORE_MOVING");
  });

  it("a bucket that does not keep old versions", async () => {
    await expect(step({ lookAtBucket: async () => "not-versioned" })).rejects.toMatchObject({ parts: { code: "BOOTSTRAP_BUCKET_UNSAFE" } });
    expect(await recordsOf(bucket)).toEqual([]);
  });

  it("a bucket in somebody else's account", async () => {
    const denied = async () => {
      throw refusal("STORE_ACCESS_DENIED", PLACE, "credentials", "Forbidden", "renew them");
    };
    await expect(step({ lookAtBucket: denied })).rejects.toMatchObject({ parts: { code: "BOOTSTRAP_BUCKET_FOREIGN" } });
  });

  it("a bucket to be managed that the account's run did not make; its own it takes", async () => {
    const to = { ...TO, managed: true };
    await expect(step({ to })).rejects.toMatchObject({ parts: { code: "BOOTSTRAP_BUCKET_FOREIGN" } });
    const state = JSON.parse(readFileSync(bench.store.path("state/account.tfstate"), "utf8"));
    const made = { mode: "managed", type: "aws_s3_bucket", name: "state", instances: [{ attributes: { bucket: TO.bucket } }] };
    put(bench.store, "state/account.tfstate", JSON.stringify({ ...state, resources: [...state.resources, made] }));
    expect(await step({ to })).toMatchObject({ kind: "moved" });
  });

  it("to wait for a bucket that others are to make", async () => {
    await expect(step({ lookAtBucket: async () => "missing" })).rejects.toMatchObject({ parts: { code: "STORE_BUCKET_MISSING" } });
  });

  it("to move while an apply never ended", async () => {
    const stacks = [{ stack: "account", planSha256: "0".repeat(64), carriedOver: false }];
    await appendLedger(bench.store, {
      kind: "apply-started",
      operator: "ci@opsdesk.example",
      stacks,
      run: run.id,
      target: "account",
      at: bench.now,
    });
    await expect(step()).rejects.toMatchObject({ parts: { code: "RUN_INTERRUPTED" } });
    expect(await recordsOf(bucket)).toEqual([]);
  });

  it("to move while somebody plans, here or there", async () => {
    const holder = { holder: "bo@opsdesk.example", run: "run-20261122T120000Z-0a1b2c", purpose: "plan", now: bench.now } as const;
    for (const store of [bench.store, bucket]) {
      const lock = await acquireLaunchLock(store, holder, () => false);
      await expect(step()).rejects.toMatchObject({ parts: { code: "LAUNCH_LOCKED", got: expect.stringContaining("bo@opsdesk.example") } });
      await lock.release();
      await bucket.remove("fence.json");
    }
    expect(await step()).toMatchObject({ kind: "moved" });
  });

  it("to change where it goes half way", async () => {
    put(bucket, "ledger.jsonl", "somebody else's");
    await expect(step()).rejects.toMatchObject({ parts: { code: "STORE_NOT_EMPTY" } });
    await expect(step({ to: { ...TO, bucket: "shop-other" } })).rejects.toMatchObject({ parts: { code: "STORE_MOVING" } });
  });
});

it("says that an account with its states in a folder has nothing to move", async () => {
  const project = temporaryProject();
  const { code, stderr } = await slipway(["bootstrap"], { cwd: project.dir });
  project.remove();
  expect([code, stderr]).toEqual([3, expect.stringContaining("[BOOTSTRAP_NOT_NEEDED]")]);
});

describe("from nothing", () => {
  it("plans the account once, and waits for its run", async () => {
    const to = { ...TO, managed: true };
    rmSync(join(bench.dir, ".slipway"), { recursive: true });
    const plan = async () =>
      await bench.plan([stack("account", { alerts: "v1" })], { target: "account", facts: { model: { kind: "account" } } });
    const missing = { to, plan, lookAtBucket: async () => "missing" as const };
    const planned = await step(missing);
    expect(planned).toMatchObject({ kind: "planned", run: { review: { target: "account" } } });
    await expect(step(missing)).rejects.toMatchObject({
      parts: { code: "BOOTSTRAP_WAITING", got: expect.stringMatching(/^run-.*: planned$/) },
    });
    if (planned.kind === "planned") await bench.approve(planned.run);
    await expect(step(missing)).rejects.toMatchObject({ parts: { code: "BOOTSTRAP_WAITING", got: expect.stringMatching(/: approved$/) } });
    // meanwhile everybody finds the folder
    expect(await believed()).toBe(bench.store.place);
  });

  it("takes the word of a bucket that others have filled", async () => {
    await step();
    const other = await openBench();
    expect(await step({ folder: other.store })).toMatchObject({ kind: "there", entries: 6 });
    expect(JSON.parse(readFileSync(join(other.dir, ".slipway/store.json"), "utf8"))).toEqual(TO);
    other.close();
  });
});
