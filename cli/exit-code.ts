import type { ErrorKind } from "../errors/slipway-error.ts";

/** What a script sees. Zero means done, or ready. */
export const EXIT_CODES = { bug: 1, config: 2, refused: 3, provider: 4, unverified: 5, undecided: 6 } as const satisfies Record<
  ErrorKind,
  number
>;

/** Of several errors the one that a person has to see to first decides: a bug before a config mistake, that before the rest. */
export function exitCodeOf(kinds: readonly ErrorKind[]): number {
  return kinds.length === 0 ? 0 : Math.min(...kinds.map((kind) => EXIT_CODES[kind]));
}
