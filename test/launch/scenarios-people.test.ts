import type { PlanRequest } from "../../launch/plan.ts";
import type { Run } from "../../launch/run.ts";
import type { ApproveRequest } from "../../launch/trust/approve.ts";
import { fingerprintOf, type Signer } from "../../launch/trust/ssh-signature.ts";
import { type Bench, openBench, stack, trusted } from "./bench-of-runs.ts";
import { refusedWith, type Scenario, STACK } from "./scenario.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const config = (api: string) => [stack(STACK, { api })];
const plan = async (api: string, more: Partial<PlanRequest> = {}): Promise<Run> => await bench.plan(config(api), more);
const keyOf = (signer: Signer): string => fingerprintOf(trusted(signer).sshPublicKey);
const written = (more: Partial<PlanRequest["commit"]>): { commit: PlanRequest["commit"] } => ({
  commit: { sha: "4f0c2d9", authors: [], dirty: false, keys: [], unsigned: [], ...more },
});

async function expectNoApproval(run: Run, code: string, who: Partial<ApproveRequest>): Promise<void> {
  await expect(bench.approve(run, who)).rejects.toMatchObject(refusedWith(code));
  expect(await bench.store.list(`runs/${run.id}/approvals`)).toEqual([]);
}

const SCENARIOS: readonly Scenario[] = [
  [
    13,
    "somebody approves what they planned or wrote: refused by name in any case, and by key under any name",
    async () => {
      const { planner, ben, chidi } = bench.people;
      const run = await plan("v1", written({ authors: ["Chidi@opsdesk.example"] }));
      await expectNoApproval(run, "APPROVER_IS_PLANNER", { signer: planner });
      await expectNoApproval(run, "APPROVER_IS_PLANNER", { signer: { ...planner, id: "ANA@opsdesk.example" } });
      await expectNoApproval(run, "APPROVER_IS_PLANNER", { signer: { ...planner, id: ben.id } });
      await expectNoApproval(run, "APPROVER_IS_AUTHOR", { signer: chidi });
      const alias = await plan("v1", written({ authors: ["chidi-at-home@other.example"], keys: [keyOf(chidi)] }));
      await expectNoApproval(alias, "APPROVER_IS_AUTHOR", { signer: chidi });
      await bench.approve(alias);
      expect((await bench.apply(alias)).status).toBe("applied");
    },
  ],
  [
    14,
    "one person has two names: one key counts once, the record says on whose word a planner is known, and a rule wants listed keys",
    async () => {
      const { planner, ben, chidi, mallory } = bench.people;
      const alias: Signer = { ...ben, id: "benjamin@opsdesk.example" };
      const twice = await plan("v1", { quorum: 2, approvers: [trusted(ben), trusted(alias)] });
      expect(twice.planner).toMatchObject({ id: planner.id, knownBy: "own word" });
      await bench.approve(twice);
      await bench.approve(twice, { signer: alias });
      await expect(bench.apply(twice)).rejects.toMatchObject(refusedWith("APPROVAL_MISSING"));

      const strict = { knownKeysOnly: true, approvers: [planner, ben, chidi].map(trusted) };
      await expect(plan("v1", { ...strict, ...written({}), planner: mallory })).rejects.toMatchObject(
        refusedWith("IDENTITY_UNPROVEN", { got: expect.stringContaining(`planner ${mallory.id}`) }),
      );
      const flaws: readonly (readonly [Partial<PlanRequest["commit"]>, string])[] = [
        [{ keys: [keyOf(mallory)] }, keyOf(mallory)],
        [{ unsigned: ["dana@opsdesk.example"] }, "a commit of dana@opsdesk.example without an SSH signature"],
        [{ dirty: true }, "changes that are in no commit"],
      ];
      for (const [commit, got] of flaws) {
        const refused = refusedWith("IDENTITY_UNPROVEN", { got: expect.stringContaining(got) });
        await expect(plan("v1", { ...strict, ...written(commit) })).rejects.toMatchObject(refused);
      }
      const first = await plan("v1", { ...strict, ...written({ keys: [keyOf(chidi)] }) });
      expect(first.planner.knownBy).toBe("config");
      await expectNoApproval(first, "APPROVER_IS_AUTHOR", { signer: chidi });
      await bench.approve(first);
      await bench.apply(first);
      // the rule is the ledger's from now on: a config cannot drop it without admitting so
      const dropped = await plan("v2", { approvers: strict.approvers, ...written({ keys: [keyOf(chidi)] }) });
      expect(dropped.planner.knownBy).toBe("ledger");
      expect(dropped.review.acknowledgements).toMatchObject([
        { code: "CHANGES_APPROVERS", reason: expect.stringContaining("need no listed key any more") },
      ]);
      await expect(plan("v2", { approvers: strict.approvers, planner: mallory })).rejects.toMatchObject(refusedWith("IDENTITY_UNPROVEN"));
    },
  ],
];

it.each(SCENARIOS)("%i. %s", async (_number, _sentence, drive) => await drive());
