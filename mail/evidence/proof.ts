import { createHash } from "node:crypto";
import * as z from "zod";
import { alignmentsOf } from "../alignment.ts";
import type { SenderRecords } from "../senders/records.ts";
import { type Proposal, passes, recordFor, sourceOf } from "./counterfactual.ts";
import { MAX_EVIDENCE_AGE_DAYS } from "./evidence.ts";

/** Older messages speak of another world, as older reports do. */
export const MAX_PROOF_AGE_DAYS = MAX_EVIDENCE_AGE_DAYS;

const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** What one message that really arrived says of the sender that it came from. Nothing of its text. */
export const proofSchema = z.strictObject({
  version: z.literal(1),
  domain: z.string(),
  /** Of the config. */
  sender: z.string(),
  /** Of all that the sender published when the message was judged: selectors, keys, return path. */
  senderDigest: digestSchema,
  /** Domain of the From line. */
  from: z.string(),
  /** What passed, aligned or not. */
  spf: z.array(z.string()),
  dkim: z.array(z.strictObject({ domain: z.string(), selector: z.string() })),
  /** When its receiver took it. */
  receivedAt: z.iso.datetime(),
  judgedAt: z.iso.datetime(),
  messageSha256: digestSchema,
  /** The applied run whose records it was judged under. */
  run: z.string(),
  contentDigest: digestSchema,
});

export type Proof = z.output<typeof proofSchema>;

/** Moves with every record that the sender has in DNS. */
export function senderDigest({ name, spf, dkim, aliases, mx, bounceLabel, signingLabel }: SenderRecords): string {
  const whole = [name, spf, dkim, aliases, mx, bounceLabel ?? null, signingLabel ?? null];
  return createHash("sha256").update(JSON.stringify(whole)).digest("hex");
}

/** The sender of the proposal that a message came from; undefined: none of them. */
export function senderOf(passed: Pick<Proof, "spf" | "dkim">, proposal: Proposal): SenderRecords | undefined {
  const { source, isKnown } = sourceOf(passed, proposal);
  return isKnown ? proposal.senders.find(({ name }) => name === source) : undefined;
}

/** By which ways a sender's mail from one domain is promised to pass. */
export function promisedWays(sender: SenderRecords, from: string, proposal: Proposal): { readonly spf: boolean; readonly dkim: boolean } {
  const { spfAlignment = "relaxed", dkimAlignment = "relaxed" } = recordFor(from, proposal) ?? {};
  const [row] = alignmentsOf({
    records: sender,
    domain: proposal.domain,
    from: [from],
    policy: { spf: spfAlignment, dkim: dkimAlignment },
    tree: proposal.tree,
  });
  return { spf: row?.spf === true, dkim: row?.dkim === true };
}

/** Whole days, rounded down; negative when it lies ahead. */
export function daysBefore(moment: string, now: Date): number {
  return Math.floor((now.getTime() - Date.parse(moment)) / 86_400_000);
}

/** One line for each sender without a message that proves it: as its records are now, not long ago, and passing under the proposed policy. */
export function unprovenSenders(proofs: readonly Proof[], proposal: Proposal, now: Date): string[] {
  return proposal.senders.flatMap((sender) => {
    const own = proofs.filter((proof) => proof.domain === proposal.domain && proof.sender === sender.name);
    const current = own.filter((proof) => proof.senderDigest === senderDigest(sender));
    const fresh = current.filter(({ receivedAt }) => isFresh(receivedAt, now));
    if (fresh.some((proof) => passes(proof, proposal))) return [];
    if (own.length === 0) return [`${sender.name}: no proof`];
    if (current.length === 0) return [`${sender.name}: its records have changed since its proof`];
    if (fresh.length === 0) return [`${sender.name}: a proof that is older than ${MAX_PROOF_AGE_DAYS} days`];
    return [`${sender.name}: a proof that does not pass under the proposed policy`];
  });
}

function isFresh(receivedAt: string, now: Date): boolean {
  const days = daysBefore(receivedAt, now);
  return days >= 0 && days <= MAX_PROOF_AGE_DAYS;
}
