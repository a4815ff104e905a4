import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findStore, findStoreToChange } from "../../cli/find-store.ts";
import { appendLedger } from "../../launch/ledger/ledger.ts";
import { openStore, type RunStore } from "../../launch/store/store.ts";
import { slipway } from "./program.ts";

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "slipway-find-"));
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const S3 = 'state: { kind: "s3", bucket: "opsdesk-states", region: "eu-west-1" },';
const REMEMBERED = { kind: "s3", bucket: "opsdesk-states", region: "eu-west-1", keyPrefix: "slipway", accountId: "111122223333" };

it.each([
  ["nothing of it", "", () => join(project, ".slipway")],
  ["a bucket", S3, () => "s3://opsdesk-states/slipway"],
  ["a prefix of its own", S3.replace("region", 'keyPrefix: "launches", region'), () => "s3://opsdesk-states/launches"],
])("takes the account config's word: %s", async (_, state, place) => {
  account(state);
  expect((await findStore({ project, environment: {} })).place).toBe(place());
});

it("finds it whatever else is broken: approvers, people, launches and zones", async () => {
  account(`${S3} people: { owner: 7, approvers: "nobody" }, alertChannels: null,`);
  put("config/launches/chatbot.ts", "export default {");
  put("config/zones/opsdesk.example.ts", "throw new Error();");
  expect((await findStore({ project, environment: {} })).place).toBe("s3://opsdesk-states/slipway");
});

it.each([
  ["throws", "throw new Error('no');"],
  ["does not compile", "export default {"],
  ["loops", "while (true) {}"],
  ["says nonsense", "export default { state: { kind: 's4' } };"],
])("remembers the way when the account config %s", async (_, text) => {
  put(".slipway/store.json", JSON.stringify(REMEMBERED));
  put("config/account.ts", text);
  expect((await findStore({ project, environment: {} })).place).toBe("s3://opsdesk-states/slipway");
});

it("says what is wrong with the account config when nothing was remembered", async () => {
  put("config/account.ts", "export default {");
  const failed = await findStore({ project, environment: {} }).catch((error: unknown) => error);
  expect(failed).toMatchObject({ errors: [{ parts: { code: "CONFIG_SYNTAX" } }, { parts: { kind: "config", code: "STORE_UNKNOWN" } }] });
});

it("goes by records in the project's own folder when there is no account config at all", async () => {
  put(".slipway/ledger.jsonl", "");
  expect((await findStore({ project, environment: {} })).place).toBe(join(project, ".slipway"));
});

it("guesses nothing from a note that cannot be read", async () => {
  account(S3);
  put(".slipway/store.json", "{");
  await expect(findStore({ project, environment: {} })).rejects.toMatchObject({ parts: { code: "STORE_UNKNOWN" } });
});

describe("a store that moved unseen", () => {
  it.each([
    ["to another bucket", S3.replace("opsdesk-states", "mallory-states"), "s3://mallory-states/slipway in eu-west-1"],
    ["to another prefix", S3.replace("region", 'keyPrefix: "fresh", region'), "s3://opsdesk-states/fresh in eu-west-1"],
    ["out of the bucket", "", ".slipway"],
  ])("is refused: %s", async (_, state, got) => {
    put(".slipway/store.json", JSON.stringify(REMEMBERED));
    account(state);
    await expect(findStore({ project, environment: {} })).rejects.toMatchObject({ parts: { kind: "refused", code: "STORE_MOVED", got } });
  });

  it("is refused out of a folder with a ledger, remembered or not, and goes through without one", async () => {
    put(".slipway/store.json", JSON.stringify({ kind: "local" }));
    account(S3);
    expect((await findStore({ project, environment: {} })).place).toBe("s3://opsdesk-states/slipway");
    put(".slipway/ledger.jsonl", "");
    await expect(findStore({ project, environment: {} })).rejects.toMatchObject({ parts: { code: "STORE_MOVED" } });
    rmSync(join(project, ".slipway/store.json"));
    await expect(findStore({ project, environment: {} })).rejects.toMatchObject({ parts: { code: "STORE_MOVED" } });
  });
});

it("is not asked of whoever the environment puts in the place of AWS", async () => {
  account(S3);
  const environment = { AWS_ENDPOINT_URL_S3: "https://s3.mallory.example" };
  await expect(findStore({ project, environment })).rejects.toMatchObject({ parts: { kind: "config", code: "ENVIRONMENT_REDIRECTS" } });
});

it("proves a copy of the records offline", async () => {
  account(S3);
  await add(openStore(join(project, "copy")));
  const { code, stdout } = await slipway(["history", "--verify", "--copy", "copy"], { cwd: project });
  expect([code, stdout]).toEqual([0, expect.stringContaining("ledger: 1 entries, hash chain unbroken")]);
  rmSync(join(project, "copy/state"), { recursive: true });
  await add(openStore(join(project, "copy")));
  rmSync(join(project, "copy/state"), { recursive: true });
  const lost = await slipway(["history", "--copy", "copy"], { cwd: project });
  expect([lost.code, lost.stderr]).toEqual([3, expect.stringContaining("[LEDGER_SHRUNK]")]);
  const nothing = await slipway(["history", "--verify", "--copy", "nowhere"], { cwd: project });
  expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining("[OPTION_VALUE]")]);
});

it("is remembered by commands that change, once there is a ledger, so that a slip of the pen at the start binds nobody", async () => {
  account("");
  const isRemembered = (): boolean => existsSync(join(project, ".slipway/store.json"));
  await findStoreToChange({ project, environment: {} });
  expect(isRemembered()).toBe(false);
  await add(openStore(join(project, ".slipway")));
  await findStore({ project, environment: {} });
  expect(isRemembered()).toBe(false);
  await findStoreToChange({ project, environment: {} });
  expect(isRemembered()).toBe(true);
});

it("says what is wrong with the place", async () => {
  account(S3.replace("region", 'keyPrefix: "Bad Prefix", region'));
  const failed = await findStore({ project, environment: {} }).catch((error: unknown) => error);
  expect(failed).toMatchObject({
    errors: [{ parts: { code: "STORE_UNKNOWN", got: expect.stringContaining("state.keyPrefix: not lower-case words") } }],
  });
});

it.each([["history"], ["status"], ["show", "run-2"], ["unlock", "--reason", "why"]])(
  "%s says that a bucket gives no answer, and exits 6",
  async (...argv) => {
    account(S3);
    const env = { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_ACCESS_KEY_ID: "emulated", AWS_SECRET_ACCESS_KEY: "emulated" };
    const { code, stderr } = await slipway([...argv, "--dir", project], { env });
    expect(code).toBe(6);
    expect(stderr).toMatch(/^s3:\/\/opsdesk-states\/slipway\/[^\n]*ECONNREFUSED[^\n]*\[STORE_UNREACHABLE\]\n$/);
  },
);

async function add(store: RunStore): Promise<void> {
  const fact = { kind: "discarded", by: "ana@opsdesk.example", reason: "again" } as const;
  await appendLedger(store, { ...fact, run: "run-20261122T120000Z-000000", target: "account", at: new Date(0) });
}

function account(state: string): void {
  put("config/account.ts", `export default { name: "opsdesk", aws: { accountId: "111122223333", region: "eu-west-1" }, ${state} };`);
}

function put(file: string, text: string): void {
  mkdirSync(join(project, file, ".."), { recursive: true });
  writeFileSync(join(project, file), text);
}
