import type { ErrorEntry } from "../entry.ts";

export const VERIFY_CODES = {
  VERIFY_NO_ANSWER: {
    title: "a probe got no answer, or none that says anything",
    consequence: "the promise is neither proven nor broken, and a run that could not be verified is not done",
    fix: "see that the target can be reached from here (DNS, firewall, proxy), then run slipway verify again",
    source: "design: an unreachable target is unknown, never a pass and never a fail",
  },
} as const satisfies Record<string, ErrorEntry>;
