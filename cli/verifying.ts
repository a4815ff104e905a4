import { SlipwayError } from "../errors/slipway-error.ts";
import { recordVerification } from "../launch/ledger/record.ts";
import type { RunStore } from "../launch/store/store.ts";
import { visible } from "../report/markdown-escape.ts";
import type { Finding } from "../verify/finding.ts";
import { verifyEnvironment, verifyZone } from "../verify/verify.ts";
import type { ProbeWorld } from "../verify/world.ts";
import type { CommandInput } from "./command.ts";
import { exitCodeOf } from "./exit-code.ts";
import { type RecordedModel, recordedModelOf } from "./recorded-model.ts";

/** Asks the outside world about everything a model promises. */
export async function probe(model: RecordedModel, world: ProbeWorld): Promise<readonly Finding[]> {
  switch (model.kind) {
    case "account":
    case "baseline":
      return []; // neither promises anything that can be seen from outside
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

/** Why a verification is no success: something is false, or could not be told. */
export function verdictError(target: string, findings: readonly Finding[]): SlipwayError | undefined {
  const failed = findings.filter((finding) => finding.outcome === "fail");
  const unknown = findings.filter((finding) => finding.outcome === "unknown");
  if (failed.length > 0) {
    return new SlipwayError({
      kind: "unverified",
      code: "VERIFICATION_FAILED",
      where: target,
      expected: "every probe to pass",
      got: `${failed.length} of ${findings.length} failed: ${idsOf(failed)}`,
      fix: `run slipway rollback ${target}, or mend and plan again`,
    });
  }
  if (unknown.length === 0) return undefined;
  return new SlipwayError({
    kind: "undecided",
    code: "VERIFICATION_UNDECIDED",
    where: target,
    expected: "an answer to every probe",
    got: `none for ${unknown.length} of ${findings.length}: ${idsOf(unknown)}`,
    fix: `restore the way to the probed servers and run slipway verify ${target}`,
  });
}

function idsOf(findings: readonly Finding[]): string {
  return [...new Set(findings.map(({ id }) => id))].join(", ");
}

/** Prints findings and verdict; gives the exit code: 0, 5 when something is false, 6 when something could not be told. */
export function tellFindings({ shell, global }: CommandInput, target: string, findings: readonly Finding[], json: object = {}): number {
  const error = verdictError(target, findings);
  if (global.json) shell.out(JSON.stringify({ ok: error === undefined, target, ...json, findings }));
  else for (const line of findingLines(findings)) shell.out(visible(line)); // what a server answered may hold line ends
  if (error !== undefined) shell.err(error.message);
  return error === undefined ? 0 : exitCodeOf([error.parts.kind]);
}

/** One line each for what did not pass, and a count. */
function findingLines(findings: readonly Finding[]): string[] {
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
