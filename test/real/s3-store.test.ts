import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findStore, findStoreToChange } from "../../cli/find-store.ts";
import { sha256Hex } from "../../launch/json.ts";
import { appendLedger, verifyLedger } from "../../launch/ledger/ledger.ts";
import { acquireLaunchLock } from "../../launch/ledger/lock.ts";
import { openS3Store, type S3Place } from "../../launch/store/s3-store.ts";
import type { RunStore } from "../../launch/store/store.ts";
import { openWorkArea } from "../../launch/store/work-area.ts";
import { STORE_CONTRACT } from "../launch/store-contract.ts";
import { emulated, makeBucket, resetMoto } from "./bucket.ts";
import { type Emulator, startMoto } from "./emulator.ts";

let moto: Emulator;
let place: S3Place;
let dir: string;
let front: Server | undefined;

beforeAll(async () => {
  moto = await startMoto();
});
afterAll(async () => await moto?.stop());
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "slipway-s3-"));
  await resetMoto(moto);
  place = await makeBucket(moto, "slipway-records");
});
afterEach(() => {
  front?.close();
  front = undefined;
  rmSync(dir, { recursive: true, force: true });
});

const open = (more: Partial<S3Place> = {}, environment = emulated(moto)): RunStore =>
  openS3Store({ place: { ...place, ...more }, environment, local: openWorkArea(dir) });

const objectAt = (key: string): string => `${moto.endpoint}/${place.bucket}/slipway/${key}`;

it.each(STORE_CONTRACT)("%s", async (_, holds) => await holds(() => open()));

it("lists and removes more than a page", async () => {
  const names = Array.from({ length: 1_050 }, (_, index) => `f${String(index).padStart(4, "0")}`);
  for (let start = 0; start < names.length; start += 50)
    await Promise.all(names.slice(start, start + 50).map((name) => fetch(objectAt(`runs/many/${name}`), { method: "PUT", body: "" })));
  expect(await open().list("runs/many")).toEqual(names);
  await open().remove("runs/many");
  expect(await open().list("runs")).toEqual([]);
});

it("takes a record that was brought over by hand, with its hash", async () => {
  const headers = { "x-amz-meta-slipway-sha256": sha256Hex("{}\n") };
  await fetch(objectAt("zones/opsdesk.example.json"), { method: "PUT", body: "{}\n", headers });
  expect(await open().read("zones/opsdesk.example.json")).toBe("{}\n");
});

it("is found again by a project that has worked with it, without a config", async () => {
  const config = join(dir, "config/account.ts");
  mkdirSync(dirname(config));
  const { accountId, ...state } = place;
  writeFileSync(config, `export default ${JSON.stringify({ aws: { accountId }, state: { kind: "s3", ...state } })};`);
  const store = await findStoreToChange({ project: dir, environment: emulated(moto) });
  const fact = { kind: "discarded", by: "ana@opsdesk.example", reason: "again" } as const;
  await appendLedger(store, { ...fact, run: "run-20261122T120000Z-000000", target: "account", at: new Date(0) });
  await findStoreToChange({ project: dir, environment: emulated(moto) });
  writeFileSync(config, "export default {");
  expect((await verifyLedger(await findStore({ project: dir, environment: emulated(moto) }))).entries).toHaveLength(1);
});

it("keeps every record encrypted, with its hash, below the prefix", async () => {
  await open().write("runs/a/run.json", "{}");
  const { headers } = await fetch(objectAt("runs/a/run.json"));
  expect(headers.get("x-amz-server-side-encryption")).toBe("AES256");
  expect(headers.get("x-amz-meta-slipway-sha256")).toMatch(/^[0-9a-f]{64}$/);
});

it("makes a record of what terraform writes", async () => {
  const file = open().local.path("runs/a/journal/x.jsonl");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "line\n");
  await open().keepFile("runs/a/journal/x.jsonl");
  await open().keepFile("runs/a/journal/none.jsonl");
  expect(await open().list("runs/a/journal")).toEqual(["x.jsonl"]);
  expect(await open().read("runs/a/journal/x.jsonl")).toBe("line\n");
});

describe("fails closed", () => {
  const everything: readonly (readonly [string, (store: RunStore) => Promise<unknown>])[] = [
    ["read", (store) => store.read("ledger.jsonl")],
    ["write", (store) => store.write("a.json", "{}")],
    ["create", (store) => store.create("a.json", "{}")],
    ["swap", (store) => store.swap("ledger.jsonl", "a", "b")],
    ["remove", (store) => store.remove("runs/a")],
    ["list", (store) => store.list("runs")],
    ["verifyLedger", verifyLedger],
  ];

  it.each(everything)("%s without a bucket", async (_, use) => {
    await expect(use(open({ bucket: "slipway-never" }))).rejects.toMatchObject({ parts: { kind: "config", code: "STORE_BUCKET_MISSING" } });
  });

  it.each(everything)("%s without an answer", async (_, use) => {
    const environment = { ...emulated(moto), AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
    await expect(use(open({}, environment))).rejects.toMatchObject({
      parts: { kind: "undecided", code: "STORE_UNREACHABLE", got: expect.stringContaining("ECONNREFUSED") },
    });
  });

  it.each(everything)("%s when it is denied", async (_, use) => {
    const endpoint = await answering(403, "AccessDenied");
    await expect(use(open({}, { ...emulated(moto), AWS_ENDPOINT_URL: endpoint }))).rejects.toMatchObject({
      parts: { kind: "config", code: "STORE_ACCESS_DENIED", expected: expect.stringContaining("account 123456789012") },
    });
  });

  it.each([
    [301, "PermanentRedirect", "STORE_BUCKET_MISSING"],
    [400, "ExpiredToken", "STORE_ACCESS_DENIED"],
    [403, "", "STORE_ACCESS_DENIED"],
    [500, "InternalError", "STORE_UNREACHABLE"],
    [503, "SlowDown", "STORE_UNREACHABLE"],
    [404, "", "STORE_UNREACHABLE"],
    [200, "", "STORE_OBJECT_FOREIGN"],
  ])("reading, on %d %s", async (status, code, expected) => {
    const endpoint = await answering(status, code);
    const { read } = open({}, { ...emulated(moto), AWS_ENDPOINT_URL: endpoint });
    await expect(read("ledger.jsonl")).rejects.toMatchObject({ parts: { code: expected } });
  });

  it.each([
    ["something else wrote", async () => void (await fetch(objectAt("ledger.jsonl"), { method: "PUT", body: "{}\n" })), "without a hash"],
    ["was torn", async () => await torn("ledger.jsonl"), "other bytes than its hash says"],
  ])("on an object that %s", async (_, make, got) => {
    await make();
    for (const use of [verifyLedger, (store: RunStore) => store.swap("ledger.jsonl", undefined, "{}\n")])
      await expect(use(open())).rejects.toMatchObject({
        parts: { kind: "refused", code: "STORE_OBJECT_FOREIGN", got: expect.stringContaining(got) },
      });
  });

  it("on a bucket that keeps objects in clear", async () => {
    await fetch(`${moto.endpoint}/${place.bucket}?encryption`, { method: "DELETE" });
    await expect(open().write("a.json", "{}")).rejects.toMatchObject({ parts: { kind: "refused", code: "STORE_NOT_ENCRYPTED" } });
  });

  it("takes no lock when the number of the last one cannot be read", async () => {
    await open().write("fence.json", "{}");
    const request = { holder: "ci@opsdesk.example", run: "r", purpose: "plan", now: new Date(0) } as const;
    await expect(acquireLaunchLock(open(), request, () => false)).rejects.toMatchObject({ parts: { code: "LAUNCH_LOCKED" } });
  });
});

describe("when the answer to a write is lost, and the second try finds the first", () => {
  it.each(["create", "append"])("%s knows its own", async (what) => {
    const { endpoint, writes } = await losingAnswers();
    const store = open({}, { ...emulated(moto), AWS_ENDPOINT_URL: endpoint });
    if (what === "create") expect(await store.create("lock.json", "mine")).toBe(true);
    else {
      await open().write("ledger.jsonl", "a\n");
      expect(await store.swap("ledger.jsonl", "a\n", "a\nb\n")).toBe(true);
      expect(await open().read("ledger.jsonl")).toBe("a\nb\n");
    }
    expect(writes()).toBe(2);
  });
});

/** Right metadata over other bytes, as a copy that was cut off would leave. */
async function torn(key: string): Promise<void> {
  const headers = { "x-amz-meta-slipway-sha256": "0".repeat(64) };
  await fetch(objectAt(key), { method: "PUT", body: '{"seq":1', headers });
}

async function answering(status: number, code: string): Promise<string> {
  const body = code === "" ? "" : `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`;
  return await listen(createServer((_request, response) => response.writeHead(status, { "content-type": "application/xml" }).end(body)));
}

/** Hands everything on to moto, but the answer to the first PUT never comes back. */
async function losingAnswers(): Promise<{ readonly endpoint: string; readonly writes: () => number }> {
  let writes = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const { method = "GET", headers, url = "" } = request;
      const { host: _host, connection: _connection, "content-length": _length, expect: _expect, ...rest } = headers;
      const answer = await fetch(`${moto.endpoint}${url}`, {
        method,
        headers: Object.entries(rest).map(([name, value]): [string, string] => [name, String(value)]),
        ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
      });
      if (method === "PUT") writes += 1;
      if (method === "PUT" && writes === 1) return void response.socket?.destroy();
      const { "content-encoding": _encoding, ...back } = Object.fromEntries(answer.headers);
      response.writeHead(answer.status, back).end(Buffer.from(await answer.arrayBuffer()));
    });
  });
  return { endpoint: await listen(server), writes: () => writes };
}

async function listen(server: Server): Promise<string> {
  front = server;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}
