import { mkdirSync, writeFileSync } from "node:fs";
import type { Stage } from "../../config/stage.ts";
import { appendLedger, verifyLedger } from "../../launch/ledger/ledger.ts";
import { recoverRun } from "../../launch/recover/recover.ts";
import { BASELINE } from "../../launch/rollback/baseline.ts";
import { planRollback } from "../../launch/rollback/rollback.ts";
import { type Run, readRun, runKey } from "../../launch/run.ts";
import type { AskMonitor, MonitorResult } from "../../launch/stage/live-gate.ts";
import { nextStage, type RunStage, standingStage } from "../../launch/stage/stage.ts";
import { openTerraform } from "../../launch/terraform/terraform.ts";
import { envelopeText } from "../../launch/trust/envelope.ts";
import { type Bench, openBench, stack, TARGET } from "./bench-of-runs.ts";
import { expectRefusal, later, refusedWith, STACK } from "./scenario.ts";
import { withProgram } from "./with-program.ts";

let bench: Bench;
const openOne = async (): Promise<void> => {
  bench = await openBench();
};
const closeIt = (): void => bench.close();

const MINUTE = 60;

function monitor(key: string, kind: string): RunStage["monitors"][number] {
  const results = {
    alarmName: `chatbot-production-${key}`,
    region: "us-east-1",
    namespace: "AWS/Route53",
    metricName: "HealthCheckStatus",
    periodSeconds: MINUTE,
    successAt: 1,
  };
  return { key, kind, host: `${key}.opsdesk.example`, results };
}

const MONITORS = [monitor("health", "api-health"), monitor("start", "home")];

function at(name: Stage, more: Partial<RunStage> = {}): { readonly stage: RunStage } {
  return { stage: { name, monitors: name === "slots" ? [] : MONITORS, ...more } };
}

const inputs = (stage: Stage) => [stack(STACK, { hosts: stage, slots: 1 })];
const launch = (stage: Stage, more: Partial<RunStage> = {}): Promise<Run> => bench.launch(inputs(stage), at(stage, more));

async function approvedLive(): Promise<Run> {
  const run = await bench.plan(inputs("live"), at("live"));
  await bench.approve(run);
  return run;
}

/** One result a minute up to now, oldest first: `+` well, `-` not. */
function results(marks: string, endsSecondsAgo = 0): MonitorResult[] {
  const end = bench.now.getTime() - endsSecondsAgo * 1000;
  return [...marks].map((mark, index) => ({ at: new Date(end - (marks.length - 1 - index) * MINUTE * 1000), ok: mark === "+" }));
}

const seen =
  (byKey: Readonly<Record<string, readonly MonitorResult[]>>): AskMonitor =>
  async ({ key }) =>
    byKey[key] ?? [];

async function prepared(): Promise<Run> {
  await launch("slots");
  await launch("prepare");
  const run = await approvedLive();
  later(bench, 10 * MINUTE);
  return run;
}

describe("going live", () => {
  beforeEach(openOne);
  afterEach(closeIt);

  it("is refused with two successes of a monitor, changes nothing, and goes on with three", async () => {
    const run = await prepared();
    const two = seen({ health: results("+++"), start: results("-++") });
    const closed = { code: "LIVE_GATE_CLOSED", got: expect.stringMatching(/^home \(start\): not yet, 2 of 3 successes, the last at /) };
    await expectRefusal(bench, run, () => bench.apply(run, { askMonitor: two }), { parts: { kind: "refused", ...closed } });
    const lines: string[] = [];
    const three = seen({ health: results("+++"), start: results("-+++") });
    const applied = await bench.apply(run, {
      askMonitor: three,
      onEvent: ({ kind, message }) => kind === "monitor-seen" && lines.push(message),
    });
    expect(applied.status).toBe("applied");
    expect(lines).toEqual([
      expect.stringMatching(/^api-health \(health\): well, 3 of 3 successes, the last at /),
      expect.stringMatching(/^home \(start\): well, 3 of 3 successes, the last at /),
    ]);
  });

  it("is refused where nothing watches", async () => {
    await launch("prepare", { monitors: [] });
    const run = await bench.plan(inputs("live"), at("live", { monitors: [] }));
    await bench.approve(run);
    const closed = refusedWith("LIVE_GATE_CLOSED", { got: "no monitor at all" });
    await expectRefusal(bench, run, () => bench.apply(run, { askMonitor: seen({}) }), closed);
  });

  it("waits once: what is live stays live", async () => {
    const run = await prepared();
    await bench.apply(run, { askMonitor: seen({ health: results("+++"), start: results("+++") }) });
    const update = await bench.plan([stack(STACK, { hosts: "live", slots: 2 })], at("live"));
    await bench.approve(update);
    expect((await bench.apply(update)).status).toBe("applied");
  });

  it("goes on without waiting once it has begun, and what stopped half way is no stage", async () => {
    await launch("slots");
    await launch("prepare");
    later(bench, 10 * MINUTE);
    const both = [stack("zone-opsdesk-example", { rules: "live" }), stack(STACK, { hosts: "live", slots: 1, names: "live" })];
    const failing = { terraform: withProgram(bench.terraform, { stack: STACK, resource: "names", command: "exit 1" }) };
    const run = await bench.plan(both, { ...at("live"), ...failing });
    await bench.approve(run);
    const well = seen({ health: results("+++"), start: results("+++") });
    await expect(bench.apply(run, { ...failing, askMonitor: well })).rejects.toMatchObject({ parts: { code: "APPLY_FAILED" } });
    expect(standingStage((await verifyLedger(bench.store)).entries, TARGET)?.stage).toBe("prepare");
    const again = await bench.plan(both, at("live"));
    await bench.approve(again);
    expect((await bench.apply(again)).status).toBe("applied");
    expect(standingStage((await verifyLedger(bench.store)).entries, TARGET)?.stage).toBe("live");
  });

  it("is finished by its recovery, at the same stage and without waiting", async () => {
    await launch("slots");
    await launch("prepare");
    const inLive = [stack(STACK, { hosts: "live", slots: 1, names: "live" })];
    const run = await bench.plan(inLive, at("live"));
    const stacks = [{ stack: STACK, planSha256: "0".repeat(64), carriedOver: false }];
    const { store, terraform, people } = bench;
    await appendLedger(store, { kind: "apply-started", operator: "ci", stacks, run: run.id, target: TARGET, at: later(bench, 1) });
    const begun = { type: "apply_start", hook: { resource: { addr: "terraform_data.names" }, action: "create" } };
    mkdirSync(store.path(`runs/${run.id}/journal`), { recursive: true });
    writeFileSync(store.path(`runs/${run.id}/journal/${STACK}.jsonl`), `${JSON.stringify(begun)}\n`);
    const { run: recovery } = await recoverRun({
      store,
      terraform: openTerraform({ binary: terraform.binary, environment: terraform.environment }),
      target: TARGET,
      planner: people.planner,
      commit: { sha: undefined, authors: [], dirty: false },
      clock: () => later(bench, 1),
      lookup: async () => undefined,
      waitMilliseconds: 200,
      acknowledged: ["terraform_data.names"],
      reason: "the runner was restarted",
    });
    expect(recovery).toMatchObject({ recovers: run.id, stage: { name: "live" } });
    await bench.approve(recovery);
    expect((await bench.apply(recovery)).status).toBe("applied");
    expect(standingStage((await verifyLedger(store)).entries, TARGET)).toMatchObject({ run: recovery.id, stage: "live" });
  });

  it("needs no monitor where the config says why", async () => {
    await launch("slots");
    const run = await launch("live", { direct: "nobody depends on it yet" });
    expect((await readRun(bench.store, run.id)).record.stage).toMatchObject({ name: "live", direct: "nobody depends on it yet" });
  });
});

// refusals change nothing, so that one prepared launch does for all
describe("a prepared launch does not go live", () => {
  let run: Run;
  beforeAll(async () => {
    await openOne();
    run = await prepared();
  });
  afterAll(closeIt);

  it.each([
    ["results older than the prepare apply", () => results("+++", 11 * MINUTE), "0 of 3 successes: no result yet"],
    ["a last result that is a failure", () => results("++++-"), "4 of 3 successes, and the last result, at"],
    ["a monitor that fell silent", () => results("+++", 6 * MINUTE), "3 of 3 successes, and silence since"],
    ["no result at all", () => [], "0 of 3 successes: no result yet"],
  ])("with %s", async (_why, health, found) => {
    const ask = seen({ health: health(), start: results("+++") });
    await expectRefusal(bench, run, () => bench.apply(run, { askMonitor: ask }), {
      parts: { kind: "refused", code: "LIVE_GATE_CLOSED", got: expect.stringContaining(`api-health (health): not yet, ${found}`) },
    });
  });

  it("when nobody can tell, with nobody to ask, and with a CloudWatch that does not answer", async () => {
    const undecided = (got: string) => ({ parts: { kind: "undecided", code: "LIVE_GATE_UNANSWERED", got: expect.stringContaining(got) } });
    await expectRefusal(bench, run, () => bench.apply(run), undecided("nobody to ask for its results"));
    const unreachable: AskMonitor = async () => {
      throw new Error("connect ECONNREFUSED");
    };
    await expectRefusal(bench, run, () => bench.apply(run, { askMonitor: unreachable }), undecided("connect ECONNREFUSED"));
    const mixed: AskMonitor = async (each, since) => (each.key === "health" ? unreachable(each, since) : results("-"));
    await expectRefusal(bench, run, () => bench.apply(run, { askMonitor: mixed }), refusedWith("LIVE_GATE_CLOSED"));
  });

  it("in an emergency either", async () => {
    const breakGlass = { signer: bench.people.ben, reason: "the old host is down and nobody can wait", acknowledgements: [] };
    await expectRefusal(bench, run, () => bench.apply(run, { askMonitor: seen({}), breakGlass }), refusedWith("LIVE_GATE_CLOSED"));
  });
});

describe("the order of stages", () => {
  beforeEach(openOne);
  afterEach(closeIt);

  const plan = (stage: Stage, more: Partial<RunStage> = {}) => bench.plan(inputs(stage), at(stage, more));

  it("takes the next one that is not recorded", () => {
    const guarded = { direct: false, hasSlots: true };
    expect([undefined, "slots", "prepare", "live"].map((standing) => nextStage(standing as Stage | undefined, guarded))).toEqual([
      "slots",
      "prepare",
      "live",
      "live",
    ]);
    expect(nextStage(undefined, { direct: false, hasSlots: false })).toBe("prepare");
    expect(nextStage(undefined, { direct: true, hasSlots: true })).toBe("live");
  });

  it("refuses to go live unprepared", async () => {
    await expect(plan("live")).rejects.toMatchObject(refusedWith("STAGE_SKIPPED", { got: "nothing applied" }));
    const { id } = await launch("slots");
    await expect(plan("live")).rejects.toMatchObject(refusedWith("STAGE_SKIPPED", { got: `stage slots of ${id}` }));
    await launch("prepare");
    expect((await plan("live")).status).toBe("planned");
  });

  it("refuses to go backwards other than by a rollback", async () => {
    const { id } = await launch("live", { direct: "nobody depends on it yet" });
    const backwards = refusedWith("STAGE_BACKWARDS", { expected: `stage live, where ${id} left it, or a later one` });
    await expect(plan("prepare")).rejects.toMatchObject(backwards);
    await expect(plan("slots")).rejects.toMatchObject(backwards);
  });

  it("refuses to prepare what has no previews", async () => {
    await expect(plan("prepare", { direct: "nobody depends on it yet" })).rejects.toMatchObject(refusedWith("STAGE_WITHOUT_PREVIEW"));
  });

  it("takes what was applied before there were stages for live", async () => {
    await bench.launch(inputs("live"));
    const { entries } = await verifyLedger(bench.store);
    expect(standingStage(entries, TARGET)?.stage).toBe("live");
    expect((await plan("live")).status).toBe("planned");
    await expect(plan("prepare")).rejects.toMatchObject(refusedWith("STAGE_BACKWARDS"));
  });

  it("counts a stage only once it is in place", async () => {
    await launch("slots");
    const run = await plan("prepare");
    await bench.approve(run);
    const { entries } = await verifyLedger(bench.store);
    expect(standingStage(entries, TARGET)?.stage).toBe("slots");
  });
});

describe("the way back", () => {
  beforeEach(openOne);
  afterEach(closeIt);

  const rollback = async (toRun?: string): Promise<Run> => {
    const { store, terraform, people, now } = bench;
    const commit = { sha: "4f0c2d9", authors: [], dirty: false };
    const run = await planRollback({
      store,
      terraform,
      target: TARGET,
      planner: people.planner,
      commit,
      now,
      ...(toRun === undefined ? {} : { toRun }),
    });
    await bench.approve(run);
    return run;
  };
  const standing = async () => standingStage((await verifyLedger(bench.store)).entries, TARGET);

  it("from live leads to what was prepared, says so, and going live again waits for newer results", async () => {
    const live = await prepared();
    await bench.apply(live, { askMonitor: seen({ health: results("+++"), start: results("+++") }) });
    const before = results("+++");
    later(bench, MINUTE);
    const back = await rollback();
    expect(back.review.notices.join()).toContain("leads to stage prepare of ");
    expect((await bench.apply(back)).status).toBe("applied");
    expect(await standing()).toMatchObject({ run: back.id, stage: "prepare" });
    const again = await bench.plan([stack(STACK, { hosts: "live", slots: 3 })], at("live"));
    await bench.approve(again);
    await expectRefusal(
      bench,
      again,
      () => bench.apply(again, { askMonitor: seen({ health: before, start: before }) }),
      refusedWith("LIVE_GATE_CLOSED"),
    );
    later(bench, 4 * MINUTE);
    const ask = seen({ health: results("+++"), start: results("+++") });
    expect((await bench.apply(again, { askMonitor: ask })).status).toBe("applied");
  });

  it("from what was prepared leads to the slots, and from those to nothing", async () => {
    const slots = await launch("slots");
    await launch("prepare");
    const back = await rollback();
    await bench.apply(back);
    expect(await standing()).toMatchObject({ stage: "slots" });
    const nothing = await rollback(BASELINE);
    expect(slots.id).not.toBe(nothing.id);
    await bench.apply(nothing);
    expect(await standing()).toBeUndefined();
  });
});

it("is part of what the planner and the approver sign", async () => {
  await openOne();
  const run = await bench.plan(inputs("slots"), at("slots"));
  const { record } = await readRun(bench.store, run.id);
  const terms = { approver: "ben@opsdesk.example", acknowledgements: [], approvedAt: "", expiresAt: "", wayBack: null };
  expect(JSON.parse(envelopeText(record, "0", terms))).toMatchObject({ stage: "slots" });
  await bench.approve(run);
  const file = runKey(run.id, "run.json");
  const text = (await bench.store.read(file)) ?? "";
  await bench.store.write(file, text.replace('"name":"slots"', '"name":"live"'));
  await expect(bench.apply(run)).rejects.toMatchObject(refusedWith("RUN_CHANGED"));
  closeIt();
});
