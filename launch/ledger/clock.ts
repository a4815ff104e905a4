import type { LedgerEntry } from "./ledger.ts";

/** Clocks of two honest machines differ by less. */
export const CLOCK_SKEW_MILLISECONDS = 5 * 60_000;

/**
 * Where time ran backwards between an entry's predecessor and now. A clock that was set back makes an expired approval look fresh, so the
 * order of the chain and the wall clock have to agree.
 * @returns undefined when they do
 */
export function clockFlaw(entries: readonly LedgerEntry[], fromSeq: number, now: Date): string | undefined {
  // an entry's number is its place in the chain, counted from 1
  const since = entries.slice(Math.max(0, fromSeq - 2));
  const times = [...since.map(({ seq, at }) => ({ what: `ledger entry ${seq}`, at })), { what: "now", at: now.toISOString() }];
  for (const [index, { what, at }] of times.entries()) {
    const before = times[index - 1];
    if (before !== undefined && Date.parse(before.at) - Date.parse(at) > CLOCK_SKEW_MILLISECONDS) {
      return `a clock set back: ${what} at ${at} after ${before.what} at ${before.at}`;
    }
  }
  return undefined;
}
