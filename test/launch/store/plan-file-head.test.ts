import { readFileSync } from "node:fs";
import { join } from "node:path";
import { headInPlanFile } from "../../../launch/store/plan-file-head.ts";
import { type Bench, openBench, stack } from "../bench-of-runs.ts";

const STACK = "chatbot-production";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

it("finds the state that a plan was made against in the plan itself, as terraform says it", async () => {
  const folder = bench.store.local.path(`work/${STACK}`);
  const file = join(bench.dir, "saved.tfplan");
  const heads = async (): Promise<readonly unknown[]> => {
    await bench.terraform.plan(folder, "run-20261122T120000Z-0a1b2c", file);
    return [await headInPlanFile(readFileSync(file)), await bench.terraform.stateHead(folder)];
  };
  await bench.plan([stack(STACK, { api: "v1" })]); // lays the folder out
  expect(await heads()).toEqual([
    { lineage: "", serial: 0 },
    { lineage: "", serial: 0 },
  ]);
  await bench.launch([stack(STACK, { api: "v1" })]);
  const [inPlan, inBackend] = await heads();
  expect(inPlan).toEqual({ lineage: expect.stringMatching(/^[0-9a-f-]{36}$/), serial: 1 });
  expect(inPlan).toEqual(inBackend);
});

it.each([
  { what: "an encrypted plan of OpenTofu", bytes: Buffer.from('{"encryption_version":"v0","encrypted_data":"AAAA"}') },
  { what: "an empty file", bytes: Buffer.alloc(0) },
  { what: "an archive that holds no state", bytes: Buffer.concat([Buffer.from("PK\u0005\u0006"), Buffer.alloc(18)]) },
])("says that it cannot tell of $what", async ({ bytes }) => {
  expect(await headInPlanFile(bytes)).toBeUndefined();
});

it("makes one command of it: terraform is not asked for the state again", async () => {
  const stateHead = jest.fn(bench.terraform.stateHead);
  await bench.plan([stack(STACK, { api: "v1" })], { terraform: { ...bench.terraform, stateHead } });
  expect(stateHead).not.toHaveBeenCalled();
});
