/** One row of the error catalogue: the whole story behind a code, for `slipway explain` and docs/errors.md. */
export interface ErrorEntry {
  /** One line, lower case, no full stop. */
  readonly title: string;
  /** What would happen live, or what has happened. */
  readonly consequence: string;
  /** How to mend it. */
  readonly fix: string;
  /** Where the rule comes from: an RFC section, a vendor page with the date it was checked, or a promise of the design. */
  readonly source: string;
}
