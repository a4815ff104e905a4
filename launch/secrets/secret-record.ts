import { entriesOf } from "../ledger/history.ts";
import { appendLedger, type LedgerEntry, type LedgerFact, verifyLedger } from "../ledger/ledger.ts";
import type { RunStore } from "../store/store.ts";

/** What happens to secrets happens outside runs. */
const NO_RUN = "none";

type SecretFact = Extract<LedgerFact, { kind: "secret-put" | "secret-rotated" | "secret-exposed" }>;

/** Writes down what became of a secret, by name and version. */
export async function recordSecret(store: RunStore, target: string, fact: SecretFact, now: Date): Promise<void> {
  await appendLedger(store, { ...fact, target, run: NO_RUN, at: now });
}

/** A value that strangers have seen, or may have. */
export interface Exposure {
  readonly slot: string;
  readonly version: string;
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly by: string;
  readonly reason: string;
  /** When the record says that another value took its place; null: it does not say so. */
  readonly rotatedAt: string | null;
}

export async function exposuresOf(store: RunStore): Promise<readonly Exposure[]> {
  return exposuresIn((await verifyLedger(store)).entries);
}

export function exposuresIn(entries: readonly LedgerEntry[]): readonly Exposure[] {
  const rotations = entriesOf(entries, "secret-rotated");
  return entriesOf(entries, "secret-exposed").map(({ slot, version, at, by, reason }) => {
    const rotation = rotations.find((each) => each.slot === slot && each.replaces === version);
    return { slot, version, at, by, reason, rotatedAt: rotation?.at ?? null };
  });
}
