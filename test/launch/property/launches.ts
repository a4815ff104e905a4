import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Contribution, ZoneBase } from "../../../config/model.ts";
import type { EdgeRule } from "../../../edge/rule.ts";
import { type AppliedRun, applyRun } from "../../../launch/apply.ts";
import { isObject, type JsonObject, listAt, textAt } from "../../../launch/json.ts";
import { recordVerification } from "../../../launch/ledger/record.ts";
import { type PlanRequest, planRun, type StackPlanInput } from "../../../launch/plan.ts";
import { type Recovery, recoverRun } from "../../../launch/recover/recover.ts";
import type { Lookup } from "../../../launch/recover/recover-findings.ts";
import { planRollback } from "../../../launch/rollback/rollback.ts";
import type { Run } from "../../../launch/run.ts";
import { localPlanKeys } from "../../../launch/store/local-plan-keys.ts";
import { openStore, type RunStore } from "../../../launch/store/store.ts";
import type { Terraform, TerraformStates } from "../../../launch/terraform/terraform.ts";
import { approveRun, WAY_BACK_HOURS } from "../../../launch/trust/approve.ts";
import type { Signer, TrustedKey } from "../../../launch/trust/ssh-signature.ts";
import { unlock } from "../../../launch/unlock.ts";

// A zone with two launches in it, as data small enough to be made at random: one ruleset for the zone, health checks for a launch. The double
// and the rehearsal's provider both know them.

export const ZONE = "zone/opsdesk.example";
export const LAUNCHES = ["chatbot/production", "portal/production"] as const;
export const TARGETS = [ZONE, ...LAUNCHES] as const;
export type Target = (typeof TARGETS)[number];

export const ZONE_STACK = "zone-opsdesk-example";
export const RULESET = "cloudflare_ruleset";
export const RULESET_ADDRESS = `${RULESET}.firewall`;
export const THING = "aws_route53_health_check";
export const DOMAIN = "opsdesk.example";
export const ZONE_ID = "9a7806061c88ada191ed06f989cc3dac";
const PHASE = "http_request_firewall_custom";

/** What somebody wants of one target. */
export interface Wanted {
  /** Rule names in the zone, with what each matches. */
  readonly rules: Readonly<Record<string, string>>;
  /** Health checks of the launch's own stack, with their threshold; none for a zone. */
  readonly things: Readonly<Record<string, number>>;
  /** The thing that must not be destroyed, where one is declared so. */
  readonly keep: string | undefined;
  /** Seconds between checks, of all but `store`: another number replaces them. */
  readonly interval: 10 | 30;
}

export interface People {
  readonly planner: Signer;
  readonly ben: Signer;
  readonly mallory: Signer;
}

/** Everything that one process of the command line has in its hands. */
export interface Desk {
  readonly store: RunStore;
  readonly terraform: Terraform & TerraformStates;
  /** Asks the vendor, as a person would. */
  readonly lookup: Lookup;
  /** Something happens to the world while the command is at work, where the ground can do so. */
  readonly meanwhile?: (object: number) => void;
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

/** @param accepting whatever somebody did to the states outside */
export async function planWanted(desk: Desk, target: Target, wanted: Wanted, accepting = false): Promise<Run> {
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
    consent: consent(accepting),
  });
}

/** @param to without it, the engine chooses */
export async function planBack(desk: Desk, target: Target, to: string | undefined, accepting: boolean): Promise<Run> {
  return await planRollback({ ...common(desk), target, consent: consent(accepting), ...(to === undefined ? {} : { toRun: to }) });
}

/** @param withWayBack covers the rollback too, where the review knows one */
export async function approve(desk: Desk, run: Run, signer: Signer = desk.people.ben, withWayBack = false): Promise<void> {
  const acknowledgements = run.review.acknowledgements.map(({ token }) => token);
  const wayBack = withWayBack && !("none" in run.review.wayBack) ? { wayBackHours: WAY_BACK_HOURS } : {};
  await approveRun({ store: desk.store, runId: run.id, signer, acknowledgements, now: desk.clock(), ...wayBack });
}

export async function recover(desk: Desk, target: Target): Promise<Recovery> {
  const { store, terraform, lookup, people, clock } = desk;
  return await recoverRun({ store, terraform, lookup, target, planner: people.planner, commit: COMMIT, clock });
}

export async function takeLockAway({ store, clock }: Desk): Promise<void> {
  await unlock({ store, by: "ci@opsdesk.example", reason: "the machine was restarted", holderGone: false, now: clock() });
}

export async function apply({ store, terraform, clock }: Desk, runId: string): Promise<AppliedRun> {
  return await applyRun({ store, terraform, runId, operator: "ci@opsdesk.example", clock });
}

export async function recordVerified({ store, clock }: Desk, runId: string): Promise<void> {
  const findings = [{ id: "V1", subject: DOMAIN, outcome: "pass" }] as const;
  await recordVerification({ store, runId, findings, now: clock() });
}

function common({ store, terraform, people, clock }: Desk): Pick<PlanRequest, "store" | "terraform" | "planner" | "commit" | "now"> {
  return { store, terraform, planner: people.planner, commit: COMMIT, now: clock() };
}

function consent(foreignState: boolean): NonNullable<PlanRequest["consent"]> {
  return { reintroduce: false, foreignState, reason: "somebody applied by hand" };
}

const COMMIT = { sha: "4f0c2d9", authors: ["ana@opsdesk.example"], dirty: false };

function zoneStack(base: readonly EdgeRule[], contributions: readonly Contribution[]): StackPlanInput {
  const sorted = [...contributions].sort((one, other) => (one.owner < other.owner ? -1 : 1));
  const rules = [...base, ...sorted.flatMap((each) => each.rules)].map(({ ref, expression, description }) => ({
    ref,
    expression,
    description,
    action: "block",
    enabled: true,
  }));
  const ruleset = { zone_id: ZONE_ID, kind: "zone", name: "default", phase: PHASE, rules };
  return stackInput(ZONE_STACK, { [RULESET]: { firewall: ruleset } });
}

function thingsStack(target: Target, { things, keep, interval }: Wanted): StackPlanInput {
  const stack = stackOf(target);
  const bodies = Object.entries(things).map(([name, failure_threshold]) => [
    name,
    {
      type: "HTTPS",
      fqdn: hostOf(stack, name),
      port: 443,
      resource_path: "/healthz",
      failure_threshold,
      request_interval: name === "store" ? 30 : interval,
      ...(name === keep ? { lifecycle: { prevent_destroy: true } } : {}),
    },
  ]);
  // terraform refuses a block without a label
  return stackInput(stack, bodies.length === 0 ? undefined : { [THING]: Object.fromEntries(bodies) });
}

/** Tells whose a health check is, wherever it turns up. */
function hostOf(stack: string, name: string): string {
  return `${name}.${stack}.example`;
}

/** Stack and address of something that exists, by what it says of itself. */
export function placeOf(type: string, attributes: JsonObject): { readonly stack: string; readonly address: string } {
  if (type === RULESET) return { stack: ZONE_STACK, address: RULESET_ADDRESS };
  const [name = "", stack = ""] = (textAt(attributes, "fqdn") ?? "").split(".");
  return { stack, address: `${THING}.${name}` };
}

const CONFIGURED: Readonly<Record<string, readonly string[]>> = {
  [RULESET]: ["zone_id", "kind", "name", "phase", "rules"],
  [THING]: ["type", "fqdn", "port", "resource_path", "failure_threshold", "request_interval"],
};
const CONFIGURED_OF_A_RULE = ["ref", "expression", "description", "action", "enabled"];

/** What a configuration says of such a thing, out of everything that a vendor says of it. */
export function configuredPart(type: string, attributes: JsonObject): JsonObject {
  const part = pick(attributes, CONFIGURED[type] ?? []);
  return type === RULESET ? { ...part, rules: listAt(part, "rules").map((rule) => pick(rule, CONFIGURED_OF_A_RULE)) } : part;
}

function pick(value: unknown, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.flatMap((name) => (isObject(value) && name in value ? [[name, value[name]]] : [])));
}

/** What somebody does by hand in the vendor's dashboard; undefined where there is nothing to change. */
export function changedByHand(type: string, attributes: JsonObject): JsonObject | undefined {
  if (type === THING) return { failure_threshold: 9 };
  const rules = listAt(attributes, "rules");
  return rules.length === 0 ? undefined : { rules: rules.map((rule) => (isObject(rule) ? { ...rule, enabled: false } : rule)) };
}

function stackInput(stack: string, resource: object | undefined): StackPlanInput {
  return { stack, config: JSON.stringify({ terraform: PINS, provider: { cloudflare: [{}], aws: [{ region: "eu-west-1" }] }, resource }) };
}

const PINS = {
  required_providers: {
    cloudflare: { source: "cloudflare/cloudflare", version: "5.22.0" },
    aws: { source: "hashicorp/aws", version: "6.25.0" },
  },
};

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
    zone: { domain: DOMAIN, zoneId: ZONE_ID, plan: "pro" },
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
