import { SlipwayError } from "../errors/slipway-error.ts";
import { removePlanFiles } from "./discard.ts";
import { tellHead } from "./foreign-state.ts";
import { entriesOf } from "./ledger/history.ts";
import { appendLedger, type LedgerEntry } from "./ledger/ledger.ts";
import { refusal } from "./refusal.ts";
import type { RunRecord } from "./run.ts";
import type { RunStore } from "./store/store.ts";
import type { StateHead } from "./terraform/terraform.ts";

/** The state moved since the plan, and what the plan would do moved with it. Says who moved it. */
export function stateMoved(
  entries: readonly LedgerEntry[],
  run: string,
  approved: StateHead & { readonly stack: string },
  now: StateHead,
  places: readonly string[],
): SlipwayError {
  const got = `${tellHead(now)}${movedBy(entries, run, approved.stack)}, with a difference in ${places.join(", ")}`;
  return refusal("STATE_MOVED", `${run}: ${approved.stack}`, `${tellHead(approved)}, as when it was planned`, got, "plan again");
}

function movedBy(entries: readonly LedgerEntry[], run: string, stack: string): string {
  const planned = entriesOf(entries, "planned", run)[0]?.seq ?? 0;
  const mover = entries.findLast(
    (entry) =>
      entry.seq > planned && "stacks" in entry && entry.kind !== "apply-started" && entry.stacks.some((each) => each.stack === stack),
  );
  return mover === undefined ? "" : `, moved by ${mover.run} of ${mover.target}`;
}

/** A plan against a state that is gone will never fit again: the ledger says so, and its plan files go. A refusal, never a failed apply. */
export async function discardMoved(store: RunStore, record: RunRecord, by: string, at: Date, error: unknown): Promise<void> {
  if (!(error instanceof SlipwayError) || error.parts.code !== "STATE_MOVED") return;
  const fact = { kind: "discarded", by, reason: `state moved: ${error.parts.got}` } as const;
  await appendLedger(store, { ...fact, run: record.id, target: record.target, at });
  await removePlanFiles(store, record.id);
}
