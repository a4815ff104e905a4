/** `unknown` is neither: whoever did not answer has proven nothing. */
export type Outcome = "pass" | "fail" | "unknown" | "not-applicable";

/** What one probe has found out about one promise. Holds no secret: headers that may carry one are never quoted. */
export interface Finding {
  /** Stable name of the check, for example `redirect.http-to-https`; docs/checks.md lists them. */
  readonly id: string;
  /** Host, route or record that was asked about. */
  readonly subject: string;
  readonly outcome: Outcome;
  readonly expected: string;
  readonly got: string;
  /** Standard, vendor page or config path that the promise comes from. */
  readonly source: string;
  /** What breaks for the business when the promise does not hold. */
  readonly businessRisk: string;
}
