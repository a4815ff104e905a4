import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { planKey } from "../../launch/discard.ts";
import { verifyLedger } from "../../launch/ledger/ledger.ts";
import type { Run } from "../../launch/run.ts";
import { localPlanKeys } from "../../launch/store/local-plan-keys.ts";
import { openPrivateFile } from "../../launch/store/private-file.ts";
import { openPlan, sealPlan } from "../../launch/store/sealed-plan.ts";
import { openStore } from "../../launch/store/store.ts";
import { type Bench, openBench, planKeyFile, stack, stateInputs } from "./bench-of-runs.ts";

const STACK = "chatbot-production";
/** Terraform's plan file is a zip. Source: PKWARE APPNOTE 6.3.10 section 4.3.7. */
const ZIP = Buffer.from("PK\u0003\u0004");
/** Obviously nobody's, and made here, so that no file holds it. */
const VALUE = ["only", "in", "the", "plan"].join("-");

let base: Bench;
let ready: Run;
let other: Run;
let bench: Bench;
beforeAll(async () => {
  base = await openBench();
  await base.launch([stack(STACK, { api: "v0" })]);
  other = await base.plan([stack("portal-production", { api: VALUE })], { target: "portal/production" });
  ready = await base.plan([stack(STACK, { api: VALUE }), stack("zone-opsdesk-example", { rules: "v1" })]);
  await base.approve(ready);
});
beforeEach(async () => {
  bench = await openBench(base);
});
afterEach(() => bench.close());
afterAll(() => base.close());

const file = (run: Run, name = STACK): string => bench.store.path(planKey(run.id, name));
const key = (): string => planKeyFile(bench.dir);

it("lies in the store in no readable form, nor anywhere else, while it waits", () => {
  const files = readdirSync(bench.dir, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const zips = files.filter((each) => readFileSync(join(each.parentPath, each.name)).subarray(0, ZIP.length).equals(ZIP));
  expect(zips.map(({ name }) => name)).toEqual([]);
  expect(readFileSync(file(ready)).includes(VALUE)).toBe(false);
  expect(readdirSync(bench.store.path("private"))).toEqual([]);
  expect(statSync(key()).mode & 0o777).toBe(0o600);
  expect(key().startsWith(bench.store.dir)).toBe(false);
});

it("is gone after the apply", async () => {
  await bench.apply(ready);
  expect(ready.stacks.map((each) => existsSync(file(ready, each.stack)))).toEqual([false, false]);
  expect(readdirSync(bench.store.path("private"))).toEqual([]);
});

it("is gone once its run is too old to be approved, whatever is planned next", async () => {
  bench.now = new Date(bench.now.getTime() + 6 * 24 * 3_600_000);
  await bench.plan([stack("alerts", { mail: "v1" })], { target: "alerts/production" });
  expect([existsSync(file(ready)), existsSync(file(other, "portal-production"))]).toEqual([true, true]);
  bench.now = new Date(bench.now.getTime() + 2 * 24 * 3_600_000);
  await bench.plan([stack("alerts", { mail: "v1" })], { target: "alerts/production" });
  expect([existsSync(file(ready)), existsSync(file(other, "portal-production"))]).toEqual([false, false]);
  await expect(bench.approve(ready)).rejects.toThrow(/nobody applied it within 7 days.*RUN_SUPERSEDED/);
});

it.each<[string, string, () => unknown]>([
  ["cut short", "PLAN_FILE_UNREADABLE", () => writeFileSync(file(ready), readFileSync(file(ready)).subarray(0, -1))],
  ["cut to its first line", "PLAN_FILE_UNREADABLE", () => writeFileSync(file(ready), "slipway-plan-1\n")],
  ["empty", "PLAN_FILE_UNREADABLE", () => writeFileSync(file(ready), "")],
  ["replaced by one in clear", "PLAN_FILE_UNREADABLE", () => writeFileSync(file(ready), ZIP)],
  ["replaced by another run's", "PLAN_FILE_UNREADABLE", () => writeFileSync(file(ready), readFileSync(file(other, "portal-production")))],
  ["swapped with another stack's", "PLAN_FILE_UNREADABLE", swapStacks],
  [
    "given another wrapped key",
    "PLAN_FILE_UNREADABLE",
    () => replaceWrapped((text) => text.replace(/^local (\w+) \w+/, `local $1 ${"0".repeat(32)}`)),
  ],
  ["given a wrapped key that is none", "PLAN_FILE_UNREADABLE", () => replaceWrapped(() => "local here")],
  ["said to be sealed by AWS KMS", "PLAN_KEY_MISSING", () => replaceWrapped(() => "kms AAAA")],
  ["sealed with a key that is gone", "PLAN_KEY_MISSING", () => rmSync(key())],
  ["sealed with another key", "PLAN_KEY_MISSING", () => writeFileSync(key(), `${"ab".repeat(32)}\n`)],
  ["sealed with a key that others can read", "PLAN_KEY_UNSAFE", () => chmodSync(key(), 0o640)],
  ["sealed with a key that is a folder", "PLAN_KEY_UNSAFE", keyAsFolder],
  ["sealed with a key that is damaged", "PLAN_KEY_UNSAFE", () => writeFileSync(key(), "ab\n")],
])("refuses to apply, and touches nothing, when the plan file is %s", async (_what, code, tamper) => {
  tamper();
  await expect(bench.apply(ready)).rejects.toMatchObject({ parts: { kind: "refused", code } });
  expect(stateInputs(bench, STACK)).toEqual({ api: "v0" });
  expect((await verifyLedger(bench.store)).entries.at(-1)?.kind).toBe("approved");
  expect(readdirSync(bench.store.path("private"))).toEqual([]);
});

it("tells whoever applies on another machine what to do", async () => {
  const store = openStore(bench.store.dir, localPlanKeys(join(bench.dir, "elsewhere", "plan.key")));
  await expect(bench.apply(ready, { store })).rejects.toThrow(/planned on another machine.*plan it again here \[PLAN_KEY_MISSING\]/);
  expect(existsSync(join(bench.dir, "elsewhere"))).toBe(false); // a key is made for planning alone
});

it("neither plans nor applies with a store that is only for reading, and leaves no half-made run", async () => {
  const store = openStore(bench.store.dir);
  const runs = await store.list("runs");
  await expect(bench.plan([stack(STACK, { api: "v9" })], { store })).rejects.toMatchObject({ parts: { code: "PLAN_KEY_MISSING" } });
  await expect(bench.apply(ready, { store })).rejects.toMatchObject({ parts: { code: "PLAN_KEY_MISSING" } });
  expect(await store.list("runs")).toEqual(runs);
});

it("opens for its own run and stack alone, and never twice with the same key", async () => {
  const keys = localPlanKeys(key());
  const context = { run: "run-20261122T120000Z-0a1b2c", stack: STACK };
  const [one, two] = [await sealPlan(ZIP, context, keys), await sealPlan(ZIP, context, keys)];
  expect(Buffer.from(await openPlan(one, context, keys))).toEqual(ZIP);
  const header = (sealed: Uint8Array): string => Buffer.from(sealed).toString("latin1").split("\n")[1] ?? "";
  expect(header(one)).not.toBe(header(two));
  for (const wrong of [
    { ...context, stack: "zone-opsdesk-example" },
    { ...context, run: "run-20261122T120000Z-0a1b2d" },
  ]) {
    await expect(openPlan(one, wrong, keys)).rejects.toMatchObject({ parts: { code: "PLAN_FILE_UNREADABLE" } });
  }
});

it("is bound to run, stack and wrapped key whatever keys it has", async () => {
  const key = Buffer.alloc(32, 7);
  const keys = { make: async () => ({ key, wrapped: "always the same" }), open: async () => key };
  const context = { run: "run-20261122T120000Z-0a1b2c", stack: STACK };
  const sealed = Buffer.from(await sealPlan(ZIP, context, keys));
  expect(Buffer.from(await openPlan(sealed, context, keys))).toEqual(ZIP);
  const relabelled = Buffer.from(sealed.toString("latin1").replace("always", "seldom"), "latin1");
  for (const [bytes, place] of [
    [sealed, { ...context, stack: "zone-opsdesk-example" }],
    [sealed, { ...context, run: "run-20261122T120000Z-0a1b2d" }],
    [relabelled, context],
  ] as const) {
    await expect(openPlan(bytes, place, keys)).rejects.toMatchObject({ parts: { code: "PLAN_FILE_UNREADABLE" } });
  }
});

it("is refused whichever of its bytes changes", async () => {
  const keys = localPlanKeys(key());
  const context = { run: "run-20261122T120000Z-0a1b2c", stack: STACK };
  const sealed = await sealPlan(Buffer.from("x"), context, keys);
  for (const [index, byte] of sealed.entries()) {
    const changed = Uint8Array.from(sealed);
    changed[index] = byte ^ 1;
    await expect(openPlan(changed, context, keys)).rejects.toMatchObject({ parts: { kind: "refused" } });
  }
});

it("makes one key when two plan at the same moment", async () => {
  rmSync(key());
  const keys = localPlanKeys(key());
  const contexts = [...Array(8).keys()].map((index) => ({ run: `run-${index}`, stack: STACK }));
  const sealed = await Promise.all(contexts.map(async (context) => await sealPlan(ZIP, context, keys)));
  for (const [index, context] of contexts.entries()) {
    expect(Buffer.from(await openPlan(sealed[index] ?? ZIP, context, keys))).toEqual(ZIP);
  }
  expect(readdirSync(join(bench.dir, "keys")).filter((name) => name.startsWith("plan.key"))).toEqual(["plan.key"]);
});

it("says when no key can be made, without the plan", async () => {
  writeFileSync(join(bench.dir, "nowhere"), "a file where a folder should be");
  const keys = localPlanKeys(join(bench.dir, "nowhere", "slipway", "plan.key"));
  await expect(keys.make({ run: "run", stack: STACK })).rejects.toMatchObject({ parts: { code: "PLAN_KEY_MISSING" } });
});

it("has no name on Linux while it is in clear", async () => {
  const made = await openPrivateFile(bench.dir);
  const before = readdirSync(bench.dir).filter((name) => name.startsWith("private-"));
  writeFileSync(made.path, VALUE);
  expect(readFileSync(made.path, "utf8")).toBe(VALUE);
  expect(statSync(made.path).mode & 0o777).toBe(0o600);
  expect(before).toEqual(process.platform === "linux" ? [] : [expect.anything()]);
  made.remove();
  made.remove();
  expect(existsSync(made.path) && readFileSync(made.path, "utf8") === VALUE).toBe(false);
});

function swapStacks(): void {
  const [one, two] = [file(ready), file(ready, "zone-opsdesk-example")];
  renameSync(one, `${one}.x`);
  renameSync(two, one);
  renameSync(`${one}.x`, two);
}

function replaceWrapped(change: (text: string) => string): void {
  const [magic = "", wrapped = "", ...rest] = readFileSync(file(ready), "latin1").split("\n");
  expect(change(wrapped)).not.toBe(wrapped);
  writeFileSync(file(ready), [magic, change(wrapped), ...rest].join("\n"), "latin1");
}

function keyAsFolder(): void {
  rmSync(key());
  symlinkSync(bench.store.dir, key());
}
