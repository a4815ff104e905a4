import {
  approvalSha256,
  readPlannedRun,
  refuseAcknowledgements,
  refuseApprover,
  refuseKey,
  refuseSuperseded,
  trustedApprovers,
} from "./approve.ts";
import { differences, parseContent } from "./content-digest.ts";
import { type ApprovalTerms, approvalTermsSchema, envelopeText } from "./envelope.ts";
import { entriesOf, stateOf } from "./history.ts";
import { objectAt, parseJson, sha256Hex } from "./json.ts";
import type { LedgerEntry } from "./ledger.ts";
import { refusal, short } from "./refusal.ts";
import { type RunRecord, type RunStack, readReview, runKey } from "./run.ts";
import { keyInSignature, type TrustedKey, whyNotSignedBy } from "./ssh-signature.ts";
import type { StackPlan } from "./stack-plan.ts";
import type { RunStore } from "./store.ts";
import type { Terraform } from "./terraform.ts";

/** Clocks of two honest machines differ by less. */
const CLOCK_SKEW_MILLISECONDS = 5 * 60_000;

const proof: unique symbol = Symbol("authorized");

/** A run whose papers are in order: planned by whom it says, approved by somebody who may, for exactly these bytes, and never started. */
export interface Examined {
  readonly record: RunRecord;
  readonly terms: ApprovalTerms;
}

export interface AuthorizedStack {
  readonly stack: string;
  /** Key of the plan file to run, and the hash it must have. */
  readonly planKey: string;
  readonly planSha256: string;
  /** Only the serial moved since the approval: the new plan of equal content runs instead. */
  readonly carriedOver: boolean;
  readonly empty: boolean;
}

/** Proof that an apply may start. Only `authorize` makes one: the key is known to this file alone. */
export interface Authorized {
  readonly record: RunRecord;
  readonly stacks: readonly AuthorizedStack[];
  readonly [proof]: true;
}

export interface Papers {
  readonly record: RunRecord;
  readonly runSha256: string;
  readonly trusted: readonly TrustedKey[];
  /** Acknowledgements that the review asks for. */
  readonly required: readonly string[];
  readonly approvalText: string;
  readonly signature: string;
  readonly now: Date;
}

/**
 * Checks a signed approval against the run it claims to approve. Nothing in it is believed: the envelope is rebuilt and compared.
 * @throws SlipwayError kind "refused"
 */
export async function checkApproval(papers: Papers): Promise<ApprovalTerms> {
  const { record, trusted, approvalText, signature, now } = papers;
  const parsed = approvalTermsSchema.safeParse(objectAt(parseJson(approvalText), "terms"));
  if (!parsed.success) throw invalid(record.id, "an approval", "something else");
  const terms = parsed.data;
  refuseApprover(record, trusted, terms.approver);
  refuseKey(record, trusted, terms.approver, keyInSignature(signature).publicKey);
  const flaw = await whyNotSignedBy(terms.approver, trusted, approvalText, signature, "slipway-approval");
  if (flaw !== undefined) throw invalid(record.id, `a signature of ${terms.approver}`, flaw);
  if (approvalText !== envelopeText(record, papers.runSha256, terms)) {
    throw refusal("APPROVAL_CHANGED", record.id, "an approval of this run as planned", "one of something else", "ask for a new approval");
  }
  refuseAcknowledgements(record.id, papers.required, terms.acknowledgements);
  const [from, to] = [Date.parse(terms.approvedAt) - CLOCK_SKEW_MILLISECONDS, Date.parse(terms.expiresAt)];
  if (now.getTime() >= from && now.getTime() < to) return terms;
  const got = `one valid from ${terms.approvedAt} to ${terms.expiresAt}`;
  throw refusal("APPROVAL_EXPIRED", record.id, `an approval valid at ${now.toISOString()}`, got, "ask for a new approval");
}

/** Everything that can be refused without asking terraform. */
export async function examine(
  store: RunStore,
  terraform: Terraform,
  entries: readonly LedgerEntry[],
  runId: string,
  now: Date,
): Promise<Examined> {
  const { record, text } = await readPlannedRun(store, runId, entries);
  if (entriesOf(entries, "apply-started", runId).length > 0 || stateOf(entries, runId) === "discarded") {
    throw refusal("RUN_ALREADY_APPLIED", runId, "a run that was never started", `one that is ${stateOf(entries, runId)}`, "plan again");
  }
  refuseSuperseded(entries, record);
  const approved = entriesOf(entries, "approved", runId).at(-1);
  const [approvalText, signature] = [await store.read(runKey(runId, "approval.json")), await store.read(runKey(runId, "approval.sig"))];
  if (approved === undefined || approvalText === undefined || signature === undefined) {
    throw refusal("APPROVAL_MISSING", runId, "an approval", "none", "ask an approver to run slipway approve");
  }
  if (approved.approvalSha256 !== approvalSha256(approvalText, signature)) {
    throw refusal("APPROVAL_CHANGED", runId, "the approval that the ledger knows", "another one", "ask for a new approval");
  }
  const review = await readReview(store, record);
  const required = review.acknowledgements.map(({ token }) => token);
  const trusted = trustedApprovers(entries, record);
  const terms = await checkApproval({ record, runSha256: sha256Hex(text), trusted, required, approvalText, signature, now });
  const { flavour, version } = terraform.binary;
  if (record.terraform.flavour !== flavour || record.terraform.version !== version) {
    const wanted = `${record.terraform.flavour} ${record.terraform.version}`;
    throw refusal("TERRAFORM_CHANGED", runId, wanted, `${flavour} ${version}`, "apply with that version or plan again");
  }
  for (const stack of record.stacks) await refusePlanFile(store, runId, stack);
  return { record, terms };
}

/**
 * Compares what would happen now with what was approved, stack by stack.
 * @param replanned made under the launch lock, after `examine`
 * @param keyOf where the new plan of a stack lies
 */
export async function authorize(
  store: RunStore,
  { record }: Examined,
  replanned: readonly StackPlan[],
  keyOf: (stack: string) => string,
): Promise<Authorized> {
  const stacks: AuthorizedStack[] = [];
  for (const approved of record.stacks) {
    const now = replanned.find(({ stack }) => stack === approved.stack);
    if (now === undefined) throw refusal("STATE_MOVED", approved.stack, "a new plan to compare with", "none", "plan again");
    if (now.digest !== approved.digest) throw await drifted(store, record.id, approved, now);
    if (approved.lineage !== "" && now.head.lineage !== approved.lineage) {
      throw refusal(
        "STATE_MOVED",
        approved.stack,
        `the state of lineage ${approved.lineage}`,
        now.head.lineage || "no state",
        "plan again",
      );
    }
    if (now.lockFileSha256 !== approved.lockFileSha256) {
      throw refusal("STATE_MOVED", approved.stack, "the provider lock file of the plan", "another one", "plan again");
    }
    const carriedOver = now.head.serial !== approved.serial || now.head.lineage !== approved.lineage;
    stacks.push({
      stack: approved.stack,
      planKey: carriedOver ? keyOf(approved.stack) : planKey(record.id, approved.stack),
      planSha256: carriedOver ? now.planSha256 : approved.planSha256,
      carriedOver,
      empty: approved.empty,
    });
  }
  return { record, stacks, [proof]: true };
}

export function planKey(runId: string, stack: string): string {
  return runKey(runId, "stacks", stack, "plan.tfplan");
}

async function refusePlanFile(store: RunStore, runId: string, { stack, planSha256 }: RunStack): Promise<void> {
  const bytes = await store.readBytes(planKey(runId, stack));
  const found = bytes === undefined ? "no file" : sha256Hex(bytes);
  if (found !== planSha256) {
    throw refusal("PLAN_FILE_CHANGED", `${runId}: ${stack}`, `the plan file ${short(planSha256)}`, short(found), "plan again");
  }
}

async function drifted(store: RunStore, runId: string, { stack, digest }: RunStack, now: StackPlan): Promise<Error> {
  const text = (await store.read(runKey(runId, "stacks", stack, "content.jsonl"))) ?? "";
  const places = sha256Hex(text) === digest ? differences(parseContent(text), now.content) : ["the recorded content cannot be read"];
  return refusal(
    "DRIFT_SINCE_REVIEW",
    `${runId}: ${stack}`,
    "the plan that was reviewed",
    `a difference in ${places.join(", ")}`,
    "plan again",
  );
}

function invalid(where: string, expected: string, got: string): Error {
  return refusal("APPROVAL_INVALID", where, expected, got, "ask for a new approval");
}
