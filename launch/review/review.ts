import type { Residual } from "../../config/model.ts";
import { isObject } from "../json.ts";
import { changedOutputs, wayBackOf } from "../rollback/way-back.ts";
import type { SecretToRestore } from "../secrets/secrets.ts";
import type { PlanJson } from "../terraform/plan-json.ts";
import { acknowledgement, acknowledgementsFor, acknowledgementsForStack } from "../trust/acknowledgement.ts";
import { publicPart, type TrustedKey } from "../trust/ssh-signature.ts";
import type { Trust } from "../trust/trust.ts";
import { concernOf } from "./concern.ts";
import { describe, subject } from "./describe.ts";
import { type PlannedChange, plannedChanges, sameMeaning } from "./planned-change.ts";
import { reversibilityOf } from "./reversibility.ts";
import { type Acknowledgement, CHANGE_ACTIONS, type ChangeAction, CONCERNS, type Review, type ReviewChange } from "./review-schema.ts";
import { riskOf } from "./risk.ts";

export interface ReviewInput {
  readonly run: string;
  readonly target: string;
  readonly plannedAt: Date;
  readonly planner: string;
  readonly commit: Review["commit"];
  readonly rollbackOf: Review["rollbackOf"];
  readonly approvers: Trust;
  readonly nextApprovers: readonly TrustedKey[];
  readonly nextQuorum: number;
  readonly nextKnownKeysOnly?: boolean;
  /** Rules that this run steps over, and why. */
  readonly exceptions: readonly Exception[];
  /** What a reader has to know and nobody has to repeat. */
  readonly remarks?: readonly string[];
  /** Deleted secrets that this run restores, and nothing else. */
  readonly restores?: readonly SecretToRestore[];
  /** The verified run that stands now, or why there is none to go back to. */
  readonly standing: { readonly run: string } | { readonly none: string };
  readonly residuals: readonly Residual[];
  readonly contentDigest: string;
  readonly stacks: readonly ReviewStack[];
}

export interface ReviewStack {
  readonly stack: string;
  readonly plan: PlanJson;
  readonly digest: string;
  readonly planSha256: string;
  readonly serial: number;
  readonly empty: boolean;
}

/** A rule that somebody steps over, with a reason; the approver has to repeat its token. */
export interface Exception {
  readonly code: string;
  readonly place: string;
  readonly sentence: string;
}

const KEY_RULE = {
  true: "; planner and authors have to be proven by listed keys",
  false: "; planner and authors need no listed key any more",
} as const;

const RISK_ORDER = ["high", "medium", "low"];

/** Turns plans into what a person decides on. Pure; masks what must not be seen, so that the result may be stored. */
export function buildReview(input: ReviewInput): Review {
  const planned = input.stacks.flatMap(({ plan, stack }) => plannedChanges(plan, stack));
  const changes = planned.map(toReviewChange);
  const drift = input.stacks.flatMap(({ plan, stack }) => driftOf(plan, stack));
  const becomes = input.nextApprovers.map(({ id }) => id);
  const { list, quorum, knownKeysOnly = false } = input.approvers;
  const rule = input.nextKnownKeysOnly ?? false;
  const approversChange = !sameApprovers(list, input.nextApprovers) || quorum !== input.nextQuorum || knownKeysOnly !== rule;
  const become = approversBecome(becomes, quorum, input.nextQuorum) + (knownKeysOnly === rule ? "" : KEY_RULE[`${rule}`]);
  return {
    version: 1,
    run: input.run,
    target: input.target,
    plannedAt: input.plannedAt.toISOString(),
    planner: input.planner,
    commit: input.commit,
    rollbackOf: input.rollbackOf,
    notices: [...input.exceptions.map(({ sentence }) => sentence), ...(input.remarks ?? [])],
    approvers: { from: input.approvers.from, ids: list.map(({ id }) => id), quorum, becomes: approversChange ? becomes : null },
    undo: (input.restores ?? []).length > 0 ? "can be undone by a run that drops the secret again" : undoSentence(planned, changes),
    wayBack: "none" in input.standing ? input.standing : wayBackOf(input.standing.run, input.stacks),
    counts: countActions(changes),
    changes: [...changes].sort(byConcernThenRisk),
    ...((input.restores ?? []).length === 0 ? {} : { restores: input.restores?.map(({ arn }) => arn) }),
    outputs: input.stacks.flatMap(({ plan, stack }) => changedOutputs(plan, stack)),
    acknowledgements: [
      ...planned.flatMap((change) => acknowledgementsFor(change, reversibilityOf(change))),
      ...input.stacks.flatMap(({ plan, stack }) => acknowledgementsForStack(plan, stack)),
      ...(approversChange ? [acknowledgement("CHANGES_APPROVERS", input.target, become)] : []),
      ...input.exceptions.map(({ code, place, sentence }) => acknowledgement(code, place, sentence)),
      ...(input.rollbackOf === null ? [] : overwrittenDrift(planned, drift)),
    ],
    drift,
    residuals: input.residuals.map(({ where, wanted, enforced, remaining }) => ({ where, wanted, enforced, remaining })),
    contentDigest: input.contentDigest,
    stacks: input.stacks.map(({ stack, digest, planSha256, serial, empty }) => ({ stack, digest, planSha256, serial, empty })),
  };
}

function toReviewChange(change: PlannedChange): ReviewChange {
  const { sentence, details } = describe(change);
  const reversibility = reversibilityOf(change);
  return {
    stack: change.stack,
    address: change.address,
    previousAddress: change.previousAddress,
    type: change.type,
    concern: concernOf(change),
    action: change.action,
    sentence,
    details: [...details],
    risk: riskOf(change, reversibility),
    reversibility,
  };
}

function byConcernThenRisk(one: ReviewChange, other: ReviewChange): number {
  return (
    CONCERNS.indexOf(one.concern) - CONCERNS.indexOf(other.concern) ||
    RISK_ORDER.indexOf(one.risk.level) - RISK_ORDER.indexOf(other.risk.level) ||
    (one.address < other.address ? -1 : 1)
  );
}

function countActions(changes: readonly ReviewChange[]): Record<ChangeAction, number> {
  const counts = { create: 0, update: 0, replace: 0, delete: 0, forget: 0, import: 0, move: 0 };
  for (const action of CHANGE_ACTIONS) counts[action] = changes.filter((change) => change.action === action).length;
  return counts;
}

/** "can be undone in about 5 minutes, except ...": the slowest of what comes back by itself, then everything that does not. */
function undoSentence(planned: readonly PlannedChange[], changes: readonly ReviewChange[]): string {
  if (changes.length === 0) return "nothing changes, so there is nothing to undo";
  const timed = changes.flatMap(({ reversibility }) => (reversibility.minutes === null ? [] : [reversibility.minutes]));
  const exceptions = changes.flatMap(({ reversibility }, index) => {
    const change = planned[index];
    return reversibility.minutes === null && change !== undefined ? [`${subject(change)} (${reversibility.note})`] : [];
  });
  const minutes = Math.max(1, Math.ceil(Math.max(0, ...timed)));
  const start =
    timed.length === 0
      ? "cannot be undone by writing old values back"
      : `can be undone in about ${minutes} minute${minutes === 1 ? "" : "s"}`;
  return exceptions.length === 0 ? start : `${start}, except: ${exceptions.join("; ")}`;
}

function approversBecome(ids: readonly string[], quorum: number, nextQuorum: number): string {
  const people = `approvers become ${ids.join(", ")}`;
  return quorum === nextQuorum ? people : `${people}; ${nextQuorum} of them must sign, not ${quorum}`;
}

/** Attributes that differ in meaning from what was written last. Right after a clean apply, providers report null for empty; that is none. */
export function driftOf(plan: PlanJson, stack: string): Review["drift"] {
  return plan.resource_drift.flatMap(({ address, change }) => {
    const [before, after] = [isObject(change.before) ? change.before : {}, isObject(change.after) ? change.after : {}];
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => !sameMeaning(before[key], after[key]));
    const attributes = change.actions.includes("delete") ? ["(gone)"] : keys;
    return attributes.length === 0 ? [] : [{ stack, address, attributes }];
  });
}

/** A way back that writes over what somebody changed by hand: they may have done it to save the day. */
function overwrittenDrift(planned: readonly PlannedChange[], drift: Review["drift"]): readonly Acknowledgement[] {
  return drift.flatMap(({ stack, address, attributes }) =>
    planned.some((change) => change.stack === stack && change.address === address)
      ? [acknowledgement("OVERWRITES_DRIFT", `${stack}/${address}`, `${attributes.join(", ")} were changed outside and are written over`)]
      : [],
  );
}

function sameApprovers(one: readonly TrustedKey[], other: readonly TrustedKey[]): boolean {
  const spelled = (list: readonly TrustedKey[]): string =>
    list
      .map(({ id, sshPublicKey }) => `${id} ${publicPart(sshPublicKey)}`)
      .sort()
      .join("\n");
  return spelled(one) === spelled(other);
}
