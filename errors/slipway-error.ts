import type { ErrorCode } from "./catalogue.ts";

/** What went wrong, sorted by who has to act. The command line maps each kind to one exit code. */
export type ErrorKind = "bug" | "config" | "refused" | "provider" | "unverified" | "undecided";

export interface SlipwayErrorParts {
  readonly kind: ErrorKind;
  /** Stable public name from the catalogue. */
  readonly code: ErrorCode;
  /** Where the reader has to look: a config path ("chatbot: environments.production.hosts.api"), a plan address or a file. */
  readonly where: string;
  /** What was needed, in the reader's words; finishes the sentence "expected ...". */
  readonly expected: string;
  /** What was found. Never a secret value. */
  readonly got: string;
  /** One thing to do next; finishes the sentence "fix: ...". */
  readonly fix: string;
}

/** The only error class in the project. Anything else that escapes is a bug. */
export class SlipwayError extends Error {
  readonly parts: SlipwayErrorParts;

  constructor(parts: SlipwayErrorParts, options?: ErrorOptions) {
    super(`${parts.where}: expected ${parts.expected}, got ${parts.got}; ${parts.fix} [${parts.code}]`, options);
    this.name = "SlipwayError";
    this.parts = parts;
  }
}

/** Several mistakes found in one go, so that nobody fixes them one run at a time. */
export class SlipwayErrors extends Error {
  readonly errors: readonly SlipwayError[];

  constructor(errors: readonly SlipwayError[]) {
    super(errors.map((error) => error.message).join("\n"));
    this.name = "SlipwayErrors";
    this.errors = errors;
  }
}
