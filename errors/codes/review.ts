import type { ErrorEntry } from "../entry.ts";

export const REVIEW_CODES = {
  SECRET_IN_REVIEW: {
    title: "a review would show a secret value",
    consequence: "nothing was written: a review is stored, sent and printed, and what it shows is no secret any more",
    fix: "put the value into a secret slot and name it there, or keep it out of names, comments and descriptions",
    source: "design: no secret value in config, synth, plan, state, logs, reports or argv",
  },
  DRIFT_FOUND: {
    title: "something was changed outside a run",
    consequence: "the next plan would take it back or trip over it, and nobody has reviewed it",
    fix: "plan the target and review what comes back, or carry the change into the config",
    source: "design: drift",
  },
} as const satisfies Record<string, ErrorEntry>;
