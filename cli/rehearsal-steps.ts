import type { Model } from "../config/model.ts";
import { SlipwayError } from "../errors/slipway-error.ts";
import { applyRun } from "../launch/apply.ts";
import type { PlanRequest } from "../launch/plan.ts";
import type { Run } from "../launch/run.ts";
import type { Interrupter } from "../launch/terraform/interrupter.ts";
import { approveRun } from "../launch/trust/approve.ts";
import type { Finding } from "../verify/finding.ts";
import { planTarget } from "./launching.ts";
import type { RehearsalSite } from "./rehearsal-site.ts";
import { verifyRun } from "./verifying.ts";

/** Longest block of a rate limit: after so much time every counter of the edge has run out. */
const COUNTERS_FORGOTTEN_SECONDS = 86_400;

/** Where the steps of a story are played. */
export interface Stage {
  readonly site: RehearsalSite;
  /** Ctrl-C: the running step ends, and the story with it. */
  readonly interrupter?: Interrupter;
  readonly commit: PlanRequest["commit"];
  readonly now: () => Date;
  /** Lets time pass for everybody in the story; nobody has to wait. */
  readonly passSeconds: (seconds: number) => void;
}

export async function plan(stage: Stage, model: Model, target: string): Promise<Run> {
  return planTarget({ model, target, site: stage.site, commit: stage.commit, now: stage.now() });
}

export async function approveAndApply(stage: Stage, run: Run, say: (line: string) => void): Promise<void> {
  const acknowledgements = run.review.acknowledgements.map(({ token }) => token);
  await approveRun({ store: stage.site.store, runId: run.id, signer: stage.site.approver(), acknowledgements, now: stage.now() });
  await applyOnce(stage, run, say);
}

export async function applyOnce(stage: Stage, run: Run, say: (line: string) => void): Promise<void> {
  const { interrupter, site, now: clock } = stage;
  const { store, terraform } = site;
  await applyRun({
    store,
    terraform,
    secrets: site.secrets,
    askMonitor: site.askMonitor,
    runId: run.id,
    operator: "rehearsal",
    clock,
    onEvent: (event) => say(event.message),
    ...(interrupter === undefined ? {} : { interrupter }),
  });
}

export async function verify(stage: Stage, run: Run): Promise<readonly Finding[]> {
  stage.site.advanceSeconds(COUNTERS_FORGOTTEN_SECONDS);
  return verifyRun({ store: stage.site.store, runId: run.id, world: stage.site.probeWorld, now: stage.now() });
}

export function expectGreen(findings: readonly Finding[]): string {
  const bad = findings.filter((each) => each.outcome === "fail" || each.outcome === "unknown");
  if (bad.length > 0)
    throw broken(
      "every probe green",
      bad.map((each) => `${each.id} ${each.subject}: expected ${each.expected}, got ${each.got}`).join("; "),
    );
  return `${findings.filter((each) => each.outcome === "pass").length} probes passed`;
}

export function broken(expected: string, got: string): SlipwayError {
  return new SlipwayError({
    kind: "unverified",
    code: "REHEARSAL_STORY_BROKEN",
    where: "rehearsal",
    expected,
    got,
    fix: "read docs/runbook.md, section rehearsal",
  });
}
