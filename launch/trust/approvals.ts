import { SlipwayError } from "../../errors/slipway-error.ts";
import { objectAt, parseJson, sameJson } from "../json.ts";
import { CLOCK_SKEW_MILLISECONDS, clockFlaw } from "../ledger/clock.ts";
import { entriesOf } from "../ledger/history.ts";
import type { LedgerEntry } from "../ledger/ledger.ts";
import { refusal } from "../refusal.ts";
import type { Review } from "../review/review-schema.ts";
import type { RunRecord } from "../run.ts";
import type { RunStore } from "../store/store.ts";
import { approvalKey, approvalSha256, refuseAcknowledgements, refuseApprover, refuseKey } from "./approve.ts";
import { type ApprovalTerms, approvalTermsSchema, envelopeText } from "./envelope.ts";
import { refuseUnknownKeys } from "./known-keys.ts";
import { keyInSignature, whyNotSignedBy } from "./ssh-signature.ts";
import type { Trust } from "./trust.ts";

export interface Papers {
  readonly record: RunRecord;
  readonly runSha256: string;
  readonly trusted: Trust["list"];
  readonly review: Pick<Review, "acknowledgements" | "wayBack">;
  readonly approvalText: string;
  readonly signature: string;
  readonly now: Date;
}

/**
 * Checks a signed approval against the run it claims to approve. Nothing in it is believed: the envelope is rebuilt and compared.
 * @throws SlipwayError kind "refused"
 */
export async function checkApproval(papers: Papers): Promise<ApprovalTerms> {
  const { record, now } = papers;
  const terms = await checkSignedTerms(papers);
  const [from, to] = [Date.parse(terms.approvedAt) - CLOCK_SKEW_MILLISECONDS, Date.parse(terms.expiresAt)];
  if (now.getTime() >= from && now.getTime() < to) return terms;
  throw expired(record.id, now, `one valid from ${terms.approvedAt} to ${terms.expiresAt}`);
}

/** Everything about an approval but its time. */
async function checkSignedTerms(papers: Papers): Promise<ApprovalTerms> {
  const { record, trusted, review, approvalText, signature } = papers;
  const parsed = approvalTermsSchema.safeParse(objectAt(parseJson(approvalText), "terms"));
  if (!parsed.success) throw invalid(record.id, "an approval", "something else");
  const terms = parsed.data;
  refuseApprover(record, trusted, terms.approver);
  refuseKey(record, trusted, terms.approver, keyInSignature(signature).publicKey);
  const flaw = await whyNotSignedBy(terms.approver, trusted, approvalText, signature, "slipway-approval");
  if (flaw !== undefined) throw invalid(record.id, `a signature of ${terms.approver}`, flaw);
  if (approvalText !== envelopeText(record, papers.runSha256, terms) || !isOfReview(terms.wayBack, review.wayBack)) {
    throw refusal("APPROVAL_CHANGED", record.id, "an approval of this run as planned", "one of something else", "ask for a new approval");
  }
  refuseAcknowledgements(
    record.id,
    review.acknowledgements.map(({ token }) => token),
    terms.acknowledgements,
  );
  return terms;
}

function isOfReview(approved: ApprovalTerms["wayBack"], listed: Review["wayBack"]): boolean {
  if (approved === null) return true;
  const { expiresAt: _expiresAt, ...wayBack } = approved;
  return sameJson(wayBack, listed);
}

/** One approver's last word on a run, as the ledger knows it. */
export interface GivenApproval {
  readonly terms: ApprovalTerms;
  readonly publicKey: string;
}

/** What an approval is checked against, besides itself. */
export type Bench = Pick<Papers, "record" | "runSha256" | "review" | "now"> & { readonly trust: Trust };

/**
 * The approvals of a run that hold now, one for each person.
 * @param expires what has to be in the future: the approval, or its way back
 * @throws SlipwayError kind "refused" for anything forged or altered, however many good ones there are
 */
export async function holdingApprovals(
  store: RunStore,
  entries: readonly LedgerEntry[],
  bench: Bench,
  expires: "approval" | "way-back",
): Promise<{ readonly holding: readonly GivenApproval[]; readonly expired: readonly SlipwayError[] }> {
  const { record, runSha256, review, now, trust } = bench;
  refuseUnknownKeys(record, trust);
  const last = new Map(entriesOf(entries, "approved", record.id).map((entry) => [entry.approver.toLowerCase(), entry]));
  const holding: GivenApproval[] = [];
  const late: SlipwayError[] = [];
  for (const entry of last.values()) {
    const [approvalText, signature] = [
      await store.read(approvalKey(record.id, entry.number, "approval.json")),
      await store.read(approvalKey(record.id, entry.number, "approval.sig")),
    ];
    if (approvalText === undefined || signature === undefined) throw missing(record.id, `the approval of ${entry.approver}`, "no file");
    if (entry.approvalSha256 !== approvalSha256(approvalText, signature)) {
      throw refusal("APPROVAL_CHANGED", record.id, "the approval that the ledger knows", "another one", "ask for a new approval");
    }
    const papers = { record, runSha256, trusted: trust.list, review, approvalText, signature, now };
    try {
      const terms = expires === "approval" ? await checkApproval(papers) : await checkWayBack(papers);
      const flaw = clockFlaw(entries, entry.seq, now);
      if (flaw !== undefined) throw expired(record.id, now, flaw);
      if (terms !== undefined) holding.push({ terms, publicKey: keyInSignature(signature).publicKey });
    } catch (error) {
      if (!(error instanceof SlipwayError) || error.parts.code !== "APPROVAL_EXPIRED") throw error;
      late.push(error);
    }
  }
  return { holding, expired: late };
}

/** @returns undefined when the approval covers no way back */
async function checkWayBack(papers: Papers): Promise<ApprovalTerms | undefined> {
  const terms = await checkSignedTerms(papers);
  if (terms.wayBack === null) return undefined;
  if (papers.now.getTime() < Date.parse(terms.wayBack.expiresAt)) return terms;
  throw expired(papers.record.id, papers.now, `a way back approved until ${terms.wayBack.expiresAt}`);
}

/** Different people with different keys: two names with one key are one person. */
export function peopleIn(approvals: readonly GivenApproval[]): number {
  return Math.min(
    ...[approvals.map(({ terms }) => terms.approver.toLowerCase()), approvals.map(({ publicKey }) => publicKey)].map(
      (each) => new Set(each).size,
    ),
  );
}

/** @throws SlipwayError APPROVAL_EXPIRED where only time stands in the way, else APPROVAL_MISSING */
export function refuseQuorum(
  { record: { id }, trust: { quorum } }: Bench,
  { holding, expired: late }: Awaited<ReturnType<typeof holdingApprovals>>,
): void {
  if (peopleIn(holding) >= quorum) return;
  if (late[0] !== undefined) throw late[0];
  const wanted = quorum === 1 ? "an approval" : `approvals of ${quorum} people`;
  throw missing(id, wanted, holding.map(({ terms }) => terms.approver).join(", ") || "none");
}

export function missing(where: string, expected: string, got: string): SlipwayError {
  return refusal("APPROVAL_MISSING", where, expected, got, "ask an approver to run slipway approve");
}

function invalid(where: string, expected: string, got: string): Error {
  return refusal("APPROVAL_INVALID", where, expected, got, "ask for a new approval");
}

function expired(where: string, now: Date, got: string): SlipwayError {
  return refusal("APPROVAL_EXPIRED", where, `an approval valid at ${now.toISOString()}`, got, "ask for a new approval");
}
