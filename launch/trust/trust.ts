import { lastApplied } from "../ledger/history.ts";
import type { LedgerEntry } from "../ledger/ledger.ts";
import type { TrustedKey } from "./ssh-signature.ts";

/** Who may approve, and how many of them it takes. */
export interface Trust {
  /** The run that brought it, or `genesis`: the config's own word, which a first run has to take. */
  readonly from: string;
  readonly list: readonly TrustedKey[];
  readonly quorum: number;
  /** Planner and authors have to be proven by listed keys, too. */
  readonly knownKeysOnly?: boolean | undefined;
}

export const GENESIS = "genesis";
const ACCOUNT = "account";

/**
 * Whose approval counts for a target: as last applied there, else, for a target's first run, as last applied to the account.
 * @returns undefined at genesis: the ledger vouches for nobody yet
 */
export function trustOf(entries: readonly LedgerEntry[], target: string): Trust | undefined {
  const source = lastApplied(entries, target) ?? lastApplied(entries, ACCOUNT);
  if (source === undefined) return undefined;
  const quorum = Math.max(source.quorum, ...quorumsInZone(entries, target));
  return { from: source.run, list: source.approvers, quorum, ...(source.knownKeysOnly === true ? { knownKeysOnly: true } : {}) };
}

/** A zone's run touches every environment in it, so it needs as many people as the strictest of them. */
function quorumsInZone(entries: readonly LedgerEntry[], target: string): readonly number[] {
  if (!target.startsWith("zone/")) return [];
  const stacks = new Set(lastApplied(entries, target)?.stacks.map(({ stack }) => stack));
  const targets = new Set(entries.map((entry) => entry.target));
  return [...targets].flatMap((other) => {
    const applied = lastApplied(entries, other);
    return applied?.stacks.some(({ stack }) => stacks.has(stack)) ? [applied.quorum] : [];
  });
}
