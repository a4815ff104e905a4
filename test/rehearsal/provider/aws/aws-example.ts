import type { Plain } from "../../../../rehearsal/value.ts";

type Attributes = Readonly<Record<string, unknown>>;

/** One resource `<type>.it` of an AWS type, and what a real terraform is to make of changes of it. */
export interface AwsExample {
  readonly base: Attributes;
  /** Changed where the real provider changes in place; not there where it never does. */
  readonly updated?: Attributes;
  /** Changed where the real provider replaces by itself; not there where only what it hangs on does that. */
  readonly replaced?: Attributes;
  /** Left out of `base`, which is an update. */
  readonly without?: string;
  /** Changed behind terraform's back; the next plan takes it back in place. */
  readonly drift?: Readonly<Record<string, Plain>>;
  /** What `terraform import` takes: attributes of the object in braces. */
  readonly importId?: string;
  /** The vendor does not answer all of it, so that the first apply after an import writes it again. */
  readonly writtenAgain?: true;
}
