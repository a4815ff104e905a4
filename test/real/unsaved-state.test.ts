import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { numberAt, objectAt, textAt } from "../../launch/json.ts";
import type { StackPlanInput } from "../../launch/plan.ts";
import { readUnsavedState } from "../../launch/recover/unsaved-state.ts";
import type { Run } from "../../launch/run.ts";
import { type AwsBench, openAwsBench, type RealParts, startRealParts } from "./aws-bench.ts";
import { BUCKET, stateKey } from "./state-bucket.ts";

const STACK = "chatbot-production";
const TOPIC = { name: "chatbot-alerts" };
const PARAMETER = { name: "/chatbot/url", type: "String", insecure_value: "https://api.example.com", depends_on: ["aws_sns_topic.alerts"] };
const MAKE_TOPIC = "CreateTopic chatbot-alerts";
const MAKE_PARAMETER = "PutParameter /chatbot/url";
const SAVE = `PUT /${BUCKET}/${stateKey(STACK)}`;
const FOREIGN = "00000000-0000-4000-8000-000000000000";

let parts: RealParts;
let real: AwsBench;
beforeAll(async () => {
  parts = await startRealParts();
});
afterAll(async () => await parts?.close());
beforeEach(async () => {
  real = await openAwsBench(parts);
});
afterEach(async () => await real?.close());

const topic = (): readonly StackPlanInput[] => [real.stack(STACK, { aws_sns_topic: { alerts: TOPIC } })];
const both = (): readonly StackPlanInput[] => [
  real.stack(STACK, { aws_sns_topic: { alerts: TOPIC }, aws_ssm_parameter: { url: PARAMETER } }),
];

interface Outage {
  readonly what: string;
  readonly isLater: boolean;
  /** From the first create on. */
  readonly begin: () => Promise<void>;
  readonly end: () => Promise<void>;
  readonly kinds: Readonly<Record<string, string>>;
}

const OUTAGES: readonly Outage[] = [
  {
    what: "the bucket takes no state, which would be its first",
    isLater: false,
    begin: async () => breakOff((action) => action === SAVE),
    end: async () => breakOff(() => false),
    kinds: { "aws_sns_topic.alerts": "in-state", "aws_ssm_parameter.url": "in-state" },
  },
  {
    what: "the whole account is gone, with a state in its bucket",
    isLater: true,
    begin: async () => breakOff(() => true),
    end: async () => breakOff(() => false),
    kinds: { "aws_ssm_parameter.url": "absent" },
  },
  {
    what: "the bucket is deleted, and made anew",
    isLater: true,
    begin: async () => await real.bucket.remove(),
    end: async () => await real.bucket.create(),
    kinds: { "aws_ssm_parameter.url": "in-state" },
  },
];

it.each(OUTAGES)("hands in what terraform could not save when $what", async ({ isLater, begin, end, kinds }) => {
  if (isLater) await real.launched(topic());
  const run = await applyInto(begin);
  await expect(real.bench.plan(both(), { terraform: real.terraform })).rejects.toMatchObject({ parts: { code: "RUN_INTERRUPTED" } });
  await end();
  const said: string[] = [];
  const { findings, run: recovery } = await real.recover({ onEvent: (message) => void said.push(message) });
  expect(Object.fromEntries(findings.map(({ address, kind }) => [address, kind]))).toEqual(kinds);
  const state = objectAt({ state: await real.bucket.read(stateKey(STACK)) }, "state");
  const [lineage, serial] = [textAt(state, "lineage"), numberAt(state, "serial")];
  expect(said.join("\n")).toMatch(/chatbot-production: terraform state push errored\.tfstate \(lineage [0-9a-f-]{36}, serial \d+\)/);
  expect(said.join("\n")).toContain(`the state is now lineage ${lineage}, serial ${serial}`);
  // what the plan rests on is the backend's word, not the file's
  expect(recovery.stacks).toMatchObject([{ lineage, serial }]);
  expect(statSync(keptFile(run)).mode & 0o777).toBe(0o600);

  await real.bench.approve(recovery);
  expect(await real.bench.apply(recovery, { terraform: real.terraform })).toMatchObject({ status: "applied", leftovers: [] });
  expect(await real.idsInStates(STACK)).toEqual(await real.account.ids());
  expect(await real.account.ids()).toHaveLength(2);
  expect(real.gateway.done.filter((action) => action === MAKE_TOPIC || action === MAKE_PARAMETER)).toHaveLength(2);
});

it("keeps to itself what continues no state, and says so", async () => {
  const run = await applyInto(async () => breakOff((action) => action === SAVE));
  breakOff(() => false);
  const foreign = { version: 4, terraform_version: "1.11.4", serial: 7, lineage: FOREIGN, outputs: {}, resources: [] };
  await real.bucket.write(stateKey(STACK), foreign);
  const said: string[] = [];
  const { findings } = await real.recover({ onEvent: (message) => void said.push(message) });
  expect(findings.map(({ kind }) => kind)).toEqual(["finished", "finished"]); // by the journal: imported, not made again
  expect(said.join("\n")).toContain(`does not continue the state (lineage ${FOREIGN}, serial 7); kept as runs/${run.id}/stacks/`);
  expect(await real.bucket.read(stateKey(STACK))).toEqual(foreign);
  expect(existsSync(keptFile(run))).toBe(true);
  // terraform itself would have put it over a foreign state that holds nothing, but not over one that does
  const theirs = { input: null, output: null, triggers_replace: null, id: "theirs" };
  const resource = { mode: "managed", type: "terraform_data", name: "theirs", provider: 'provider["terraform.io/builtin/terraform"]' };
  await real.bucket.write(stateKey(STACK), {
    ...foreign,
    resources: [{ ...resource, instances: [{ schema_version: 0, attributes: theirs }] }],
  });
  const folder = real.bench.store.local.path(`work/${STACK}`);
  const clear = join(folder, "clear.tfstate");
  writeFileSync(clear, (await readUnsavedState(real.bench.store, { run: run.id, stack: STACK })) ?? "");
  await expect(real.terraform.pushState(folder, clear)).rejects.toMatchObject({
    parts: { code: "TERRAFORM_FAILED", got: expect.stringContaining("lineage") },
  });
});

/** Plans and applies both resources; the trouble begins once the first create of the apply is done. */
async function applyInto(begin: () => Promise<void>): Promise<Run> {
  const run = await real.planned(both());
  let hasBegun = false;
  real.gateway.hook = async ({ action, when }) => {
    const isMoment = (action === MAKE_TOPIC && when === "after") || (action === MAKE_PARAMETER && when === "before");
    if (hasBegun || !isMoment) return;
    hasBegun = true;
    await begin();
    await real.gateway.hook({ action, when });
  };
  await expect(real.bench.apply(run, { terraform: real.terraform })).rejects.toMatchObject({ parts: { code: "APPLY_INTERRUPTED" } });
  expect(hasBegun).toBe(true);
  return run;
}

function breakOff(isBroken: (action: string) => boolean): void {
  real.gateway.hook = ({ action, when }) => {
    if (when === "before" && isBroken(action)) throw new Error("nobody answers");
  };
}

function keptFile({ id }: Run): string {
  return real.bench.store.local.path(`runs/${id}/stacks/${STACK}/errored.tfstate.sealed`);
}
