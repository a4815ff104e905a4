import { differences, parseContent } from "../content-digest.ts";
import { type ForeignState, foreignStates, refuseForeignStates } from "../foreign-state.ts";
import { sha256Hex } from "../json.ts";
import { entriesOf, stateOf } from "../ledger/history.ts";
import type { LedgerEntry } from "../ledger/ledger.ts";
import { stateMoved } from "../moved-state.ts";
import { refusal } from "../refusal.ts";
import { driftOf } from "../review/review.ts";
import { outsideWayBack } from "../rollback/way-back.ts";
import { type RunRecord, type RunStack, readReview, runKey } from "../run.ts";
import type { StackPlan } from "../stack-plan.ts";
import { readPlan } from "../store/private-plans.ts";
import type { RunStore } from "../store/store.ts";
import type { Terraform } from "../terraform/terraform.ts";
import { refuseMovedVersions } from "../terraform/version-check.ts";
import { holdingApprovals, refuseQuorum } from "./approvals.ts";
import { readPlannedRun, refuseSuperseded, trustFor } from "./approve.ts";
import { type BreakGlassRequest, type BrokenGlass, breakGlass } from "./break-glass.ts";
import { refuseMovedEnvironment } from "./environment.ts";
import { findPreApproval, type PreApproval, refused } from "./pre-approval.ts";

const proof: unique symbol = Symbol("authorized");

/** On whose word a run starts. */
export type Authority =
  | { readonly kind: "approval"; readonly signers: readonly string[] }
  | ({ readonly kind: "way-back" } & PreApproval)
  | ({ readonly kind: "break-glass" } & BrokenGlass);

/** A run whose papers are in order: planned by whom it says, approved by those who may, for exactly these bytes, and never started. */
export interface Examined {
  readonly record: RunRecord;
  readonly authority: Authority;
  /** The ledger that it was examined by. */
  readonly entries: readonly LedgerEntry[];
}

export interface AuthorizedStack {
  readonly stack: string;
  /** Of the plan file to run. */
  readonly planSha256: string;
  /** Only the serial moved since the approval: the new plan of equal content runs instead. */
  readonly carriedOver: boolean;
  readonly empty: boolean;
}

/** Proof that an apply may start. Only `authorize` makes one: the key is known to this file alone. */
export interface Authorized {
  readonly record: RunRecord;
  readonly authority: Authority;
  readonly stacks: readonly AuthorizedStack[];
  readonly [proof]: true;
}

/** Everything that can be refused without asking terraform. */
export async function examine(
  store: RunStore,
  terraform: Terraform,
  entries: readonly LedgerEntry[],
  runId: string,
  now: Date,
  glass?: BreakGlassRequest,
): Promise<Examined> {
  const { record, text } = await readPlannedRun(store, runId, entries);
  if (entriesOf(entries, "apply-started", runId).length > 0) {
    throw refusal("RUN_ALREADY_APPLIED", runId, "a run that was never started", `one that is ${stateOf(entries, runId)}`, "plan again");
  }
  refuseSuperseded(entries, record);
  const bench = { record, runSha256: sha256Hex(text), review: await readReview(store, record), now, trust: trustFor(entries, record) };
  const authority = await authorityFor(store, entries, bench, glass);
  await refuseMovedVersions(store, record, terraform.binary);
  await refuseMovedEnvironment(store, record, terraform.environment);
  for (const stack of record.stacks) await readPlan(store, runId, stack);
  return { record, authority, entries };
}

type Papers = Parameters<typeof refuseQuorum>[0] & Parameters<typeof breakGlass>[1];

/** A rollback that nobody has signed may stand on the signatures of what it takes back; an emergency needs neither. */
async function authorityFor(
  store: RunStore,
  entries: readonly LedgerEntry[],
  bench: Papers,
  glass: BreakGlassRequest | undefined,
): Promise<Authority> {
  const { record, now } = bench;
  if (glass !== undefined) return { kind: "break-glass", ...(await breakGlass(glass, bench)) };
  if (entriesOf(entries, "approved", record.id).length === 0) {
    const preApproval = await findPreApproval(store, entries, record, now);
    if (preApproval !== undefined) return { kind: "way-back", ...preApproval };
  }
  const approvals = await holdingApprovals(store, entries, bench, "approval");
  refuseQuorum(bench, approvals);
  return { kind: "approval", signers: approvals.holding.map(({ terms }) => terms.approver) };
}

/**
 * Compares what would happen now with what was approved, stack by stack.
 * @param replanned made under the launch lock, after `examine`
 */
export async function authorize(
  store: RunStore,
  { record, authority, entries }: Examined,
  replanned: readonly StackPlan[],
): Promise<Authorized> {
  const stacks: AuthorizedStack[] = [];
  refuseForeignStates(foreignSince(entries, record, replanned));
  for (const approved of record.stacks) {
    const now = replanned.find(({ stack }) => stack === approved.stack);
    if (now === undefined) throw refusal("STATE_MOVED", approved.stack, "a new plan to compare with", "none", "plan again");
    if (now.digest !== approved.digest) throw await drifted(store, entries, record.id, approved, now);
    if (now.lockFileSha256 !== approved.lockFileSha256) {
      throw refusal("PROVIDERS_CHANGED", approved.stack, "the provider lock file of the plan", "another one", "plan again");
    }
    const carriedOver = now.head.serial !== approved.serial || now.head.lineage !== approved.lineage;
    stacks.push({
      stack: approved.stack,
      planSha256: carriedOver ? now.planSha256 : approved.planSha256,
      carriedOver,
      empty: approved.empty,
    });
  }
  if (authority.kind === "way-back") await refuseOutside(store, record, authority, replanned);
  return { record, authority, stacks, [proof]: true };
}

/** Judged by the plans of this moment, because the review is only what the planner saw. */
async function refuseOutside(store: RunStore, record: RunRecord, { wayBack }: PreApproval, plans: readonly StackPlan[]): Promise<void> {
  const outside = outsideWayBack(
    wayBack,
    plans,
    plans.flatMap(({ plan, stack }) => driftOf(plan, stack)),
  );
  const { acknowledgements } = await readReview(store, record);
  outside.push(...acknowledgements.flatMap(({ token }) => (wayBack.acknowledgements.includes(token) ? [] : [token])));
  if (outside.length > 0) throw refused(record.id, `outside the approved way back: ${outside.join(", ")}`);
}

/** A state that somebody else wrote since the plan, be its content what it may; what the plan already met is in its review. */
function foreignSince(entries: readonly LedgerEntry[], { stacks }: RunRecord, plans: readonly StackPlan[]): readonly ForeignState[] {
  return foreignStates(entries, plans).filter(({ stack, found }) => {
    const planned = stacks.find((each) => each.stack === stack);
    return planned?.lineage !== found.lineage || planned.serial !== found.serial;
  });
}

type Entries = readonly LedgerEntry[];

async function drifted(store: RunStore, entries: Entries, runId: string, approved: RunStack, now: StackPlan): Promise<Error> {
  const { stack, digest } = approved;
  const text = (await store.read(runKey(runId, "stacks", stack, "content.jsonl"))) ?? "";
  const places = sha256Hex(text) === digest ? differences(parseContent(text), now.content) : ["the recorded content cannot be read"];
  if (now.head.lineage !== approved.lineage || now.head.serial !== approved.serial)
    return stateMoved(entries, runId, approved, now.head, places);
  return refusal(
    "DRIFT_SINCE_REVIEW",
    `${runId}: ${stack}`,
    "the plan that was reviewed",
    `a difference in ${places.join(", ")}`,
    "plan again",
  );
}
