import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AppliedRun, type ApplyRequest, applyRun } from "../../launch/apply.ts";
import { recordVerification } from "../../launch/ledger/record.ts";
import { type PlanRequest, planRun, type StackPlanInput } from "../../launch/plan.ts";
import type { Run } from "../../launch/run.ts";
import { localPlanKeys } from "../../launch/store/local-plan-keys.ts";
import { type FolderStore, openStore } from "../../launch/store/store.ts";
import { findTerraform, openTerraform, type Terraform, terraformEnvironment } from "../../launch/terraform/terraform.ts";
import { type Approval, type ApproveRequest, approveRun } from "../../launch/trust/approve.ts";
import type { Signer, TrustedKey } from "../../launch/trust/ssh-signature.ts";

/** Everything a test of whole runs needs: a store, real terraform, people with keys made on the spot, and a clock that it owns. */
export interface Bench {
  readonly dir: string;
  readonly store: FolderStore;
  readonly terraform: Terraform;
  readonly people: Readonly<Record<"planner" | "ben" | "chidi" | "mallory", Signer>>;
  readonly approvers: readonly TrustedKey[];
  now: Date;
  readonly plan: (stacks: readonly StackPlanInput[], more?: Partial<PlanRequest>) => Promise<Run>;
  readonly approve: (run: Run, more?: Partial<ApproveRequest>) => Promise<Approval>;
  readonly apply: (run: Run, more?: Partial<ApplyRequest>) => Promise<AppliedRun>;
  /** Plan, approve with everything the review asks for, apply, verify. */
  readonly launch: (stacks: readonly StackPlanInput[], more?: Partial<PlanRequest>) => Promise<Run>;
  readonly close: () => void;
}

export const TARGET = "chatbot/production";

export function planKeyFile(dir: string): string {
  return join(dir, "keys", "plan.key");
}

/** @param from a bench whose store and keys to start with, as they are now; a store may be moved */
export async function openBench(from?: Bench): Promise<Bench> {
  const dir = mkdtempSync(join(tmpdir(), "slipway-engine-"));
  if (from !== undefined) cpSync(from.dir, dir, { recursive: true });
  const store = openStore(join(dir, ".slipway"), localPlanKeys(planKeyFile(dir)));
  const environment = { PATH: process.env.PATH, HOME: dir };
  const terraform = openTerraform({ binary: await findTerraform(environment), environment: terraformEnvironment(environment) });
  const people = {
    planner: makeKey(dir, "ana"),
    ben: makeKey(dir, "ben"),
    chidi: makeKey(dir, "chidi"),
    mallory: makeKey(dir, "mallory"),
  };
  const bench: Bench = {
    dir,
    store,
    terraform,
    people,
    approvers: [people.ben, people.chidi].map(trusted),
    now: from?.now ?? new Date("2026-11-22T12:00:00Z"),
    plan: async (stacks, more = {}) =>
      await planRun({
        store,
        terraform,
        target: TARGET,
        stacks,
        planner: people.planner,
        approvers: bench.approvers,
        commit: { sha: "4f0c2d9", authors: ["ana@opsdesk.example"], dirty: false },
        now: tick(bench),
        facts: { model: { version: stacks.map(({ config }) => config.length) } },
        ...more,
      }),
    approve: async (run, more = {}) =>
      await approveRun({
        store,
        runId: run.id,
        signer: people.ben,
        acknowledgements: run.review.acknowledgements.map(({ token }) => token),
        now: tick(bench),
        ...more,
      }),
    apply: async (run, more = {}) =>
      await applyRun({ store, terraform, runId: run.id, operator: "ci@opsdesk.example", clock: () => tick(bench), ...more }),
    launch: async (stacks, more = {}) => {
      const run = await bench.plan(stacks, more);
      await bench.approve(run);
      await bench.apply(run);
      await verified(bench, run);
      return run;
    },
    close: () => rmSync(dir, { recursive: true, force: true }),
  };
  return bench;
}

export async function verified(bench: Bench, run: Run): Promise<void> {
  const findings = [{ id: "V1", subject: "api.opsdesk.example", outcome: "pass" }] as const;
  await recordVerification({ store: bench.store, runId: run.id, findings, now: tick(bench) });
}

/** A configuration whose resources exist in terraform's state alone: inputs by name. */
export function stack(
  name: string,
  inputs: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
): StackPlanInput {
  const resources = Object.entries(inputs).map(([key, input]) => [key, { input }]);
  return { stack: name, config: JSON.stringify({ resource: { terraform_data: Object.fromEntries(resources) }, ...more }) };
}

/** What the state of a stack says that its resources hold. */
export function stateInputs(bench: Bench, name: string): Record<string, unknown> {
  const state = JSON.parse(readFileSync(statePath(bench, name), "utf8"));
  const resources: { name: string; instances: { attributes: { input: { value: unknown } | null } }[] }[] = state.resources;
  return Object.fromEntries(resources.map((each) => [each.name, each.instances[0]?.attributes.input?.value]));
}

export function statePath(bench: Bench, name: string): string {
  return bench.store.path(`state/${name}.tfstate`);
}

export function trusted({ id, keyFile }: Signer): TrustedKey {
  return { id, sshPublicKey: readFileSync(`${keyFile}.pub`, "utf8").trim() };
}

function makeKey(dir: string, name: string): Signer {
  mkdirSync(join(dir, "keys"), { recursive: true, mode: 0o700 });
  const keyFile = join(dir, "keys", name);
  if (!existsSync(keyFile)) execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", keyFile]);
  return { id: `${name}@opsdesk.example`, keyFile };
}

function tick(bench: Bench): Date {
  bench.now = new Date(bench.now.getTime() + 1000);
  return bench.now;
}
