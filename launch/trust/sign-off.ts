import { canonicalText, sha256Hex } from "../json.ts";
import { entriesOf } from "../ledger/history.ts";
import { appendLedger, type LedgerEntry, verifyLedger } from "../ledger/ledger.ts";
import { refusal } from "../refusal.ts";
import { runKey } from "../run.ts";
import type { RunStore } from "../store/store.ts";
import { approvalSha256, readPlannedRun, refuseApprover, refuseKey, trustFor } from "./approve.ts";
import { allowedSigners, keyInSignature, requirePersonId, type Signer, sign, whyNotSignedBy } from "./ssh-signature.ts";

const NAMESPACE = "slipway-sign-off";

/**
 * A second person has read what one person applied in an emergency. It must be somebody who could have approved the run then, and not
 * whoever broke the glass.
 * @throws SlipwayError kind "refused"
 */
export async function signOffRun({
  store,
  runId,
  signer,
  now,
}: {
  store: RunStore;
  runId: string;
  signer: Signer;
  now: Date;
}): Promise<LedgerEntry> {
  const { entries } = await verifyLedger(store);
  const { record, text: runText } = await readPlannedRun(store, runId, entries);
  const glass = unreviewedBreakGlass(entries, record.target).find(({ run }) => run === runId);
  if (glass === undefined) {
    throw refusal(
      "SIGN_OFF_NOT_DUE",
      runId,
      "a run that was applied with --break-glass and waits for review",
      "none such",
      "see slipway status",
    );
  }
  // the run itself may not bring the person who signs it off
  const { list: trusted } = trustFor(
    entries.filter(({ seq }) => seq < glass.seq),
    record,
  );
  requirePersonId(signer.id);
  if (signer.id.toLowerCase() === glass.signer.toLowerCase()) {
    throw refusal("SIGN_OFF_BY_SAME_PERSON", runId, `somebody other than ${glass.signer}`, signer.id, "ask another approver");
  }
  refuseApprover(record, trusted, signer.id);
  const text = canonicalText({
    version: 1,
    run: runId,
    target: record.target,
    runSha256: sha256Hex(runText),
    breakGlassSha256: glass.breakGlassSha256,
    reviewer: signer.id,
    at: now.toISOString(),
  });
  const signature = await sign(text, signer, NAMESPACE);
  refuseKey(record, trusted, signer.id, keyInSignature(signature).publicKey);
  const flaw = await whyNotSignedBy(signer.id, trusted, text, signature, NAMESPACE);
  if (flaw !== undefined) throw refusal("APPROVAL_INVALID", runId, `a signature of ${signer.id}`, flaw, "sign again");
  await store.write(runKey(runId, "sign-off", "approval.json"), text);
  await store.write(runKey(runId, "sign-off", "approval.sig"), signature);
  await store.write(runKey(runId, "sign-off", "allowed_signers"), allowedSigners(trusted, NAMESPACE));
  const fact = { kind: "signed-off", reviewer: signer.id, signOffSha256: approvalSha256(text, signature) } as const;
  return await appendLedger(store, { ...fact, run: runId, target: record.target, at: now });
}

/** Emergencies of a target that nobody else has looked at. */
export function unreviewedBreakGlass(entries: readonly LedgerEntry[], target: string): ReturnType<typeof entriesOf<"break-glass">> {
  const reviewed = new Set(entriesOf(entries, "signed-off").map(({ run }) => run));
  return entriesOf(entries, "break-glass").filter((entry) => entry.target === target && !reviewed.has(entry.run));
}

/**
 * After an emergency nothing is planned before somebody else has looked. The way back of the emergency itself stays open.
 * @throws SlipwayError BREAK_GLASS_UNREVIEWED
 */
export function refuseUnreviewed(entries: readonly LedgerEntry[], target: string, rollbackOf: string | undefined): void {
  const due = unreviewedBreakGlass(entries, target).find(({ run }) => run !== rollbackOf);
  if (due === undefined) return;
  throw refusal(
    "BREAK_GLASS_UNREVIEWED",
    target,
    `somebody's sign-off of ${due.run}`,
    `only ${due.signer}, who applied it with --break-glass (${due.reason})`,
    `ask another approver to run slipway review ${due.run} --sign-off`,
  );
}
