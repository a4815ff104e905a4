import type { ErrorCode } from "../errors/catalogue.ts";

/** Something to say about a record. The caller knows where it stands. */
export interface MailRemark {
  readonly severity: "error" | "warning";
  readonly code: ErrorCode;
  readonly expected: string;
  readonly got: string;
  readonly fix: string;
}
