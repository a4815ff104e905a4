import { entriesOf } from "./ledger/history.ts";
import { appendLedger, type LedgerEntry } from "./ledger/ledger.ts";
import { refusal, short } from "./refusal.ts";
import type { RunStore } from "./store/store.ts";
import type { StateHead } from "./terraform/terraform.ts";

/** A state that is not as the last run left it: somebody applied outside. */
export interface ForeignState {
  readonly stack: string;
  readonly expected: StateHead;
  readonly found: StateHead;
}

const NO_STATE: StateHead = { lineage: "", serial: 0 };

/** States whose lineage or serial no ledger entry explains. After a crash nobody knows what the state ought to be: `recover` looks there. */
export function foreignStates(
  entries: readonly LedgerEntry[],
  stacks: readonly { readonly stack: string; readonly head: StateHead }[],
): readonly ForeignState[] {
  return stacks.flatMap(({ stack, head: { lineage, serial } }) => {
    const expected = explainedHead(entries, stack);
    if (expected === undefined || (expected.lineage === lineage && expected.serial === serial)) return [];
    return [{ stack, expected, found: { lineage, serial } }];
  });
}

/** Puts on record what somebody did outside, once for each state that they left. */
export async function recordForeignChanges(
  store: RunStore,
  entries: readonly LedgerEntry[],
  stacks: Parameters<typeof foreignStates>[1],
  place: { readonly seenBy: string; readonly run: string; readonly target: string; readonly at: Date },
): Promise<void> {
  for (const { stack, expected, found } of foreignStates(entries, stacks)) {
    const last = entriesOf(entries, "foreign-change").findLast((entry) => entry.stack === stack);
    if (last?.found.lineage === found.lineage && last.found.serial === found.serial) continue;
    await appendLedger(store, { kind: "foreign-change", stack, expected: { ...expected }, found: { ...found }, ...place });
  }
}

function explainedHead(entries: readonly LedgerEntry[], stack: string): StateHead | undefined {
  for (const entry of entries.toReversed()) {
    if (!("stacks" in entry)) continue;
    const found = entry.stacks.find((each) => each.stack === stack);
    if (found === undefined) continue;
    if (!("outcome" in found) || found.outcome === "unknown") return undefined;
    return { lineage: found.lineage, serial: found.serial };
  }
  return NO_STATE;
}

export function tellHead({ lineage, serial }: StateHead): string {
  return lineage === "" ? "no state" : `serial ${serial} of ${short(lineage)}`;
}

/** @throws SlipwayError kind "refused", code FOREIGN_STATE */
export function refuseForeignStates(found: readonly ForeignState[]): void {
  const [first] = found;
  if (first === undefined) return;
  throw refusal(
    "FOREIGN_STATE",
    found.map(({ stack }) => stack).join(", "),
    `${tellHead(first.expected)}, as the last run left it`,
    tellHead(first.found),
    'find out who applied outside; then plan with --accept-foreign-state --reason "what it was"',
  );
}
