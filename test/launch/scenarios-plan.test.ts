import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { planKey } from "../../launch/discard.ts";
import { canonicalText } from "../../launch/json.ts";
import { verifyLedger } from "../../launch/ledger/ledger.ts";
import type { Run } from "../../launch/run.ts";
import { statusOf } from "../../launch/status.ts";
import type { Terraform } from "../../launch/terraform/terraform.ts";
import { type Bench, openBench, stack, stateInputs } from "./bench-of-runs.ts";
import { edit, expectRefusal, flip, later, refusedWith, type Scenario, STACK } from "./scenario.ts";
import { withProgram } from "./with-program.ts";

// What was approved is what runs: each drive does one thing between approval, check and use.

let base: Bench;
let bench: Bench;
let ready: Run;
beforeAll(async () => {
  base = await openBench();
  await base.launch([stack(STACK, { api: "v0", note: "n0" })]);
  ready = await base.plan([stack(STACK, { api: "v1", note: "n1" })]);
  await base.approve(ready);
});
afterAll(() => base.close());
beforeEach(async () => {
  bench = await openBench(base);
});
afterEach(() => bench.close());

const apply = async (more: Parameters<Bench["apply"]>[1] = {}): Promise<unknown> => await bench.apply(ready, more);
const refused = async (code: string, more = {}): Promise<void> => await expectRefusal(bench, ready, apply, refusedWith(code, more));
const other = { target: "portal/production" };
const planOf = (run: Run, name = STACK): string => planKey(run.id, name);

const SCENARIOS: readonly Scenario[] = [
  [
    1,
    "the state moved since the plan: refused with who moved it, and the plan is discarded",
    async () => {
      const mover = await bench.launch([stack(STACK, { api: "other" })], other);
      const got = expect.stringMatching(new RegExp(`serial \\d+ .*moved by ${mover.id} of portal/production, with a difference in`));
      await refused("STATE_MOVED", { got });
      const last = (await verifyLedger(bench.store)).entries.at(-1);
      expect(last).toMatchObject({ kind: "discarded", run: ready.id, reason: expect.stringContaining(mover.id) });
      expect(existsSync(bench.store.path(planOf(ready)))).toBe(false);
      await expect(apply()).rejects.toMatchObject(refusedWith("RUN_SUPERSEDED"));
    },
  ],
  [
    2,
    "a byte of the plan file changes before the check, or between check and use: refused",
    async () => {
      const whole = bench.store.path(planOf(ready));
      copyFileSync(whole, `${whole}.kept`);
      flip(bench, planOf(ready));
      await refused("PLAN_FILE_UNREADABLE");
      copyFileSync(`${whole}.kept`, whole);
      const between = { onEvent: ({ kind }: { readonly kind: string }) => void (kind === "replanning" && flip(bench, planOf(ready))) };
      await expectRefusal(bench, ready, async () => await apply(between), refusedWith("PLAN_FILE_UNREADABLE"));
      await bench.store.remove(planOf(ready));
      await refused("PLAN_FILE_CHANGED");
    },
  ],
  [
    3,
    "run and ledger entry are edited together: the chain tells",
    async () => {
      edit(bench, `runs/${ready.id}/run.json`, (text) => text.replace("ana@", "eve@"));
      edit(bench, "ledger.jsonl", (text) => text.replace(ready.contentDigest, "f".repeat(64)));
      await expect(apply()).rejects.toMatchObject(refusedWith("LEDGER_BROKEN"));
    },
  ],
  [
    4,
    "the configuration in a plan is another one, its resource changes are the same: not the approved plan",
    async () => {
      const mark = `${bench.dir}/evil`;
      const config = [stack(STACK, { api: "v0", job: "x" })];
      const good = await bench.plan(config);
      await bench.approve(good);
      const terraform = withProgram(bench.terraform, { stack: STACK, resource: "job", command: `touch ${mark}` });
      const evil = await bench.plan(config, { ...other, terraform });
      expect(evil.review.changes).toEqual(good.review.changes);
      expect(evil.stacks[0]?.digest).not.toBe(good.stacks[0]?.digest); // the content holds the configuration, too
      copyFileSync(bench.store.path(planOf(evil)), bench.store.path(planOf(good)));
      await expect(bench.apply(good)).rejects.toMatchObject({ parts: { kind: "refused" } });
      expect(existsSync(mark)).toBe(false);
    },
  ],
  [
    6,
    "an applied plan is applied again: never, nor is it approved again",
    async () => {
      await apply();
      await expect(apply()).rejects.toMatchObject(refusedWith("RUN_ALREADY_APPLIED"));
      await expect(bench.approve(ready)).rejects.toMatchObject(refusedWith("RUN_ALREADY_APPLIED"));
    },
  ],
  [
    7,
    "the plan of one stack is laid in another's place, or its backend is edited: bound to its stack and backend",
    async () => {
      const run = await bench.plan([stack("alerts", { a: "1" }), stack("pages", { a: "1" })], other);
      await bench.approve(run);
      copyFileSync(bench.store.path(planOf(run, "alerts")), bench.store.path(planOf(run, "pages")));
      await expect(bench.apply(run)).rejects.toMatchObject({ parts: { kind: "refused", code: expect.stringMatching(/^PLAN_FILE_/) } });
      edit(bench, `runs/${ready.id}/stacks/${STACK}/cdk.tf.json`, (text) =>
        text.replace("{", '{"terraform":{"backend":{"local":{"path":"x"}}},'),
      );
      await refused("RUN_CHANGED");
    },
  ],
  [
    17,
    "only the serial moved and the new plan is the same: the approval carries over, on record",
    async () => {
      await bench.launch([stack(STACK, { api: "other", note: "n0" })], other);
      await bench.launch([stack(STACK, { api: "v0", note: "n0" })], other);
      expect((await bench.apply(ready)).status).toBe("applied");
      const started = (await verifyLedger(bench.store)).entries.findLast(({ kind }) => kind === "apply-started");
      expect(started).toMatchObject({ run: ready.id, stacks: [{ stack: STACK, carriedOver: true }] });
      expect(started).not.toMatchObject({ stacks: [{ planSha256: ready.stacks[0]?.planSha256 }] });
      expect(stateInputs(bench, STACK)).toEqual({ api: "v1", note: "n1" });
    },
  ],
  [
    18,
    "half of what was approved was done by somebody else: a smaller plan is another plan, to be approved again",
    async () => {
      await bench.launch([stack(STACK, { api: "v0", note: "n1" })], other);
      await refused("STATE_MOVED", { got: expect.stringContaining("terraform_data.note") });
    },
  ],
  [
    19,
    "one thing was approved and another is applied: an extra stack, a newer run, another run's approval",
    async () => {
      const addStack = (text: string): string => {
        const run = JSON.parse(text);
        return canonicalText({ ...run, stacks: [...run.stacks, { ...run.stacks[0], stack: "portal-production" }] });
      };
      edit(bench, `runs/${ready.id}/run.json`, addStack);
      await refused("RUN_CHANGED");
      const portal = await bench.plan([stack("portal-production", { api: "v1" })], other);
      await bench.approve(portal);
      for (const file of ["approval.json", "approval.sig"]) {
        const [from, to] = [`runs/${ready.id}/approvals/1/${file}`, `runs/${portal.id}/approvals/1/${file}`];
        copyFileSync(bench.store.path(from), bench.store.path(to));
      }
      await expect(bench.apply(portal)).rejects.toMatchObject(refusedWith("APPROVAL_CHANGED"));
    },
  ],
  [
    21,
    "terraform or a provider was upgraded between: refused early, and the message says which",
    async () => {
      let ran = 0;
      const newer: Terraform = {
        ...bench.terraform,
        binary: { ...bench.terraform.binary, version: "1.12.0" },
        plan: async () => [`${++ran}`],
      };
      const moved = refusedWith("TERRAFORM_CHANGED", { expected: `terraform ${bench.terraform.binary.version}`, got: "terraform 1.12.0" });
      await expectRefusal(bench, ready, async () => await apply({ terraform: newer }), moved);
      expect(ran).toBe(0);
      await bench.store.write(`runs/${ready.id}/stacks/${STACK}/terraform.lock.hcl`, "# another one\n");
      await refused("PROVIDERS_CHANGED", { got: expect.stringContaining("other hashes") });
    },
  ],
  [
    9,
    "two plans are approved for one stack: approving the newer ends the older",
    async () => {
      const newer = await bench.plan([stack(STACK, { api: "v2" })]);
      await refused("RUN_SUPERSEDED", { got: expect.stringContaining(newer.id) });
      await bench.approve(newer);
      expect((await bench.apply(newer)).status).toBe("applied");
      expect((await statusOf(bench.store))[0]).toMatchObject({ run: newer.id, pendingRun: null });
    },
  ],
  [
    16,
    "a clock is wrong, back or forth: an approval from the future or before what it follows has ended",
    async () => {
      later(bench, -3600);
      await refused("APPROVAL_EXPIRED");
      later(bench, 3600 + 25 * 3600);
      await refused("APPROVAL_EXPIRED");
      const next = await bench.plan([stack(STACK, { api: "v3" })]);
      later(bench, 3600); // the approver's clock is an hour ahead
      await bench.approve(next);
      later(bench, -3600);
      await expect(bench.apply(next)).rejects.toMatchObject(refusedWith("APPROVAL_EXPIRED"));
    },
  ],
];

it.each(SCENARIOS)("%i. %s", async (_number, _sentence, drive) => await drive());

it("names the providers of a lock file that is not the plan's, version by version", async () => {
  const { refuseMovedVersions } = await import("../../launch/terraform/version-check.ts");
  const pins = { required_providers: { aws: { source: "hashicorp/aws", version: "6.25.0" } } };
  const config = `${JSON.stringify({ terraform: pins }, null, 2)}\n`;
  const key = `runs/${ready.id}/stacks/${STACK}`;
  await bench.store.write(`${key}/cdk.tf.json`, config);
  const locked = 'provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.100.0"\n}\n';
  await bench.store.write(`${key}/terraform.lock.hcl`, locked);
  const { sha256Hex } = await import("../../launch/json.ts");
  const stacks = ready.stacks.map((each) => ({ ...each, configSha256: sha256Hex(config), lockFileSha256: "0".repeat(64) }));
  const check = refuseMovedVersions(bench.store, { ...ready, stacks }, bench.terraform.binary);
  const aws = "registry.terraform.io/hashicorp/aws";
  await expect(check).rejects.toMatchObject(refusedWith("PROVIDERS_CHANGED", { expected: `${aws} 6.25.0`, got: `${aws} 5.100.0` }));
  expect(readFileSync(bench.store.path(`${key}/terraform.lock.hcl`), "utf8")).toBe(locked);
});
