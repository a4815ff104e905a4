import { readFileSync, writeFileSync } from "node:fs";
import { refuseAdoptedLoss } from "../../launch/adopt/adopted.ts";
import { verifyLedger } from "../../launch/ledger/ledger.ts";
import { planRollback, type RollbackRequest } from "../../launch/rollback/rollback.ts";
import type { Run } from "../../launch/run.ts";
import { reviewMarkdown } from "../../report/review-markdown.ts";
import { type Bench, openBench, stack, stateInputs, statePath, TARGET, verified } from "./bench-of-runs.ts";
import { plan as fixture, RECORD } from "./plan-fixtures.ts";
import { later, refusedWith, type Scenario, STACK } from "./scenario.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const config = (inputs: Readonly<Record<string, unknown>>, more = {}) => [stack(STACK, inputs, more)];

async function rollback(more: Partial<RollbackRequest> = {}): Promise<Run> {
  const { store, terraform, people } = bench;
  const commit = { sha: undefined, authors: [], dirty: false };
  return await planRollback({ store, terraform, target: TARGET, planner: people.planner, commit, now: later(bench, 1), ...more });
}

async function go(run: Run): Promise<void> {
  await bench.approve(run);
  await bench.apply(run);
  await verified(bench, run);
}

const doneBy = ({ review }: Run) => review.changes.map(({ action, address, previousAddress }) => [action, address, previousAddress]);

const SCENARIOS: readonly Scenario[] = [
  [
    39,
    "the world drifted before a rollback: shown first, and what it writes over has to be admitted by name",
    async () => {
      await bench.launch(config({ api: "v1", note: "n" }));
      const kept = await bench.launch(config({ api: "v2", note: "n" }));
      const terraform = driftingTerraform("terraform_data.api");
      const back = await rollback({ terraform });
      expect(back.review.drift).toMatchObject([{ stack: STACK, address: "terraform_data.api", attributes: ["input"] }]);
      const text = reviewMarkdown(back.review);
      expect(text.indexOf("Changed outside a run")).toBeLessThan(text.indexOf("What it does"));
      const token = `OVERWRITES_DRIFT:${STACK}/terraform_data.api`;
      expect(back.review.acknowledgements.map((each) => each.token)).toEqual([token]);
      await expect(bench.approve(back, { acknowledgements: [] })).rejects.toMatchObject(
        refusedWith("ACKNOWLEDGEMENT_MISSING", { expected: token }),
      );
      expect(kept.review.acknowledgements).toEqual([]);
    },
  ],
  [
    41,
    "what was there before us is rolled back: let go of, never destroyed, renamed or not",
    async () => {
      await bench.launch(config({ api: "v1" }));
      const adopt = [{ to: "terraform_data.legacy", id: "an-older-thing" }];
      const adopted = await bench.launch(config({ api: "v1", legacy: null }, { import: adopt }));
      expect(adopted.stacks[0]?.adopted).toEqual(["terraform_data.legacy"]);
      const moved = [{ from: "terraform_data.legacy", to: "terraform_data.old_one" }];
      const renamed = await bench.launch(config({ api: "v2", old_one: null }, { moved }));
      expect(renamed.stacks[0]?.adopted).toEqual(["terraform_data.old_one"]);
      const [first] = (await verifyLedger(bench.store)).entries;
      const back = await rollback({ toRun: first?.run ?? "" });
      expect(back.review.counts).toMatchObject({ forget: 1, delete: 0, update: 1 });
      await go(back);
      expect(stateInputs(bench, STACK)).toEqual({ api: "v1" });
      // should a way back ever plan it, it is refused
      const destroys = fixture([{ type: "cloudflare_dns_record", actions: ["delete"], before: RECORD }]);
      expect(() => refuseAdoptedLoss(destroys, STACK, ["cloudflare_dns_record.x"])).toThrow(/ADOPTED_DESTROYED/);
    },
  ],
  [
    42,
    "a rollback crosses a rename: the inverse move, and nothing is made or destroyed",
    async () => {
      await bench.launch(config({ api: "v1" }));
      await bench.launch(config({ chat_api: "v1" }, { moved: [{ from: "terraform_data.api", to: "terraform_data.chat_api" }] }));
      const back = await rollback();
      expect(doneBy(back)).toEqual([["move", "terraform_data.api", "terraform_data.chat_api"]]);
      const id = idIn(readFileSync(statePath(bench, STACK), "utf8"));
      await go(back);
      expect(idIn(readFileSync(statePath(bench, STACK), "utf8"))).toBe(id);
    },
  ],
  [
    43,
    "a rollback goes past prevent_destroy: the record protects, whatever the recorded configuration says",
    async () => {
      await bench.launch(config({ api: "v1" }));
      const keep = { input: "v2", lifecycle: { prevent_destroy: true } };
      await bench.launch([{ stack: STACK, config: JSON.stringify({ resource: { terraform_data: { api: { input: "v2" }, keep } } }) }]);
      await expect(rollback()).rejects.toMatchObject(
        refusedWith("PROTECTED_BY_RECORD", { got: expect.stringContaining("terraform_data.keep") }),
      );
    },
  ],
  [
    46,
    "a rollback is rolled back, and a run before the last is gone back to: ordinary runs, and the chain only grows",
    async () => {
      const v1 = await bench.launch(config({ api: "v1" }));
      const v2 = await bench.launch(config({ api: "v2" }));
      await bench.launch(config({ api: "v3" }));
      const far = await rollback({ toRun: v1.id });
      await go(far);
      expect(stateInputs(bench, STACK)).toEqual({ api: "v1" });
      const forth = await rollback();
      expect(forth.rollbackOf).toMatchObject({ run: far.id });
      await go(forth);
      expect(stateInputs(bench, STACK)).toEqual({ api: "v3" });
      await go(await rollback({ toRun: v2.id }));
      expect(stateInputs(bench, STACK)).toEqual({ api: "v2" });
      const applied = (await verifyLedger(bench.store)).entries.filter(({ kind }) => kind === "applied");
      expect(applied.map(({ seq }) => seq)).toEqual([...applied.map(({ seq }) => seq)].sort((one, other) => one - other));
      expect(applied).toHaveLength(6);
    },
  ],
  [
    47,
    "a later launch brings back what was rolled back: in quarantine until somebody says why",
    async () => {
      await bench.launch(config({ api: "v1" }));
      const bad = await bench.plan(config({ api: "v2" }));
      await bench.approve(bad);
      await bench.apply(bad);
      await go(await rollback());
      await expect(bench.plan(config({ api: "v2" }))).rejects.toMatchObject(
        refusedWith("CONTENT_QUARANTINED", { got: expect.stringContaining(bad.id) }),
      );
      const consent = { reintroduce: true, foreignState: false, reason: "the cause is mended" };
      const again = await bench.plan(config({ api: "v2" }), { consent });
      expect(again.review.notices).toMatchObject([expect.stringContaining("the cause is mended")]);
      await go(again);
    },
  ],
  [
    48,
    "the rollback itself fails: address by address, planned again, and left behind only by name and with a reason",
    async () => {
      await bench.launch(config({ api: "v1" }));
      await bench.launch(config({ api: "v2", stuck: "x" }));
      const back = await rollback();
      await bench.approve(back);
      await expect(bench.apply(back, { terraform: stuckTerraform("terraform_data.stuck") })).rejects.toMatchObject({
        parts: { code: "APPLY_FAILED", got: expect.stringContaining("1 failed: terraform_data.stuck") },
      });
      const retry = await rollback();
      expect(doneBy(retry)).toContainEqual(["delete", "terraform_data.stuck", null]);
      const place = `${STACK}/terraform_data.stuck`;
      const orphans = { places: [place], reason: "the vendor does not let go of it; ticket 4711" };
      await expect(rollback({ orphans: { ...orphans, reason: " " } })).rejects.toMatchObject(refusedWith("REASON_MISSING"));
      for (const strange of [`${STACK}/terraform_data.api`, `${STACK}/terraform_data.none`, "terraform_data.stuck"]) {
        await expect(rollback({ orphans: { ...orphans, places: [strange] } })).rejects.toMatchObject(refusedWith("ORPHAN_UNKNOWN"));
      }
      const orphaned = await rollback({ orphans });
      expect(doneBy(orphaned)).toContainEqual(["forget", "terraform_data.stuck", null]);
      expect(orphaned.review.notices).toMatchObject([expect.stringContaining("ticket 4711")]);
      await expect(bench.approve(orphaned, { acknowledgements: [] })).rejects.toMatchObject(
        refusedWith("ACKNOWLEDGEMENT_MISSING", { expected: `ORPHANS:${place}` }),
      );
      await go(orphaned);
      expect(stateInputs(bench, STACK)).toEqual({ api: "v1" });
    },
  ],
  [
    49,
    "a run that changed nothing is rolled back: nothing to do is a success, and the proof is a plan",
    async () => {
      const first = await bench.launch(config({ api: "v1" }));
      await bench.launch(config({ api: "v1" }));
      const back = await rollback({ toRun: first.id });
      expect(back.stacks.map(({ empty }) => empty)).toEqual([true]);
      expect(back.review.undo).toBe("nothing changes, so there is nothing to undo");
      await bench.approve(back);
      const applied = await bench.apply(back);
      expect(applied).toMatchObject({ status: "applied", leftovers: [], outcomes: [{ outcome: "unchanged" }] });
    },
  ],
];

it.each(SCENARIOS)("%i. %s", async (_number, _sentence, drive) => await drive());

/** Terraform as it would report a resource that somebody changed by hand. */
function driftingTerraform(address: string): Bench["terraform"] {
  const { terraform } = bench;
  return {
    ...terraform,
    show: async (folder, planFile) => {
      const plan = JSON.parse(await terraform.show(folder, planFile));
      const [type = "", name = ""] = address.split(".");
      const change = { actions: ["update"], before: { input: "v2" }, after: { input: "by hand" } };
      return JSON.stringify({ ...plan, resource_drift: [{ address, type, name, mode: "managed", change }] });
    },
  };
}

/** Terraform whose vendor does not let go of one thing. */
function stuckTerraform(addr: string): Bench["terraform"] {
  const line = (type: string) => `${JSON.stringify({ type, hook: { resource: { addr }, action: "delete" } })}\n`;
  return {
    ...bench.terraform,
    apply: async ({ journalFile }) => {
      const diagnostic = { severity: "error", summary: "it is in use", address: addr };
      writeFileSync(journalFile, `${line("apply_start")}${line("apply_errored")}${JSON.stringify({ type: "diagnostic", diagnostic })}\n`);
      return { code: 1, signal: null };
    },
  };
}

function idIn(state: string): string | undefined {
  return JSON.parse(state).resources[0]?.instances[0]?.attributes.id;
}
