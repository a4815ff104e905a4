import { readFileSync, writeFileSync } from "node:fs";
import { verifyLedger } from "../../launch/ledger/ledger.ts";
import { recoverRun } from "../../launch/recover/recover.ts";
import { planRollback } from "../../launch/rollback/rollback.ts";
import type { Run } from "../../launch/run.ts";
import { statusOf } from "../../launch/status.ts";
import { openTerraform, terraformEnvironment } from "../../launch/terraform/terraform.ts";
import { type Bench, openBench, stack, stateInputs, statePath, TARGET, verified } from "./bench-of-runs.ts";
import { later, refusedWith, type Scenario, STACK } from "./scenario.ts";
import { withOverride, withProgram } from "./with-program.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const ZONE = "zone-opsdesk-example";
/** `second` ends with an error at apply, after `first` and before `third`. */
const failing = (first: string) => ({
  stack: STACK,
  config: JSON.stringify({
    resource: {
      terraform_data: {
        first: { input: first },
        second: { input: "${terraform_data.first.output}" },
        third: { input: "${terraform_data.second.id}" },
      },
    },
  }),
});

const failingTerraform = () => ({ terraform: withProgram(bench.terraform, { stack: STACK, resource: "second", command: "exit 1" }) });

async function rollback(): Promise<Run> {
  const { store, terraform, people } = bench;
  const commit = { sha: undefined, authors: [], dirty: false };
  return await planRollback({ store, terraform, target: TARGET, planner: people.planner, commit, now: later(bench, 1) });
}

async function go(run: Run): Promise<void> {
  await bench.approve(run);
  await bench.apply(run);
  await verified(bench, run);
}

const SCENARIOS: readonly Scenario[] = [
  [
    32,
    "an apply fails half-way in a stack: each address is done, failed or not started, and both ways on are offered and reviewed",
    async () => {
      await bench.launch([stack(STACK, { first: "v1" })]);
      const run = await bench.plan([failing("v2")], failingTerraform());
      await bench.approve(run);
      const got = expect.stringContaining(
        `${STACK} partially-applied (1 done: terraform_data.first; 1 failed: terraform_data.second; 1 not started: terraform_data.third)`,
      );
      const fix = `forward: mend the cause, then run slipway plan ${TARGET}; back: run slipway rollback ${TARGET}`;
      await expect(bench.apply(run, failingTerraform())).rejects.toMatchObject({
        parts: { kind: "provider", code: "APPLY_FAILED", got, fix },
      });
      expect((await verifyLedger(bench.store)).entries.at(-1)).toMatchObject({
        kind: "partially-applied",
        stacks: [
          {
            addresses: [
              { address: "terraform_data.first", outcome: "done" },
              { address: "terraform_data.second", outcome: "failed" },
              { address: "terraform_data.third", outcome: "not-started" },
            ],
          },
        ],
      });
      const forward = await bench.plan([stack(STACK, { first: "v2", second: "mended" })]);
      expect(forward.review.counts).toMatchObject({ replace: 1, update: 0, create: 0 });
      const back = await rollback();
      expect(back.review.counts).toMatchObject({ update: 1, delete: 1 });
      await go(back);
      expect(stateInputs(bench, STACK)).toEqual({ first: "v1" });
    },
  ],
  [
    33,
    "the second stack of three fails: the rest stops, the record says which stand where, and the way back goes in reverse order",
    async () => {
      const good = [stack(ZONE, { rules: "v1" }), stack(STACK, { first: "v1" }), stack("alerts", { mail: "v1" })];
      await bench.launch(good);
      const run = await bench.plan([stack(ZONE, { rules: "v2" }), failing("v2"), stack("alerts", { mail: "v2" })], failingTerraform());
      await bench.approve(run);
      await expect(bench.apply(run, failingTerraform())).rejects.toMatchObject({ parts: { kind: "provider", code: "APPLY_FAILED" } });
      expect((await verifyLedger(bench.store)).entries.at(-1)).toMatchObject({
        kind: "partially-applied",
        stacks: [
          { stack: ZONE, outcome: "applied" },
          { stack: STACK, outcome: "partially-applied" },
          { stack: "alerts", outcome: "not-started" },
        ],
      });
      expect((await statusOf(bench.store))[0]).toMatchObject({ run: run.id, state: "partially-applied", interruptedRun: null });
      const back = await rollback();
      expect(back.stacks.map(({ stack: name }) => name)).toEqual(["alerts", STACK, ZONE]);
      await go(back);
      expect([ZONE, STACK, "alerts"].map((name) => stateInputs(bench, name))).toEqual([{ rules: "v1" }, { first: "v1" }, { mail: "v1" }]);
    },
  ],
  [
    34,
    "terraform is killed: nothing is planned before recovery, which imports what exists and creates nothing twice",
    async () => {
      const asleep = { terraform: withProgram(bench.terraform, { stack: STACK, resource: "slow", command: "sleep 20" }) };
      const run = await bench.plan([stack(STACK, { slow: "v1" })], asleep);
      await bench.approve(run);
      const killed = bench.apply(run, {
        ...asleep,
        onEvent: (event) => {
          if (event.kind === "stack-started") setTimeout(() => process.kill(-event.pid, "SIGKILL"), 400);
        },
      });
      await expect(killed).rejects.toMatchObject({ parts: { kind: "provider", code: "APPLY_INTERRUPTED" } });
      expect((await verifyLedger(bench.store)).entries.at(-1)).toMatchObject({ kind: "interrupted", stacks: [{ outcome: "unknown" }] });
      await expect(bench.plan([stack(STACK, { slow: "v2" })])).rejects.toMatchObject(refusedWith("RUN_INTERRUPTED"));
      await expect(bench.apply(run)).rejects.toMatchObject(refusedWith("RUN_ALREADY_APPLIED"));
      const recover = { store: bench.store, terraform: states(), target: TARGET, planner: bench.people.planner, waitMilliseconds: 5000 };
      const commit = { sha: undefined, authors: [], dirty: false };
      const lookup = async (): Promise<undefined> => undefined;
      const wanted = { ...recover, commit, lookup, clock: () => bench.now };
      await expect(recoverRun(wanted)).rejects.toMatchObject({ parts: { kind: "undecided", code: "RECOVERY_UNDECIDED" } });
      const found = await recoverRun({ ...wanted, imports: new Map([["terraform_data.slow", "made-before-the-kill"]]) });
      expect(found.run.review.counts).toMatchObject({ create: 0, replace: 0, delete: 0 });
      await go(found.run);
      expect(readFileSync(statePath(bench, STACK), "utf8").match(/"made-before-the-kill"/g)).toHaveLength(1);
    },
  ],
  [
    51,
    "terraform says that it is done and the world says otherwise: applied-unverified, whatever the probes say",
    async () => {
      const run = await bench.plan([stack(STACK, { api: "v1" })]);
      await bench.approve(run);
      const applied = await bench.apply(run, { terraform: forgetful() });
      expect([applied.status, applied.leftovers]).toEqual(["applied-unverified", [`${STACK}/terraform_data.api`]]);
      await verified(bench, run);
      expect((await statusOf(bench.store))[0]?.state).toBe("applied-unverified");
    },
  ],
  [
    52,
    "somebody applies outside: a foreign change on record, once, that blocks plan and apply until it is acknowledged",
    async () => {
      const config = (api: string) => [stack(STACK, { api })];
      await bench.launch(config("v1"));
      const ready = await bench.plan(config("v2"));
      await bench.approve(ready);
      const state = JSON.parse(readFileSync(statePath(bench, STACK), "utf8"));
      writeFileSync(statePath(bench, STACK), JSON.stringify({ ...state, serial: state.serial + 1 }));
      // the content is as approved, and yet the approval does not carry over
      await expect(bench.apply(ready)).rejects.toMatchObject(refusedWith("FOREIGN_STATE"));
      await expect(bench.plan(config("v2"))).rejects.toMatchObject(refusedWith("FOREIGN_STATE"));
      const seen = (await verifyLedger(bench.store)).entries.filter(({ kind }) => kind === "foreign-change");
      expect(seen).toMatchObject([{ seenBy: "ci@opsdesk.example", stack: STACK, found: { serial: state.serial + 1 } }]);
      const consent = { reintroduce: false, foreignState: true, reason: "the night shift raised the limit by hand" };
      const run = await bench.plan(config("v2"), { consent });
      await expect(bench.approve(run, { acknowledgements: [] })).rejects.toMatchObject(refusedWith("ACKNOWLEDGEMENT_MISSING"));
      await bench.approve(run);
      expect((await bench.apply(run)).status).toBe("applied");
      expect((await bench.plan(config("v3"))).exceptions).toEqual([]); // explained again
    },
  ],
];

it.each(SCENARIOS)("%i. %s", async (_number, _sentence, drive) => await drive());

/** A provider that reports another value than it was given. */
function forgetful(): Bench["terraform"] {
  let applied = false;
  const { terraform } = bench;
  const other = withOverride(terraform, STACK, { resource: { terraform_data: { api: { input: "as the provider has it" } } } });
  return {
    ...terraform,
    plan: async (...call) => await (applied ? other : terraform).plan(...call),
    apply: async (call) => {
      applied = true;
      return await terraform.apply(call);
    },
  };
}

function states() {
  return openTerraform({ binary: bench.terraform.binary, environment: terraformEnvironment({ PATH: process.env.PATH, HOME: bench.dir }) });
}
