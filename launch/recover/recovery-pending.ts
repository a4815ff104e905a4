import { entriesOf } from "../ledger/history.ts";
import type { LedgerEntry, RecordedRecovery } from "../ledger/ledger.ts";
import { refusal } from "../refusal.ts";

type Recovered = Extract<LedgerEntry, { kind: "recovered" }>;

/**
 * The recovery whose imports a stack still waits for. Until they are applied, any other plan would make the missing things again or
 * leave them behind.
 */
export function pendingRecovery(entries: readonly LedgerEntry[], stack: string): Recovered | undefined {
  const recovered = entriesOf(entries, "recovered").findLast((entry) => stackOf(entry.recovery, stack) !== undefined);
  if (recovered === undefined || stackOf(recovered.recovery, stack)?.imports.length === 0) return undefined;
  const isDone = entries.some(
    (entry) =>
      entry.seq > recovered.seq &&
      (entry.kind === "applied" || entry.kind === "partially-applied") &&
      entry.stacks.some((each) => each.stack === stack && (each.outcome === "applied" || each.outcome === "unchanged")),
  );
  return isDone ? undefined : recovered;
}

function stackOf(recovery: RecordedRecovery | undefined, stack: string): RecordedRecovery["stacks"][number] | undefined {
  return recovery?.stacks.find((each) => each.stack === stack);
}

/**
 * @param runId the run at hand, when it may be the recovery itself
 * @throws SlipwayError kind "refused", code RECOVERY_PENDING
 */
export function refusePendingRecovery(entries: readonly LedgerEntry[], stacks: readonly string[], runId: string | undefined): void {
  for (const stack of stacks) {
    const pending = pendingRecovery(entries, stack);
    if (pending === undefined || pending.recovery?.run === runId) continue;
    const missing = stackOf(pending.recovery, stack)?.imports.map(({ address }) => address) ?? [];
    throw refusal(
      "RECOVERY_PENDING",
      stack,
      "a state that knows everything that exists",
      `one that misses ${missing.join(", ")}`,
      `approve and apply ${pending.recovery?.run ?? "the recovery"} first, or run slipway recover ${pending.target} again`,
    );
  }
}
