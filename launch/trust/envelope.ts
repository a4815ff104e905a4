import * as z from "zod";
import { canonicalText } from "../json.ts";
import { wayBackSchema } from "../review/review-schema.ts";
import type { RunRecord } from "../run.ts";

export const approvalTermsSchema = z.strictObject({
  approver: z.string(),
  /** Sorted. */
  acknowledgements: z.array(z.string()),
  approvedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** A rollback that does nothing else may run until then without another signature. */
  wayBack: wayBackSchema.extend({ expiresAt: z.iso.datetime() }).nullable(),
});

/** What the approver decides; the rest of an envelope is the run's. */
export type ApprovalTerms = z.output<typeof approvalTermsSchema>;

/**
 * The text that an approver signs: canonical JSON of everything that must be the same at apply. It is rebuilt from the run and compared,
 * so nothing in it has to be believed.
 */
export function envelopeText(record: RunRecord, runSha256: string, terms: ApprovalTerms): string {
  return canonicalText({
    version: 1,
    run: record.id,
    target: record.target,
    runSha256,
    contentDigest: record.contentDigest,
    ...(record.stage === undefined ? {} : { stage: record.stage.name }),
    stacks: record.stacks.map(({ stack, digest, planSha256, lineage, serial, lockFileSha256, argv }) => ({
      stack,
      digest,
      planSha256,
      lineage,
      serial,
      lockFileSha256: lockFileSha256 ?? "none",
      argv,
    })),
    terraform: record.terraform,
    commit: record.commit,
    planner: { id: record.planner.id, fingerprint: record.planner.fingerprint },
    terms,
  });
}
