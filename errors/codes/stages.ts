import type { ErrorEntry } from "../entry.ts";

/** Codes of the engine about how far a launch has come. */
export const STAGE_CODES = {
  STAGE_BACKWARDS: {
    title: "a plan for a stage that the launch has passed",
    consequence: "hosts that the public uses would be taken off the air by what looks like a launch",
    fix: "to take a launch back, plan a rollback to the run that it should go back to",
    source: "docs/adr/0016-stages.md",
  },
  STAGE_SKIPPED: {
    title: "a plan to go live with what was never prepared",
    consequence: "visitors would be the first to see whether it works",
    fix: "plan without --stage, which takes the next one; or say in stages.direct why nothing has to be tried",
    source: "docs/adr/0016-stages.md",
  },
  STAGE_WITHOUT_PREVIEW: {
    title: "a plan for stage prepare where the config says that nothing is tried",
    consequence: "there are no preview names to prepare",
    fix: "plan stage live, or remove stages.direct",
    source: "docs/adr/0016-stages.md",
  },
  LIVE_GATE_CLOSED: {
    title: "a launch that its monitors have not seen well",
    consequence:
      "nothing is applied and the run stays as it is: uptime monitoring has to be active before the launch, not after the first outage",
    fix: "wait for the monitors' next results, or mend what they see, then apply the run again",
    source: "readiness rows T5 and V6",
  },
  LIVE_GATE_UNANSWERED: {
    title: "nobody could tell what a launch's monitors have seen",
    consequence: "nothing is applied and the run stays as it is: no answer is never a pass",
    fix: "restore the way to CloudWatch and the right to read metrics and alarms, then apply the run again",
    source: "readiness row V6",
  },
} as const satisfies Record<string, ErrorEntry>;
