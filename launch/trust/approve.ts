import { canonicalText, sha256Hex } from "../json.ts";
import { entriesOf, stateOf, supersededBy } from "../ledger/history.ts";
import { appendLedger, type LedgerEntry, verifyLedger } from "../ledger/ledger.ts";
import { refusal } from "../refusal.ts";
import type { Review } from "../review/review-schema.ts";
import { type RunRecord, readReview, readRun, runKey, type StoredRun } from "../run.ts";
import type { RunStore } from "../store/store.ts";
import { type ApprovalTerms, envelopeText } from "./envelope.ts";
import { refuseUnknownKeys } from "./known-keys.ts";
import {
  allowedSigners,
  fingerprintOf,
  keyInSignature,
  publicPart,
  requirePersonId,
  type Signer,
  sign,
  type TrustedKey,
  whyNotSignedBy,
} from "./ssh-signature.ts";
import { type Trust, trustOf } from "./trust.ts";

export const HOUR_MILLISECONDS = 3_600_000;
/** Long enough for a working day in another time zone; the world moves on after that. */
export const VALID_FOR_HOURS = 24;
export const LONGEST_HOURS = 24 * 7;
/** A way back has to outlast the weekend after a launch. */
export const WAY_BACK_HOURS = 72;
export const LONGEST_WAY_BACK_HOURS = 24 * 14;

export interface ApproveRequest {
  readonly store: RunStore;
  readonly runId: string;
  readonly signer: Signer;
  /** Tokens of the review, each repeated. */
  readonly acknowledgements: readonly string[];
  readonly now: Date;
  readonly validForHours?: number;
  /** Approves, for so many hours, the rollback that the review lists as the way back. */
  readonly wayBackHours?: number;
}

export interface Approval extends ApprovalTerms {
  readonly run: string;
  readonly fingerprint: string;
  /** So many others have to sign as well. */
  readonly missing: number;
}

/**
 * Signs the envelope of a run. Refuses whoever may not approve before anything is signed, and keeps what `ssh-keygen -Y verify` needs
 * to check each signature alone: approval.json, approval.sig and allowed_signers in the run's `approvals/<n>/`.
 * @throws SlipwayError kind "refused", or "config" when ssh-keygen cannot sign
 */
export async function approveRun(request: ApproveRequest): Promise<Approval> {
  const { store, runId, signer, acknowledgements, now, validForHours, wayBackHours } = request;
  const { entries } = await verifyLedger(store);
  const stored = await readPlannedRun(store, runId, entries);
  const { record } = stored;
  refuseState(entries, record);
  const trust = trustFor(entries, record);
  const { list: trusted, quorum } = trust;
  refuseUnknownKeys(record, trust);
  refuseApprover(record, trusted, requirePersonId(signer.id));
  const review = await readReview(store, record);
  refuseAcknowledgements(
    runId,
    review.acknowledgements.map(({ token }) => token),
    acknowledgements,
  );
  const terms = {
    approver: signer.id,
    acknowledgements: [...new Set(acknowledgements)].sort(),
    approvedAt: now.toISOString(),
    expiresAt: hoursAfter(now, Math.min(validForHours ?? VALID_FOR_HOURS, LONGEST_HOURS)),
    wayBack:
      wayBackHours === undefined
        ? null
        : wayBackTerms(runId, review.wayBack, hoursAfter(now, Math.min(wayBackHours, LONGEST_WAY_BACK_HOURS))),
  };
  const text = envelopeText(record, sha256Hex(stored.text), terms);
  const signature = await sign(text, signer, "slipway-approval");
  const key = keyInSignature(signature);
  refuseKey(record, trusted, signer.id, key.publicKey);
  const flaw = await whyNotSignedBy(signer.id, trusted, text, signature, "slipway-approval");
  if (flaw !== undefined)
    throw refusal("APPROVAL_INVALID", runId, `a signature of ${signer.id}`, flaw, "sign with the key that the config names");
  const number = await claimNumber(store, runId, text);
  await store.write(approvalKey(runId, number, "approval.sig"), signature);
  await store.write(approvalKey(runId, number, "allowed_signers"), allowedSigners(trusted, "slipway-approval"));
  const others = new Set(entriesOf(entries, "approved", runId).map(({ approver }) => approver.toLowerCase()));
  const missing = Math.max(0, quorum - others.add(signer.id.toLowerCase()).size);
  const entry = {
    kind: "approved",
    approver: signer.id,
    approvalSha256: approvalSha256(text, signature),
    expiresAt: terms.expiresAt,
    number,
    missing,
  } as const;
  await appendLedger(store, { ...entry, run: runId, target: record.target, at: now });
  return { ...terms, run: runId, fingerprint: key.fingerprint, missing };
}

export function approvalKey(runId: string, number: number, file: string): string {
  return runKey(runId, "approvals", String(number), file);
}

/** The next free number: two people may sign at the same moment, and neither may overwrite the other. */
async function claimNumber(store: RunStore, runId: string, text: string): Promise<number> {
  let number = (await store.list(runKey(runId, "approvals"))).length + 1;
  while (!(await store.create(approvalKey(runId, number, "approval.json"), text))) number += 1;
  return number;
}

function hoursAfter(now: Date, hours: number): string {
  return new Date(now.getTime() + hours * HOUR_MILLISECONDS).toISOString();
}

function wayBackTerms(runId: string, wayBack: Review["wayBack"], expiresAt: string): ApprovalTerms["wayBack"] {
  if (!("none" in wayBack)) return { ...wayBack, expiresAt };
  throw refusal(
    "WAY_BACK_IMPOSSIBLE",
    runId,
    "a review that lists the way back",
    `none: ${wayBack.none}`,
    "approve without --with-way-back",
  );
}

/** The run as it was planned: the ledger knows its hash, the planner signed it. */
export async function readPlannedRun(store: RunStore, runId: string, entries: readonly LedgerEntry[]): Promise<StoredRun> {
  const stored = await readRun(store, runId);
  const planned = entries.find((entry) => entry.kind === "planned" && entry.run === runId);
  if (planned?.kind !== "planned" || planned.runSha256 !== sha256Hex(stored.text)) {
    throw refusal("RUN_CHANGED", `runs/${runId}/run.json`, "the run that the ledger knows", "another text", "plan again");
  }
  const { planner } = stored.record;
  const trusted = [{ id: planner.id, sshPublicKey: planner.publicKey }];
  const flaw = await whyNotSignedBy(planner.id, trusted, stored.text, stored.signature, "slipway-plan");
  if (flaw !== undefined) throw refusal("RUN_SIGNATURE_INVALID", runId, `the signature of ${planner.id}`, flaw, "plan again");
  return stored;
}

/** Whose approval counts for a run: the ledger's word, or, at genesis, that of the config it was planned from. */
export function trustFor(entries: readonly LedgerEntry[], record: RunRecord): Trust {
  return trustOf(entries, record.target) ?? record.approvers;
}

export function refuseSuperseded(entries: readonly LedgerEntry[], { id, target }: RunRecord): void {
  if (stateOf(entries, id) === "discarded") {
    const reason = entriesOf(entries, "discarded", id).at(-1)?.reason ?? "no reason given";
    throw refusal("RUN_SUPERSEDED", id, "the newest run of the target", `a discarded one: ${reason}`, "go on with the newest run");
  }
  const newer = supersededBy(entries, target, id);
  if (newer !== undefined)
    throw refusal("RUN_SUPERSEDED", id, "the newest run of the target", `${newer} approved or applied since`, "plan again");
}

/** Neither the planner nor an author of the change may be the second pair of eyes. Ids are compared without case, as mailboxes are. */
export function refuseApprover(record: RunRecord, trusted: readonly TrustedKey[], id: string): void {
  const isSame = (other: string): boolean => other.toLowerCase() === id.toLowerCase();
  if (isSame(record.planner.id))
    throw refusal("APPROVER_IS_PLANNER", record.id, "an approver other than the planner", id, "ask a second person");
  if (record.commit.authors.some(isSame)) {
    throw refusal("APPROVER_IS_AUTHOR", record.id, "an approver who wrote none of the commits", id, "ask somebody else");
  }
  refuseUntrusted(record, trusted, id);
}

/** Whoever the ledger does not vouch for. */
export function refuseUntrusted(record: RunRecord, trusted: readonly TrustedKey[], id: string): void {
  if (trusted.some((each) => each.id === id)) return;
  throw refusal("APPROVER_UNKNOWN", record.id, `one of ${trusted.map((each) => each.id).join(", ")}`, id, "ask one of them");
}

export function refuseKey(record: RunRecord, trusted: readonly TrustedKey[], id: string, publicKey: string): void {
  const fingerprint = fingerprintOf(publicKey);
  if (fingerprint === record.planner.fingerprint) {
    throw refusal("APPROVER_IS_PLANNER", record.id, "another key than the planner's", fingerprint, "ask a second person");
  }
  if (record.commit.keys?.includes(fingerprint) === true) {
    throw refusal("APPROVER_IS_AUTHOR", record.id, "a key that signed none of the commits", fingerprint, "ask somebody else");
  }
  if (trusted.some((each) => each.id === id && publicPart(each.sshPublicKey) === publicKey)) return;
  throw refusal("APPROVER_UNKNOWN", record.id, `the key of ${id} as last applied`, fingerprint, "sign with the key that the config names");
}

export function refuseAcknowledgements(runId: string, required: readonly string[], given: readonly string[]): void {
  const missing = required.filter((token) => !given.includes(token));
  const unknown = given.filter((token) => !required.includes(token));
  if (missing.length > 0) {
    throw refusal(
      "ACKNOWLEDGEMENT_MISSING",
      runId,
      missing.join(", "),
      given.join(", ") || "none",
      "read the review and acknowledge each by name",
    );
  }
  if (unknown.length === 0) return;
  throw refusal("ACKNOWLEDGEMENT_UNKNOWN", runId, required.join(", ") || "none", unknown.join(", "), "read the review of this run");
}

export function approvalSha256(text: string, signature: string): string {
  return sha256Hex(canonicalText({ text, signature }));
}

function refuseState(entries: readonly LedgerEntry[], record: RunRecord): void {
  refuseSuperseded(entries, record);
  const state = stateOf(entries, record.id);
  if (state !== "planned" && state !== "approved") {
    throw refusal("RUN_ALREADY_APPLIED", record.id, "a run that waits for approval", `one that is ${state ?? "unknown"}`, "plan again");
  }
}
