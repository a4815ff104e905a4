import type { SlipwayError } from "../../errors/slipway-error.ts";
import { sameJson, sha256Hex } from "../json.ts";
import { effectiveRuns, entriesOf, lastApplied } from "../ledger/history.ts";
import type { LedgerEntry } from "../ledger/ledger.ts";
import type { WayBack } from "../review/review-schema.ts";
import { rollbackInputs } from "../rollback/rollback.ts";
import { type RunRecord, readReview, readRun } from "../run.ts";
import type { RunStore } from "../store/store.ts";
import { prettyConfig } from "../terraform/work-folder.ts";
import { holdingApprovals, missing, peopleIn } from "./approvals.ts";
import { readPlannedRun, trustFor } from "./approve.ts";

/** A rollback may start under the signatures of the run that it takes back. */
export interface PreApproval {
  readonly under: string;
  readonly signers: readonly string[];
  readonly expiresAt: string;
  /** What the plans must stay within. */
  readonly wayBack: WayBack;
}

/**
 * The pre-approval of a rollback, if the run that it takes back was approved with its way back. The signatures are checked again, by the
 * people who were trusted then and still are, and the rollback must be the one that the engine itself makes: an address in the envelope
 * does not say which value is written there.
 * @throws SlipwayError APPROVAL_MISSING with what stands in the way
 */
export async function findPreApproval(
  store: RunStore,
  entries: readonly LedgerEntry[],
  rollback: RunRecord,
  now: Date,
): Promise<PreApproval | undefined> {
  if (rollback.rollbackOf === null) return undefined;
  const { run: forward, to } = rollback.rollbackOf;
  const { record, text } = await readPlannedRun(store, forward, entries);
  const started = entriesOf(entries, "apply-started", forward)[0]?.seq ?? 1;
  const then = trustFor(
    entries.filter(({ seq }) => seq < started),
    record,
  );
  const today = trustFor(entries, rollback);
  const trust = { ...then, quorum: Math.max(then.quorum, today.quorum) };
  const bench = { record, runSha256: sha256Hex(text), review: await readReview(store, record), now, trust };
  const { holding, expired } = await holdingApprovals(store, entries, bench, "way-back");
  const [first] = expired;
  const ours = holding.filter(({ terms }) => today.list.some(({ id }) => id === terms.approver));
  const [one] = ours;
  if (one === undefined || peopleIn(ours) < trust.quorum) {
    if (first !== undefined) throw refused(rollback.id, first.parts.got);
    return undefined;
  }
  const { wayBack } = one.terms;
  if (wayBack === null) return undefined;
  const flaw = await whyNotTheWayBack(store, entries, rollback, record, wayBack.to, to);
  if (flaw !== undefined) throw refused(rollback.id, flaw);
  const { expiresAt, ...steps } = wayBack;
  const expiries = [expiresAt, ...ours.flatMap(({ terms }) => terms.wayBack?.expiresAt ?? [])].sort();
  return { under: forward, signers: ours.map(({ terms }) => terms.approver), expiresAt: expiries[0] ?? expiresAt, wayBack: steps };
}

async function whyNotTheWayBack(
  store: RunStore,
  entries: readonly LedgerEntry[],
  rollback: RunRecord,
  forward: RunRecord,
  approvedTo: string,
  to: string,
): Promise<string | undefined> {
  if (forward.target !== rollback.target) return `a way back of ${forward.target}`;
  if (approvedTo !== to) return `a way back to ${approvedTo}, not to ${to}`;
  if (effectiveRuns(entries, rollback.target).at(-1)?.run !== forward.id) return `${forward.id} does not stand any more`;
  if (rollback.exceptions.length > 0) return rollback.exceptions.map(({ sentence }) => sentence).join("; ");
  const imports = rollback.stacks.filter(({ importsSha256 }) => importsSha256 !== undefined).map(({ stack }) => stack);
  if (imports.length > 0) return `one that imports restored secrets into ${imports.join(", ")}`;
  const standing = lastApplied(entries, rollback.target);
  if (!sameJson([rollback.nextApprovers, rollback.nextQuorum], [standing?.approvers, standing?.quorum])) return "another list of approvers";
  const { record: earlier } = await readRun(store, to);
  if (rollback.factsSha256 !== earlier.factsSha256) return `other facts than those of ${to}`;
  const wanted = await rollbackInputs(store, entries, earlier, forward.id);
  const spelled = wanted.map(({ stack, config, onlyRefsOf }) => [stack, sha256Hex(prettyConfig(config, stack)), onlyRefsOf ?? null]);
  const planned = rollback.stacks.map(({ stack, configSha256, onlyRefsOf }) => [stack, configSha256, onlyRefsOf]);
  return sameJson(spelled, planned) ? undefined : `another configuration than the way back to ${to} today`;
}

export function refused(where: string, got: string): SlipwayError {
  return missing(where, "an approval, or a way back approved with the run that it takes back", got);
}
