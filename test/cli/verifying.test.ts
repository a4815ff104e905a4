import { verdictError } from "../../cli/verifying.ts";
import type { Finding, Outcome } from "../../verify/finding.ts";

function finding(id: string, outcome: Outcome): Finding {
  return { id, subject: "api.opsdesk.example", outcome, expected: "x", got: "y", source: "s", businessRisk: "r" };
}

describe("the verdict of a verification", () => {
  it.each<{ outcomes: readonly Outcome[]; code: string | undefined; kind: string | undefined; why: string }>([
    { outcomes: ["pass", "not-applicable"], code: undefined, kind: undefined, why: "passes when nothing failed" },
    { outcomes: ["pass", "fail"], code: "VERIFICATION_FAILED", kind: "unverified", why: "is false when one probe failed" },
    { outcomes: ["pass", "unknown"], code: "VERIFICATION_UNDECIDED", kind: "undecided", why: "is open when one probe got no answer" },
    { outcomes: ["unknown", "fail"], code: "VERIFICATION_FAILED", kind: "unverified", why: "is false rather than open when both happened" },
  ])("$why", ({ outcomes, code, kind }) => {
    const error = verdictError(
      "chatbot/production",
      outcomes.map((outcome, index) => finding(`check.${index}`, outcome)),
    );
    expect([error?.parts.code, error?.parts.kind]).toEqual([code, kind]);
  });

  it("names what failed and the way back", () => {
    expect(verdictError("chatbot/production", [finding("health.endpoint", "fail"), finding("tls.floor", "pass")])?.message).toBe(
      "chatbot/production: expected every probe to pass, got 1 of 2 failed: health.endpoint; run slipway rollback chatbot/production, or mend and plan again [VERIFICATION_FAILED]",
    );
  });
});
