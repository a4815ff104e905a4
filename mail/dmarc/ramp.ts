import { alignedRate, type Fate } from "../evidence/counterfactual.ts";
import { type Evidence, MAX_EVIDENCE_AGE_DAYS, MIN_ALIGNED_RATE, MIN_WINDOW_DAYS } from "../evidence/evidence.ts";
import type { DmarcPolicy, DmarcRecord } from "./record.ts";

/** From watching to refusing, a step at a time. `t=y` asks for one level less, and old receivers may not know it. */
export const STAGES = ["observe", "quarantine under test", "quarantine", "reject under test", "reject"] as const;

const STEP: Readonly<Record<DmarcPolicy, number>> = { none: 0, quarantine: 2, reject: 4 };

/** Where a record stands on the ramp, for the domain and for the names below it: the stronger of the two. */
export function stageOf({
  policy,
  subdomainPolicy = policy,
  testing,
}: Pick<DmarcRecord, "policy" | "subdomainPolicy" | "testing">): number {
  const step = Math.max(STEP[policy], STEP[subdomainPolicy]);
  return testing && step > 0 ? step - 1 : step;
}

export interface Step {
  readonly before: number;
  readonly after: number;
  readonly evidence: Evidence | undefined;
  /** The evidence under the proposed senders and policy. */
  readonly fates: readonly Fate[];
  /** Of the config as it is proposed. */
  readonly senders: readonly string[];
  readonly now: Date;
}

/** Why a policy may not be raised yet; empty when it may. Weakening needs no reason. */
export function rampProblems({ before, after, evidence, fates, senders, now }: Step): string[] {
  if (after <= before) return [];
  const skipped = after > before + 1 ? [`from "${STAGES[before]}" to "${STAGES[after]}", leaving out "${STAGES[before + 1]}"`] : [];
  if (evidence === undefined) return [...skipped, "no evidence"];
  const age = Math.floor((now.getTime() - Date.parse(evidence.to)) / 86_400_000);
  const rate = alignedRate(fates);
  const same = [...senders].sort().join(", ") === [...evidence.senders].sort().join(", ");
  return [
    ...skipped,
    ...(evidence.days < MIN_WINDOW_DAYS ? [`reports of ${evidence.days} days, of ${MIN_WINDOW_DAYS}`] : []),
    ...(evidence.messages === 0 ? ["reports of no message"] : []),
    ...(age > MAX_EVIDENCE_AGE_DAYS ? [`reports that end ${age} days ago, of at most ${MAX_EVIDENCE_AGE_DAYS}`] : []),
    ...(same
      ? []
      : [`evidence for the senders ${evidence.senders.join(", ") || "none"}, where the config has ${senders.join(", ") || "none"}`]),
    ...(rate < MIN_ALIGNED_RATE ? [`${(100 * rate).toFixed(1)} % of known senders' mail aligned, of ${100 * MIN_ALIGNED_RATE} %`] : []),
  ];
}
