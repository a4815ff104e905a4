import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { clockFlaw } from "../../launch/ledger/clock.ts";
import { type LedgerEntry, verifyLedger } from "../../launch/ledger/ledger.ts";
import { planRollback } from "../../launch/rollback/rollback.ts";
import type { Run } from "../../launch/run.ts";
import { statusOf } from "../../launch/status.ts";
import { signOffRun } from "../../launch/trust/sign-off.ts";
import type { Signer } from "../../launch/trust/ssh-signature.ts";
import { type Bench, openBench, stack, stateInputs, statePath, TARGET, trusted, verified } from "./bench-of-runs.ts";
import { withProgram } from "./with-program.ts";

const STACK = "chatbot-production";
const config = (api: string) => [stack(STACK, { api })];
const refusedWith = (code: string, more: Readonly<Record<string, unknown>> = {}) => ({ parts: { kind: "refused", code, ...more } });

let base: Bench;
let bench: Bench;
beforeAll(async () => {
  base = await openBench();
  await base.launch(config("v1"));
});
afterAll(() => base.close());
beforeEach(async () => {
  bench = await openBench(base);
});
afterEach(() => bench.close());

function later(seconds: number): Date {
  bench.now = new Date(bench.now.getTime() + seconds * 1000);
  return bench.now;
}

async function signOff(run: Run, signer: Signer): Promise<LedgerEntry> {
  return await signOffRun({ store: bench.store, runId: run.id, signer, now: later(1) });
}

const glass = (signer: Signer, more = {}) => ({ breakGlass: { signer, reason: "the site is down", acknowledgements: [], ...more } });

describe("break-glass", () => {
  type Try = (run: Run) => Promise<unknown>;
  const REFUSED: readonly (readonly [string, string, Try])[] = [
    ["somebody who is no approver", "APPROVER_UNKNOWN", async (run) => await bench.apply(run, glass(bench.people.mallory))],
    [
      "another key under an approver's name",
      "APPROVER_UNKNOWN",
      async (run) => await bench.apply(run, glass({ ...bench.people.mallory, id: bench.people.ben.id })),
    ],
    ["an approver without a reason", "REASON_MISSING", async (run) => await bench.apply(run, glass(bench.people.ben, { reason: " " }))],
    [
      "an approver who changes who approves",
      "BREAK_GLASS_APPROVERS",
      async () =>
        await bench.apply(await bench.plan(config("v3"), { approvers: [trusted(bench.people.mallory)] }), glass(bench.people.ben)),
    ],
    [
      "an approver who acknowledges nothing of what is lost",
      "ACKNOWLEDGEMENT_MISSING",
      async () => {
        const many = Object.fromEntries(["a", "b", "c", "d", "e", "f"].map((name) => [name, "x"]));
        await bench.launch([stack(STACK, many)]);
        return await bench.apply(await bench.plan([stack(STACK, { g: "x" })]), glass(bench.people.ben));
      },
    ],
  ];

  it.each(REFUSED)("is refused to %s", async (_what, code, attempt) => {
    const run = await bench.plan(config("v2"));
    await expect(attempt(run)).rejects.toMatchObject(refusedWith(code));
    expect((await verifyLedger(bench.store)).entries.filter(({ kind }) => kind === "break-glass")).toEqual([]);
  });

  it("lets one approver apply, planner or not, on record and verifiable offline, and blocks the target until another signs off", async () => {
    const approvers = [...bench.approvers, trusted(bench.people.planner)];
    await bench.launch(config("v1"), { approvers });
    const run = await bench.plan(config("v2"), { approvers });
    expect((await bench.apply(run, glass(bench.people.planner))).status).toBe("applied");
    await verified(bench, run);
    const { entries } = await verifyLedger(bench.store);
    expect(entries.filter((entry) => entry.run === run.id).map(({ kind }) => kind)).toEqual([
      "planned",
      "break-glass",
      "apply-started",
      "applied",
      "verified",
    ]);
    expect(entries.find(({ kind }) => kind === "break-glass")).toMatchObject({
      signer: bench.people.planner.id,
      reason: "the site is down",
    });
    expect(offline(run, "break-glass", "slipway-break-glass", bench.people.planner)).toContain("Good");
    expect(await statusOf(bench.store)).toMatchObject([{ unreviewedRun: run.id }]);

    await expect(bench.plan(config("v3"))).rejects.toMatchObject(
      refusedWith("BREAK_GLASS_UNREVIEWED", { fix: expect.stringContaining(run.id) }),
    );
    // other targets go on
    await bench.plan([stack("portal-production", { api: "v1" })], { target: "portal/production" });

    const nobody: readonly (readonly [Signer, string])[] = [
      [bench.people.planner, "SIGN_OFF_BY_SAME_PERSON"],
      [bench.people.mallory, "APPROVER_UNKNOWN"],
      [{ ...bench.people.planner, id: bench.people.ben.id }, "APPROVER_IS_PLANNER"],
    ];
    for (const [signer, code] of nobody) await expect(signOff(run, signer)).rejects.toMatchObject(refusedWith(code));
    await signOff(run, bench.people.ben);
    expect(offline(run, "sign-off", "slipway-sign-off", bench.people.ben)).toContain("Good");
    await expect(signOff(run, bench.people.chidi)).rejects.toMatchObject(refusedWith("SIGN_OFF_NOT_DUE"));
    expect(await statusOf(bench.store)).toMatchObject([{ unreviewedRun: null, state: "verified" }, { target: "portal/production" }]);
    expect((await bench.plan(config("v3"))).status).toBe("planned");
  });

  it("leaves its own way back open, and that one is approved like any other", async () => {
    const run = await bench.plan(config("v2"));
    await bench.apply(run, glass(bench.people.ben));
    const { store, terraform, people } = bench;
    const commit = { sha: undefined, authors: [], dirty: false };
    const back = await planRollback({ store, terraform, target: TARGET, planner: people.planner, commit, now: later(1) });
    await expect(bench.apply(back)).rejects.toMatchObject(refusedWith("APPROVAL_MISSING"));
    await bench.approve(back, { signer: bench.people.chidi });
    expect((await bench.apply(back)).status).toBe("applied");
    await expect(bench.plan(config("v3"))).rejects.toMatchObject(refusedWith("BREAK_GLASS_UNREVIEWED"));
  });

  it("is not the signature of an approval: another namespace", async () => {
    const run = await bench.plan(config("v2"));
    await bench.apply(run, glass(bench.people.ben));
    expect(() => offline(run, "break-glass", "slipway-approval", bench.people.ben)).toThrow(/namespace/);
  });
});

describe("a state that somebody changed outside", () => {
  const stateOf = (change: (state: { serial: number; lineage: string }) => void) => () => {
    const state = JSON.parse(readFileSync(statePath(bench, STACK), "utf8"));
    change(state);
    writeFileSync(statePath(bench, STACK), JSON.stringify(state));
  };
  const OUTSIDE: readonly (readonly [string, () => void])[] = [
    ["applied to", stateOf((state) => (state.serial += 1))],
    ["rolled back to an older one", stateOf((state) => (state.serial -= 1))],
    ["replaced by another", stateOf((state) => (state.lineage = "11111111-2222-3333-4444-555555555555"))],
  ];

  it.each(OUTSIDE)("blocks the next plan when it was %s, until somebody says what it was", async (_what, change) => {
    change();
    await expect(bench.plan(config("v2"))).rejects.toMatchObject(refusedWith("FOREIGN_STATE", { where: STACK }));
    const consent = { reintroduce: false, foreignState: true, reason: "the night shift raised the limit by hand" };
    await expect(bench.plan(config("v2"), { consent: { ...consent, reason: "" } })).rejects.toMatchObject(refusedWith("REASON_MISSING"));
    const run = await bench.plan(config("v2"), { consent });
    expect(run.review.notices).toEqual([
      expect.stringMatching(/^chatbot-production was changed outside: .*; what it was: the night shift/),
    ]);
    await expect(bench.approve(run, { acknowledgements: [] })).rejects.toMatchObject(
      refusedWith("ACKNOWLEDGEMENT_MISSING", { expected: `FOREIGN_STATE:${STACK}` }),
    );
    await bench.approve(run);
    await bench.apply(run);
    // explained again
    expect((await bench.plan(config("v3"))).exceptions).toEqual([]);
  });

  it("is also one that was there before the ledger", async () => {
    writeFileSync(statePath(bench, "portal-production"), readFileSync(statePath(bench, STACK)));
    const portal = bench.plan([stack("portal-production", { api: "v1" })], { target: "portal/production" });
    await expect(portal).rejects.toMatchObject(refusedWith("FOREIGN_STATE", { expected: expect.stringContaining("no state") }));
  });

  it("is none when the ledger explains it: a neighbour's run, a failed run", async () => {
    await bench.launch(config("other"), { target: "portal/production" });
    await bench.launch(config("v2"));
    const terraform = withProgram(bench.terraform, { stack: STACK, resource: "fails", command: "exit 1" });
    const run = await bench.plan([stack(STACK, { fails: "v3", z: null })], { terraform });
    await bench.approve(run);
    await expect(bench.apply(run, { terraform })).rejects.toMatchObject({ parts: { code: "APPLY_FAILED" } });
    expect((await bench.plan(config("v2"))).exceptions).toEqual([]);
  });
});

describe("a clock that was set back", () => {
  const entry = (seq: number, minute: number) => ({ seq, at: new Date(Date.UTC(2026, 10, 22, 12, minute)).toISOString() });
  const flaw = (minutes: readonly number[], from: number, now: number): string | undefined =>
    clockFlaw(
      minutes.map((minute, index) => ({ ...entry(index + 1, minute), ...CRASH })),
      from,
      new Date(entry(0, now).at),
    );
  const CRASH = { kind: "crash-mark", tornSha256: "", run: "", target: "", previous: "" } as const;
  const CLOCKS: readonly (readonly [string, readonly number[], number, number, boolean])[] = [
    ["in order", [0, 1, 2], 2, 3, true],
    ["two honest clocks apart", [0, 4, 1], 2, 1, true],
    ["an approval before what it follows", [10, 1, 2], 2, 3, false],
    ["an entry after the approval that is before it", [0, 10, 2], 2, 11, false],
    ["now before the last entry", [0, 10, 11], 2, 2, false],
    ["disorder that was over before the approval's predecessor", [30, 0, 1, 2], 3, 3, true],
    ["the first entry of all", [0], 1, 1, true],
  ];

  it.each(CLOCKS)("%s", (_what, minutes, from, now, isGood) => {
    expect(flaw(minutes, from, now) === undefined).toBe(isGood);
  });

  it.each([
    ["between plan and approval", async (run: Run) => await approveAfter(run, -600)],
    ["between approval and apply", async (run: Run) => await bench.approve(run).then(() => later(-600))],
  ])("ends an approval: %s", async (_what, setBack) => {
    const run = await bench.plan(config("v2"));
    await setBack(run);
    await expect(bench.apply(run)).rejects.toMatchObject(refusedWith("APPROVAL_EXPIRED"));
    expect(stateInputs(bench, STACK)).toEqual({ api: "v1" });
  });

  async function approveAfter(run: Run, seconds: number): Promise<void> {
    later(seconds);
    await bench.approve(run);
  }
});

function offline(run: Run, folder: string, namespace: string, { id }: Signer): string {
  const cwd = bench.store.path(`runs/${run.id}/${folder}`);
  const args = ["-Y", "verify", "-f", "allowed_signers", "-I", id, "-n", namespace, "-s", "approval.sig"];
  return execFileSync("ssh-keygen", args, { cwd, input: readFileSync(`${cwd}/approval.json`), encoding: "utf8", stdio: "pipe" });
}
