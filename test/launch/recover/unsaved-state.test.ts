import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { handInState } from "../../../launch/recover/recover-state.ts";
import { keepUnsavedState, readUnsavedState, unsavedStateKey } from "../../../launch/recover/unsaved-state.ts";
import { localPlanKeys } from "../../../launch/store/local-plan-keys.ts";
import { openPlan } from "../../../launch/store/sealed-plan.ts";
import type { RunStore } from "../../../launch/store/store.ts";
import { openTerraform, terraformEnvironment } from "../../../launch/terraform/terraform.ts";
import { type Bench, openBench, stack, stateInputs, statePath } from "../bench-of-runs.ts";

const STACK = "chatbot-production";

let bench: Bench;
let run: string;
let folder: string;
let unsaved: string;
beforeEach(async () => {
  bench = await openBench();
  run = (await bench.launch([stack(STACK, { old: "v0" })])).id;
  folder = bench.store.path(`work/${STACK}`);
  const saved = JSON.parse(readFileSync(statePath(bench, STACK), "utf8"));
  unsaved = JSON.stringify({ ...saved, serial: saved.serial + 1, resources: [] });
  writeFileSync(join(folder, "errored.tfstate"), unsaved);
});
afterEach(() => bench.close());

const terraform = () =>
  openTerraform({ binary: bench.terraform.binary, environment: terraformEnvironment({ PATH: process.env.PATH, HOME: bench.dir }) });
const place = () => ({ run, stack: STACK });

it("is handed in from the records by a machine that has only them and the key", async () => {
  expect(await keepUnsavedState(bench.store, place(), folder)).toBe(true);
  rmSync(join(folder, "errored.tfstate"));
  const sealed = readFileSync(bench.store.path(unsavedStateKey(place())), "latin1");
  expect(sealed).not.toContain("lineage");
  expect(await readUnsavedState(bench.store, place())).toBe(unsaved);

  const said = await handInState(bench.store, terraform(), { ...place(), folder });
  expect(said).toContain("terraform state push errored.tfstate");
  expect(stateInputs(bench, STACK)).toEqual({});
  expect(existsSync(join(folder, "errored.tfstate"))).toBe(false);
  // once is enough: what the backend has is not handed in again
  expect(await handInState(bench.store, terraform(), { ...place(), folder })).toContain("does not continue the state");
});

it("has nothing to hand in where nothing was left", async () => {
  rmSync(join(folder, "errored.tfstate"));
  expect(await handInState(bench.store, terraform(), { ...place(), folder })).toBeUndefined();
});

it("opens in its own place alone, and never as a plan", async () => {
  await keepUnsavedState(bench.store, place(), folder);
  const sealed = (await bench.store.readBytes(unsavedStateKey(place()))) ?? new Uint8Array();
  await expect(openPlan(sealed, place(), bench.store.planKeys)).rejects.toMatchObject({ parts: { code: "PLAN_FILE_UNREADABLE" } });
  const other = { run, stack: "other" };
  await bench.store.write(unsavedStateKey(other), sealed);
  await expect(readUnsavedState(bench.store, other)).rejects.toMatchObject({ parts: { code: "PLAN_FILE_UNREADABLE" } });
});

it("waits for the machine with the key, unless somebody says that it is gone", async () => {
  await keepUnsavedState(bench.store, place(), folder);
  rmSync(join(folder, "errored.tfstate"));
  mkdirSync(join(bench.dir, "elsewhere"), { mode: 0o700 });
  const store: RunStore = { ...bench.store, planKeys: localPlanKeys(join(bench.dir, "elsewhere", "plan.key")) };
  await expect(handInState(store, terraform(), { ...place(), folder })).rejects.toMatchObject({
    parts: { kind: "refused", code: "PLAN_KEY_MISSING", fix: expect.stringContaining("--holder-gone") },
  });
  expect(await handInState(store, terraform(), { ...place(), folder, machineGone: true })).toContain("stays sealed");
  expect(stateInputs(bench, STACK)).toEqual({ old: "v0" });
});
