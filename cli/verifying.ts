import { recordVerification } from "../launch/record.ts";
import type { RunStore } from "../launch/store.ts";
import type { Finding } from "../verify/finding.ts";
import { verifyEnvironment, verifyZone } from "../verify/verify.ts";
import type { ProbeWorld } from "../verify/world.ts";
import { EXIT_CODES } from "./exit-code.ts";
import { type RecordedModel, recordedModelOf } from "./recorded-model.ts";

/** Asks the outside world about everything a model promises. */
export async function probe(model: RecordedModel, world: ProbeWorld): Promise<readonly Finding[]> {
  switch (model.kind) {
    case "account":
      return []; // an account promises nothing that can be seen from outside
    case "zone":
      return verifyZone(model.zone, world);
    case "environment":
      return verifyEnvironment(model.environment, model.zone, world);
  }
}

/** Verifies a run that has been applied, against the model that it recorded, and writes the outcome to the ledger. */
export async function verifyRun(options: {
  readonly store: RunStore;
  readonly runId: string;
  readonly world: ProbeWorld;
  readonly now: Date;
}): Promise<readonly Finding[]> {
  const findings = await probe(await recordedModelOf(options.store, options.runId), options.world);
  await recordVerification({ store: options.store, runId: options.runId, findings, now: options.now });
  return findings;
}

/** What a script sees of a verification: 0, 5 when something is false, 6 when something could not be told. */
export function exitCodeOfFindings(findings: readonly Finding[]): number {
  if (findings.some((finding) => finding.outcome === "fail")) return EXIT_CODES.unverified;
  if (findings.some((finding) => finding.outcome === "unknown")) return EXIT_CODES.undecided;
  return 0;
}

/** One line each for what did not pass, and a count. */
export function findingLines(findings: readonly Finding[]): string[] {
  const marks = { pass: "pass", fail: "FAIL", unknown: "UNKNOWN", "not-applicable": "skip" } as const;
  const notable = findings.filter((finding) => finding.outcome !== "pass");
  const lines = notable.map(({ outcome, id, subject, expected, got, businessRisk }) =>
    outcome === "not-applicable"
      ? `${marks[outcome]} ${id} ${subject}: ${got}`
      : `${marks[outcome]} ${id} ${subject}: expected ${expected}, got ${got} (risk: ${businessRisk})`,
  );
  const count = (outcome: Finding["outcome"]): number => findings.filter((finding) => finding.outcome === outcome).length;
  return [...lines, `${count("pass")} passed, ${count("fail")} failed, ${count("unknown")} unknown, ${count("not-applicable")} skipped`];
}
