import { canonicalText } from "../json.ts";
import type { LedgerFact } from "../ledger/ledger.ts";
import { requireReason } from "../reason.ts";
import { refusal } from "../refusal.ts";
import type { Review } from "../review/review-schema.ts";
import { type RunRecord, runKey } from "../run.ts";
import type { RunStore } from "../store/store.ts";
import { approvalSha256, refuseAcknowledgements, refuseUntrusted } from "./approve.ts";
import { allowedSigners, keyInSignature, requirePersonId, type Signer, sign, whyNotSignedBy } from "./ssh-signature.ts";
import type { Trust } from "./trust.ts";

const NAMESPACE = "slipway-break-glass";

export interface BreakGlassRequest {
  readonly signer: Signer;
  readonly reason: string;
  readonly acknowledgements: readonly string[];
}

/** A signed emergency, not yet on record. */
export interface BrokenGlass {
  readonly signer: string;
  readonly reason: string;
  readonly text: string;
  readonly signature: string;
  readonly allowedSigners: string;
}

/**
 * One listed approver, who may be the planner, instead of a quorum. Nothing else is lifted: what the review asks to acknowledge has to be
 * acknowledged, and who may approve cannot be changed this way.
 * @throws SlipwayError kind "refused"
 */
export async function breakGlass(
  { signer, reason, acknowledgements }: BreakGlassRequest,
  { record, runSha256, review, trust, now }: { record: RunRecord; runSha256: string; review: Review; trust: Trust; now: Date },
): Promise<BrokenGlass> {
  const why = requireReason(reason, "break-glass");
  requirePersonId(signer.id);
  refuseUntrusted(record, trust.list, signer.id);
  if (review.approvers.becomes !== null) {
    const got = `a run after which they are ${review.approvers.becomes.join(", ")}`;
    throw refusal("BREAK_GLASS_APPROVERS", record.id, "approvers that stay as they are", got, "ask for an approval");
  }
  refuseAcknowledgements(
    record.id,
    review.acknowledgements.map(({ token }) => token),
    acknowledgements,
  );
  const text = canonicalText({
    version: 1,
    run: record.id,
    target: record.target,
    runSha256,
    contentDigest: record.contentDigest,
    signer: signer.id,
    reason: why,
    acknowledgements: [...new Set(acknowledgements)].sort(),
    at: now.toISOString(),
  });
  const signature = await sign(text, signer, NAMESPACE);
  const flaw = await whyNotSignedBy(signer.id, trust.list, text, signature, NAMESPACE);
  if (flaw !== undefined) {
    const got = keyInSignature(signature).fingerprint;
    throw refusal("APPROVER_UNKNOWN", record.id, `the key of ${signer.id} as last applied`, got, "sign with the key that the config names");
  }
  return { signer: signer.id, reason: why, text, signature, allowedSigners: allowedSigners(trust.list, NAMESPACE) };
}

/** Keeps what `ssh-keygen -Y verify` needs to check it alone. */
export async function keepBreakGlass(store: RunStore, runId: string, glass: BrokenGlass): Promise<LedgerFact> {
  await store.write(runKey(runId, "break-glass", "approval.json"), glass.text);
  await store.write(runKey(runId, "break-glass", "approval.sig"), glass.signature);
  await store.write(runKey(runId, "break-glass", "allowed_signers"), glass.allowedSigners);
  const { signer, reason, text, signature } = glass;
  return { kind: "break-glass", signer, reason, breakGlassSha256: approvalSha256(text, signature) };
}
