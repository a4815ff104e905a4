import type { Plain } from "../../../rehearsal/value.ts";

type Attributes = Readonly<Record<string, unknown>>;

export interface Example {
  readonly address: string;
  readonly base: Attributes;
  /** Changed where the real provider changes in place; not there where it never does. */
  readonly updated?: Attributes;
  /** Changed where the real provider replaces. */
  readonly replaced: Attributes;
  /** Left out of `base`, to see what removing it does. */
  readonly without: string;
  readonly removal: "update" | "noop";
  /** Changed behind terraform's back. */
  readonly drift: Readonly<Record<string, Plain>>;
  /** What takes the drift back, where that is not an update. */
  readonly driftAction?: "replace";
}
