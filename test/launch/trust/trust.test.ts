import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { verifyLedger } from "../../../launch/ledger/ledger.ts";
import { planRollback, type RollbackRequest } from "../../../launch/rollback/rollback.ts";
import type { Run } from "../../../launch/run.ts";
import { approvalCount, statusOf } from "../../../launch/status.ts";
import { type Bench, openBench, stack, TARGET, trusted, verified } from "../bench-of-runs.ts";

let bench: Bench;
afterEach(() => bench.close());

const config = (api: string) => [stack("chatbot-production", { api })];
const refusedWith = (code: string, more: Readonly<Record<string, unknown>> = {}) => ({ parts: { kind: "refused", code, ...more } });
const consent = (more: Readonly<Record<string, unknown>>) => ({
  consent: { reintroduce: false, foreignState: false, reason: "the cause is mended", ...more },
});

async function rollback(more: Partial<RollbackRequest> = {}): Promise<Run> {
  const { store, terraform, people } = bench;
  const commit = { sha: undefined, authors: [], dirty: false };
  return await planRollback({ store, terraform, target: TARGET, planner: people.planner, commit, now: later(1), ...more });
}

function later(seconds: number): Date {
  bench.now = new Date(bench.now.getTime() + seconds * 1000);
  return bench.now;
}

/** Applied, but nobody has proven it from outside. */
async function unverified(api: string): Promise<Run> {
  const run = await bench.plan(config(api));
  await bench.approve(run);
  await bench.apply(run);
  return run;
}

async function go(run: Run): Promise<void> {
  await bench.approve(run);
  await bench.apply(run);
  await verified(bench, run);
}

describe("content that was rolled back", () => {
  let base: Bench;
  let bad: Run;
  beforeAll(async () => {
    bench = await openBench();
    base = bench;
    await base.launch(config("v1"));
    bad = await unverified("v2");
    await go(await rollback());
  });
  afterAll(() => base.close());
  beforeEach(async () => {
    bench = await openBench(base);
  });

  type Plan = () => Promise<Run>;
  const PLANS: readonly (readonly [string, string | undefined, Plan])[] = [
    ["the same content", "CONTENT_QUARANTINED", () => bench.plan(config("v2"))],
    ["the same content in another order", "CONTENT_QUARANTINED", () => bench.plan([reordered("v2")])],
    ["the same content with a rename that is over", "CONTENT_QUARANTINED", () => bench.plan([withMoved("v2")])],
    ["the same content by way of a rollback", "CONTENT_QUARANTINED", () => rollback({ toRun: bad.id })],
    [
      "the same content with consent to something else",
      "CONTENT_QUARANTINED",
      () => bench.plan(config("v2"), consent({ foreignState: true })),
    ],
    [
      "the same content reintroduced without a reason",
      "REASON_MISSING",
      () => bench.plan(config("v2"), consent({ reintroduce: true, reason: " " })),
    ],
    ["the same content reintroduced with a reason", undefined, () => bench.plan(config("v2"), consent({ reintroduce: true }))],
    ["other content", undefined, () => bench.plan(config("v3"))],
    ["what stands", undefined, () => bench.plan(config("v1"))],
    ["the same content for another target", undefined, () => bench.plan(config("v2"), { target: "portal/production" })],
  ];
  const reordered = (api: string) => ({
    stack: "chatbot-production",
    config: `{"terraform":{},"resource":{"terraform_data":{"api":{"input":"${api}"}}}}`,
  });
  const withMoved = (api: string) =>
    stack("chatbot-production", { api }, { moved: [{ from: "terraform_data.old", to: "terraform_data.api" }] });

  it.each(PLANS)("plans %s: %s", async (_what, code, plan) => {
    if (code === undefined) expect((await plan()).status).toBe("planned");
    else await expect(plan()).rejects.toMatchObject(refusedWith(code));
  });

  it("is shown first when it comes back, has to be acknowledged, and is free again once applied", async () => {
    const again = await bench.plan(config("v2"), consent({ reintroduce: true }));
    const sentence = `brings back what was rolled back as bad (${bad.id} was applied when it was rolled back); why: the cause is mended`;
    expect(again.review.notices).toEqual([sentence]);
    expect(again.exceptions).toEqual([{ code: "REINTRODUCES", place: TARGET, sentence }]);
    await expect(bench.approve(again, { acknowledgements: [] })).rejects.toMatchObject(refusedWith("ACKNOWLEDGEMENT_MISSING"));
    await go(again);
    expect((await bench.plan(config("v2"))).stacks.map(({ empty }) => empty)).toEqual([true]);
  });

  it("stays free when the probes had passed, unless the rollback says why it is bad", async () => {
    const good = await bench.launch(config("v3"));
    const back = await rollback();
    expect(back.rollbackOf).toMatchObject({ run: good.id, bad: null });
    await go(back);
    await bench.launch(config("v3"));
    await expect(rollback({ badBecause: "" })).rejects.toMatchObject(refusedWith("REASON_MISSING"));
    await go(await rollback({ badBecause: "customers cannot log in" }));
    await expect(bench.plan(config("v3"))).rejects.toMatchObject(
      refusedWith("CONTENT_QUARANTINED", { got: expect.stringContaining("customers cannot log in") }),
    );
  });
});

describe("quorum", () => {
  const two = { quorum: 2 };
  beforeEach(async () => {
    bench = await openBench();
  });

  it("takes so many different people, each kept by number and verifiable offline", async () => {
    const run = await bench.plan(config("v1"), two);
    await expect(bench.apply(run)).rejects.toMatchObject(
      refusedWith("APPROVAL_MISSING", { expected: "approvals of 2 people", got: "none" }),
    );
    expect((await bench.approve(run)).missing).toBe(1);
    expect((await bench.approve(run)).missing).toBe(1); // the same person again is one person
    await expect(bench.apply(run)).rejects.toMatchObject(refusedWith("APPROVAL_MISSING", { got: "ben@opsdesk.example" }));
    expect(await statusOf(bench.store)).toMatchObject([
      { state: "planned", pendingRun: { run: run.id, approvedBy: ["ben@opsdesk.example"], missingApprovals: 1 } },
    ]);
    expect((await bench.approve(run, { signer: bench.people.chidi })).missing).toBe(0);
    const { entries } = await verifyLedger(bench.store);
    expect(approvalCount(entries, run)).toEqual({ approvedBy: ["ben@opsdesk.example", "chidi@opsdesk.example"], missingApprovals: 0 });
    for (const [number, who] of [
      ["1", "ben"],
      ["2", "ben"],
      ["3", "chidi"],
    ] as const) {
      const cwd = bench.store.path(`runs/${run.id}/approvals/${number}`);
      const args = [
        "-Y",
        "verify",
        "-f",
        "allowed_signers",
        "-I",
        `${who}@opsdesk.example`,
        "-n",
        "slipway-approval",
        "-s",
        "approval.sig",
      ];
      const said = execFileSync("ssh-keygen", args, { cwd, input: readFileSync(join(cwd, "approval.json")), encoding: "utf8" });
      expect(said).toContain(`Good "slipway-approval" signature for ${who}@opsdesk.example`);
    }
    expect((await bench.apply(run)).status).toBe("applied");
  });

  it("does not count an approval that has ended, and takes a new one of the same person", async () => {
    const run = await bench.plan(config("v1"), two);
    await bench.approve(run, { validForHours: 1 });
    await bench.approve(run, { signer: bench.people.chidi });
    later(3600);
    await expect(bench.apply(run)).rejects.toMatchObject(refusedWith("APPROVAL_EXPIRED"));
    await bench.approve(run);
    expect((await bench.apply(run)).status).toBe("applied");
  });

  it("does not fall because the config says so: the old number signs first, and admits it", async () => {
    const first = await bench.plan(config("v1"), two);
    await bench.approve(first);
    await bench.approve(first, { signer: bench.people.chidi });
    await bench.apply(first);
    const second = await bench.plan(config("v2"), { quorum: 1 });
    expect(second.approvers).toMatchObject({ from: first.id, quorum: 2 });
    expect(second.review.acknowledgements).toMatchObject([{ token: `CHANGES_APPROVERS:${TARGET}` }]);
    await bench.approve(second);
    await expect(bench.apply(second)).rejects.toMatchObject(refusedWith("APPROVAL_MISSING"));
  });

  it("of a zone is that of its strictest environment; of a launch, only its own", async () => {
    const zone = { target: "zone/opsdesk.example" };
    const rules = (value: string) => stack("zone-opsdesk-example", { rules: value });
    await bench.launch([rules("v1")], zone);
    const launch = await bench.plan([rules("v1"), ...config("v1")], two);
    await bench.approve(launch);
    await bench.approve(launch, { signer: bench.people.chidi });
    await bench.apply(launch);
    expect((await bench.plan([rules("v2")], zone)).approvers.quorum).toBe(2);
    expect((await bench.plan([rules("v1"), ...config("v2")], { target: "portal/production" })).approvers.quorum).toBe(1);
  });
});

describe("genesis", () => {
  beforeEach(async () => {
    bench = await openBench();
  });

  it("takes the config's word for the account and, before the account is applied, for anything else", async () => {
    const account = await bench.plan([stack("account", { topic: "v1" })], { target: "account" });
    expect(account.approvers).toEqual({ from: "genesis", list: bench.approvers, quorum: 1 });
    expect((await bench.plan(config("v1"))).approvers.from).toBe("genesis");
  });

  it("takes the account's approvers for the first run of another target, whatever its config says", async () => {
    const account = await bench.plan([stack("account", { topic: "v1" })], { target: "account", quorum: 2 });
    await bench.approve(account);
    await bench.approve(account, { signer: bench.people.chidi });
    await bench.apply(account);
    const first = await bench.plan(config("v1"), { approvers: [trusted(bench.people.mallory)] });
    expect(first.approvers).toEqual({ from: account.id, list: bench.approvers, quorum: 2 });
    expect(first.review.approvers.becomes).toEqual(["mallory@opsdesk.example"]);
    await expect(bench.approve(first, { signer: bench.people.mallory })).rejects.toMatchObject(refusedWith("APPROVER_UNKNOWN"));
  });
});
