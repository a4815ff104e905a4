import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { planKey } from "../../launch/discard.ts";
import { appendLedger, verifyLedger } from "../../launch/ledger/ledger.ts";
import type { Run } from "../../launch/run.ts";
import type { approveRun } from "../../launch/trust/approve.ts";
import { type Signer, sign } from "../../launch/trust/ssh-signature.ts";
import { type Bench, openBench, stack, stateInputs, statePath, TARGET, trusted, verified } from "./bench-of-runs.ts";

let base: Bench;
let ready: Run;
let bench: Bench;
beforeAll(async () => {
  base = await openBench();
  await base.launch([stack("chatbot-production", { api: "v0" })]);
  ready = await base.plan([stack("chatbot-production", { api: "v1" })]);
  await base.approve(ready);
});
afterEach(() => bench.close());
afterAll(() => base.close());

type Tamper = (run: Run) => Promise<unknown> | unknown;

/** Each does one thing between approval and apply; the apply must refuse, and nothing may have happened. */
const BEFORE_APPLY: readonly (readonly [string, string, Tamper])[] = [
  ["run.json is edited", "RUN_CHANGED", (run) => edit(`runs/${run.id}/run.json`, (text) => text.replace("ana@", "eve@"))],
  ["the planner's signature is replaced", "RUN_SIGNATURE_INVALID", (run) => resignRun(run, bench.people.mallory)],
  ["review.json is edited", "RUN_CHANGED", (run) => edit(`runs/${run.id}/review.json`, (text) => text.replace("reversible", "harmless"))],
  [
    "the recorded configuration is edited",
    "RUN_CHANGED",
    (run) => edit(`runs/${run.id}/stacks/chatbot-production/cdk.tf.json`, (text) => text.replace("v1", "v9")),
  ],
  [
    "the approval is edited",
    "APPROVAL_CHANGED",
    (run) => edit(`runs/${run.id}/approvals/1/approval.json`, (text) => text.replace("ben@", "chidi@")),
  ],
  ["the approval is gone", "APPROVAL_MISSING", (run) => bench.store.remove(`runs/${run.id}/approvals/1/approval.json`)],
  ["the approval has expired", "APPROVAL_EXPIRED", () => wait(25 * 3600)],
  [
    "a newer run is approved",
    "RUN_SUPERSEDED",
    async () => await bench.approve(await bench.plan([stack("chatbot-production", { api: "v2" })])),
  ],
  ["the world drifts", "DRIFT_SINCE_REVIEW", driftInState],
  ["the state is replaced by another of equal content", "FOREIGN_STATE", newLineage],
  ["a ledger line is torn out", "LEDGER_BROKEN", () => edit("ledger.jsonl", (text) => text.split("\n").slice(1).join("\n"))],
];

it.each(BEFORE_APPLY)("refuses to apply when %s", async (_what, code, tamper) => {
  bench = await openBench(base);
  await tamper(ready);
  const before = stateInputs(bench, "chatbot-production");
  await expect(bench.apply(ready)).rejects.toMatchObject({ parts: { kind: "refused", code } });
  expect(stateInputs(bench, "chatbot-production")).toEqual(before);
  const lines = readFileSync(bench.store.path("ledger.jsonl"), "utf8").split("\n");
  expect(lines.filter((line) => line.includes("apply-started") && line.includes(ready.id))).toEqual([]);
  expect(await bench.store.read("lock.json")).toBeUndefined();
});

it("names the difference when the world drifted since the review", async () => {
  bench = await openBench(base);
  driftInState();
  await expect(bench.apply(ready)).rejects.toThrow(/terraform_data\.api\.change\.before\.input/);
});

it("applies an approved run after a refusal, once the reason is gone", async () => {
  bench = await openBench(base);
  const run = ready;
  const file = bench.store.path(planOf(run));
  const plan = readFileSync(file);
  flip(planOf(run));
  await expect(bench.apply(run)).rejects.toMatchObject({ parts: { code: "PLAN_FILE_UNREADABLE" } });
  writeFileSync(file, plan);
  expect((await bench.apply(run)).status).toBe("applied");
});

describe("approve", () => {
  let planned: Bench;
  let waiting: Run;
  beforeAll(async () => {
    planned = await openBench();
    const commit = { sha: "4f0c2d9", authors: ["Chidi@opsdesk.example"], dirty: false };
    waiting = await planned.plan([stack("chatbot-production", { api: "v1" })], { commit });
  });
  afterAll(() => planned.close());
  beforeEach(async () => {
    bench = await openBench(planned);
  });

  type Who = () => Partial<Parameters<typeof approveRun>[0]>;
  const BY: readonly (readonly [string, string, Who])[] = [
    ["somebody whom the config does not name", "APPROVER_UNKNOWN", () => ({ signer: bench.people.mallory })],
    ["an unknown key under a good name", "APPROVER_UNKNOWN", () => ({ signer: { ...bench.people.mallory, id: bench.people.ben.id } })],
    ["another approver's key", "APPROVER_UNKNOWN", () => ({ signer: { ...bench.people.chidi, id: bench.people.ben.id } })],
    ["a pattern", "APPROVER_ID_INVALID", () => ({ signer: { ...bench.people.ben, id: "*@opsdesk.example" } })],
    ["nobody who knows what it acknowledges", "ACKNOWLEDGEMENT_UNKNOWN", () => ({ acknowledgements: ["DELETES_MX:zone/x"] })],
  ];

  it.each(BY)("refuses %s", async (_who, code, who) => {
    await expect(bench.approve(waiting, who())).rejects.toMatchObject({ parts: { kind: "refused", code } });
    expect(await bench.store.list(`runs/${waiting.id}/approvals`)).toEqual([]);
  });

  it("refuses a run that destroys a lot until that is acknowledged, and names the token", async () => {
    const many = Object.fromEntries(["a", "b", "c", "d", "e", "f"].map((name) => [name, name]));
    await bench.launch([stack("chatbot-production", { ...many, api: "v1" })]);
    const run = await bench.plan([stack("chatbot-production", { api: "v1" })]);
    const refused = bench.approve(run, { acknowledgements: [] });
    await expect(refused).rejects.toMatchObject({
      parts: { code: "ACKNOWLEDGEMENT_MISSING", expected: expect.stringContaining("DESTROYS_MANY:chatbot-production") },
    });
    await bench.approve(run);
    expect((await bench.apply(run)).status).toBe("applied");
  });

  it("says what to do when the key cannot sign", async () => {
    const signer = { ...bench.people.ben, keyFile: `${bench.dir}/no-such-key` };
    await expect(bench.approve(waiting, { signer })).rejects.toMatchObject({ parts: { kind: "config", code: "SIGNING_FAILED" } });
  });

  it("refuses an older run once a newer one is approved", async () => {
    await bench.approve(await bench.plan([stack("chatbot-production", { api: "v2" })]));
    await expect(bench.approve(waiting)).rejects.toMatchObject({ parts: { code: "RUN_SUPERSEDED" } });
  });
});

describe("approvers", () => {
  beforeEach(async () => {
    bench = await openBench();
  });

  it("come from the config for a first run, and from the last applied run ever after", async () => {
    const first = await bench.plan([stack("chatbot-production", { api: "v1" })]);
    expect(first.approvers.from).toBe("genesis");
    await bench.approve(first);
    await bench.apply(first);
    await verified(bench, first);

    const takeover = [trusted(bench.people.mallory)];
    const second = await bench.plan([stack("chatbot-production", { api: "v2" })], { approvers: takeover });
    expect(second.approvers).toEqual({ from: first.id, list: bench.approvers, quorum: 1 });
    expect(second.review.approvers.becomes).toEqual(["mallory@opsdesk.example"]);
    await expect(bench.approve(second, { signer: bench.people.mallory })).rejects.toMatchObject({ parts: { code: "APPROVER_UNKNOWN" } });
    await expect(bench.approve(second, { acknowledgements: [] })).rejects.toMatchObject({ parts: { code: "ACKNOWLEDGEMENT_MISSING" } });
    await bench.approve(second);
    await bench.apply(second);

    const third = await bench.plan([stack("chatbot-production", { api: "v3" })], { approvers: takeover });
    await expect(bench.approve(third)).rejects.toMatchObject({ parts: { code: "APPROVER_UNKNOWN" } });
    await bench.approve(third, { signer: bench.people.mallory });
    expect((await bench.apply(third)).status).toBe("applied");
  });
});

describe("plan", () => {
  beforeEach(async () => {
    bench = await openBench();
  });

  type Try = () => Promise<unknown>;
  const PLANS: readonly (readonly [string, string, Try])[] = [
    ["no stack", "STACKS_INVALID", () => bench.plan([])],
    ["a stack twice", "STACKS_INVALID", () => bench.plan([stack("a", { api: "v1" }), stack("a", { api: "v2" })])],
    ["a number that a double cannot hold", "PLAN_NUMBER_TOO_LARGE", () => bench.plan([{ stack: "a", config: BIG_NUMBER }])],
    ["a read of another stack's state", "PLAN_READS_OTHER_STATE", () => bench.plan([stack("a", { api: "v1" }, remoteState())])],
  ];
  const BIG_NUMBER = '{"resource":{"terraform_data":{"api":{"input":"${9007199254740992 + 1}"}}}}';

  it.each(PLANS)("refuses %s", async (_what, code, attempt) => {
    await expect(attempt()).rejects.toMatchObject({ parts: { kind: "refused", code } });
    expect((await verifyLedger(bench.store)).entries).toEqual([]);
    expect(await bench.store.list("runs")).toEqual([]);
  });

  it("reports what terraform says is wrong, and leaves nothing behind", async () => {
    const broken = { stack: "a", config: '{"resource":{"terraform_data":{"api":{"inptu":"v1"}}}}' };
    await expect(bench.plan([broken])).rejects.toMatchObject({
      parts: { kind: "provider", code: "TERRAFORM_FAILED", got: expect.stringContaining("inptu") },
    });
    expect(await bench.store.list("runs")).toEqual([]);
    expect(await bench.store.read("lock.json")).toBeUndefined();
  });

  it("refuses to destroy what was applied as protected, even after the protection left the configuration", async () => {
    const safe = JSON.stringify({
      resource: { terraform_data: { keep: { input: "v1", lifecycle: { prevent_destroy: true } }, api: { input: "v1" } } },
    });
    const run = await bench.plan([{ stack: "chatbot-production", config: safe }]);
    await bench.approve(run);
    await bench.apply(run);
    await expect(bench.plan([stack("chatbot-production", { api: "v1" })])).rejects.toMatchObject({
      parts: { code: "PROTECTED_BY_RECORD" },
    });
    // in two steps: drop the protection first
    await bench.launch([stack("chatbot-production", { keep: "v1", api: "v1" })]);
    const drop = await bench.plan([stack("chatbot-production", { api: "v1" })]);
    expect(drop.review.counts.delete).toBe(1);
  });

  it("refuses while a run of the target never ended", async () => {
    const run = await bench.plan([stack("chatbot-production", { api: "v1" })]);
    const stacks = [{ stack: "chatbot-production", planSha256: "0".repeat(64), carriedOver: false }];
    await appendLedger(bench.store, { kind: "apply-started", operator: "ci", stacks, run: run.id, target: TARGET, at: bench.now });
    await expect(bench.plan([stack("chatbot-production", { api: "v2" })])).rejects.toMatchObject({
      parts: { kind: "refused", code: "RUN_INTERRUPTED" },
    });
    // another target that shares the stack stands in the same ruins
    const other = bench.plan([stack("chatbot-production", { api: "v2" })], { target: "zone/opsdesk.example" });
    await expect(other).rejects.toMatchObject({ parts: { code: "RUN_INTERRUPTED" } });
    await bench.plan([stack("portal-production", { api: "v2" })], { target: "portal/production" });
  });
});

function planOf(run: Run): string {
  return planKey(run.id, "chatbot-production");
}

function wait(seconds: number): void {
  bench.now = new Date(bench.now.getTime() + seconds * 1000);
}

function flip(key: string): void {
  const file = bench.store.path(key);
  const bytes = readFileSync(file);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

function edit(key: string, change: (text: string) => string): void {
  const file = bench.store.path(key);
  const text = readFileSync(file, "utf8");
  expect(change(text)).not.toBe(text);
  writeFileSync(file, change(text));
}

async function resignRun(run: Run, signer: Signer): Promise<void> {
  const text = readFileSync(bench.store.path(`runs/${run.id}/run.json`), "utf8");
  writeFileSync(bench.store.path(`runs/${run.id}/run.sig`), await sign(text, signer, "slipway-plan"));
}

/** What somebody changed by hand: the state knows, the serial does not. */
function driftInState(): void {
  const file = statePath(bench, "chatbot-production");
  writeFileSync(file, readFileSync(file, "utf8").replaceAll('"v0"', '"by hand"'));
}

function newLineage(): void {
  const file = statePath(bench, "chatbot-production");
  const state = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...state, lineage: "00000000-0000-4000-8000-000000000000" }));
}

function remoteState(): Record<string, unknown> {
  const path = `${bench.dir}/other.tfstate`;
  appendFileSync(path, JSON.stringify({ version: 4, terraform_version: "1.11.4", serial: 1, lineage: "x", outputs: {}, resources: [] }));
  return { data: { terraform_remote_state: { other: { backend: "local", config: { path } } } } };
}
