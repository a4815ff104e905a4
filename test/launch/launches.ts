import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Contribution, ZoneBase } from "../../config/model.ts";
import type { EdgeRule } from "../../edge/rule.ts";
import { type AppliedRun, applyRun } from "../../launch/apply.ts";
import { approveRun } from "../../launch/approve.ts";
import { localPlanKeys } from "../../launch/local-plan-keys.ts";
import { type PlanRequest, planRun, type StackPlanInput } from "../../launch/plan.ts";
import { recordVerification } from "../../launch/record.ts";
import { planRollback } from "../../launch/rollback.ts";
import type { Run } from "../../launch/run.ts";
import type { Signer, TrustedKey } from "../../launch/ssh-signature.ts";
import { openStore, type RunStore } from "../../launch/store.ts";
import type { Terraform } from "../../launch/terraform.ts";

// A zone with two launches in it, as data small enough to be made at random. Works on any terraform: rules are plain resources.

export const ZONE = "zone/opsdesk.example";
export const LAUNCHES = ["chatbot/production", "portal/production"] as const;
export const TARGETS = [ZONE, ...LAUNCHES] as const;
export type Target = (typeof TARGETS)[number];

export const ZONE_STACK = "zone-opsdesk-example";
export const RULESET_ADDRESS = "cloudflare_ruleset.firewall";
const DOMAIN = "opsdesk.example";
const PHASE = "http_request_firewall_custom";

/** What somebody wants of one target. */
export interface Wanted {
  /** Rule names in the zone, with what each matches. */
  readonly rules: Readonly<Record<string, string>>;
  /** Resources of the launch's own stack, with their value; none for a zone. */
  readonly things: Readonly<Record<string, string>>;
  /** The thing that must not be destroyed, where one is declared so. */
  readonly keep: string | undefined;
  /** Another one makes every thing a replacement. */
  readonly forces: string;
}

export interface People {
  readonly planner: Signer;
  readonly ben: Signer;
  readonly mallory: Signer;
}

/** Everything that one process of the command line has in its hands. */
export interface Desk {
  readonly store: RunStore;
  readonly terraform: Terraform;
  readonly people: People;
  readonly approvers: readonly TrustedKey[];
  readonly clock: () => Date;
}

export function ownerOf(target: Target): string {
  return target === ZONE ? "zone" : target.replace("/", "--");
}

export function stackOf(target: Target): string {
  return target === ZONE ? ZONE_STACK : target.replace("/", "-");
}

export function stacksOf(target: Target): readonly string[] {
  return target === ZONE ? [ZONE_STACK] : [ZONE_STACK, stackOf(target)];
}

/** In memory where the machine has such a folder: thousands of runs would otherwise wait for the disk. */
export function temporaryStoreDir(): { readonly dir: string; readonly remove: () => void } {
  const dir = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "slipway-launches-"));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

export function openStoreIn(dir: string): RunStore {
  return openStore(join(dir, ".slipway"), localPlanKeys(join(dir, "plan.key")));
}

export async function planWanted(desk: Desk, target: Target, wanted: Wanted): Promise<Run> {
  const { store } = desk;
  const rules = edgeRules(ownerOf(target), wanted.rules);
  const applied = await appliedContributions(store);
  const base = target === ZONE ? rules : ((await appliedBase(store))?.rules ?? []);
  const others = applied.filter(({ owner }) => owner !== ownerOf(target));
  const own = target === ZONE ? [] : [{ owner: ownerOf(target), domain: DOMAIN, rules }];
  const zone = zoneStack(base, [...others, ...own]);
  const facts: PlanRequest["facts"] =
    target === ZONE
      ? { zoneBase: zoneBase(rules), model: { kind: "zone" } }
      : { contribution: { owner: ownerOf(target), domain: DOMAIN, rules }, model: { kind: "environment" } };
  return await planRun({
    ...common(desk),
    target,
    approvers: desk.approvers,
    stacks: target === ZONE ? [zone] : [{ ...zone, onlyRefsOf: ownerOf(target) }, thingsStack(target, wanted)],
    facts,
  });
}

export async function planBack(desk: Desk, target: Target): Promise<Run> {
  return await planRollback({ ...common(desk), target });
}

export async function approve(desk: Desk, run: Run, signer: Signer = desk.people.ben): Promise<void> {
  const acknowledgements = run.review.acknowledgements.map(({ token }) => token);
  await approveRun({ store: desk.store, runId: run.id, signer, acknowledgements, now: desk.clock() });
}

export async function apply({ store, terraform, clock }: Desk, runId: string): Promise<AppliedRun> {
  return await applyRun({ store, terraform, runId, operator: "ci@opsdesk.example", clock });
}

export async function recordVerified({ store, clock }: Desk, runId: string): Promise<void> {
  const findings = [{ id: "V1", subject: DOMAIN, outcome: "pass" }] as const;
  await recordVerification({ store, runId, findings, now: clock() });
}

function common({ store, terraform, people, clock }: Desk): Pick<PlanRequest, "store" | "terraform" | "planner" | "commit" | "now"> {
  const commit = { sha: "4f0c2d9", authors: ["ana@opsdesk.example"], dirty: false };
  return { store, terraform, planner: people.planner, commit, now: clock() };
}

function zoneStack(base: readonly EdgeRule[], contributions: readonly Contribution[]): StackPlanInput {
  const sorted = [...contributions].sort((one, other) => (one.owner < other.owner ? -1 : 1));
  const rules = [...base, ...sorted.flatMap((each) => each.rules)].map(({ ref, expression, description }) => ({
    ref,
    expression,
    description,
    action: "block",
    enabled: true,
  }));
  const ruleset = { zone_id: "9a7806061c88ada191ed06f989cc3dac", kind: "zone", name: "default", phase: PHASE, rules };
  return { stack: ZONE_STACK, config: JSON.stringify({ resource: { cloudflare_ruleset: { firewall: ruleset } } }) };
}

function thingsStack(target: Target, { things, keep, forces }: Wanted): StackPlanInput {
  const bodies = Object.entries(things).map(([name, input]) => [
    name,
    { input, forces: name === "store" ? "never" : forces, ...(name === keep ? { lifecycle: { prevent_destroy: true } } : {}) },
  ]);
  return { stack: stackOf(target), config: JSON.stringify({ resource: { double_thing: Object.fromEntries(bodies) } }) };
}

function edgeRules(owner: string, rules: Wanted["rules"]): EdgeRule[] {
  return Object.entries(rules).map(([name, expression]) => ({
    ref: `${owner}--${name}`,
    description: name,
    expression,
    enabled: true,
    phase: PHASE,
    action: "block",
  }));
}

function zoneBase(rules: readonly EdgeRule[]): ZoneBase {
  return {
    zone: { domain: DOMAIN, zoneId: "9a7806061c88ada191ed06f989cc3dac", plan: "pro" },
    settings: [],
    records: [],
    rules,
  };
}

async function appliedBase(store: RunStore): Promise<ZoneBase | undefined> {
  const text = await store.read(`zones/${DOMAIN}.json`);
  return text === undefined ? undefined : JSON.parse(text);
}

async function appliedContributions(store: RunStore): Promise<readonly Contribution[]> {
  const folder = `contributions/${DOMAIN}`;
  const texts = await Promise.all((await store.list(folder)).map((file) => store.read(`${folder}/${file}`)));
  return texts.flatMap((text) => (text === undefined ? [] : [JSON.parse(text)]));
}
