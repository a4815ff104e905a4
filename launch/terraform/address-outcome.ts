import { objectAt, textAt } from "../json.ts";
import { addressOf, type JournalLine } from "../ledger/journal.ts";

export const ADDRESS_OUTCOMES = ["done", "failed", "unknown", "not-started"] as const;

/** How far one address of a stack came that was not applied to the end. */
export interface AddressOutcome {
  readonly address: string;
  readonly outcome: (typeof ADDRESS_OUTCOMES)[number];
}

/**
 * What a journal says of each address that the plan changes, in the journal's order. Begun and never heard of again is unknown: the
 * request may have arrived. A replacement is done once both of its halves are.
 */
export function addressOutcomes(lines: readonly JournalLine[], isCut: boolean): readonly AddressOutcome[] {
  const seen = new Map<string, { planned: string; steps: string[] }>();
  const at = (address: string): { planned: string; steps: string[] } => {
    const known = seen.get(address) ?? { planned: "", steps: [] };
    seen.set(address, known);
    return known;
  };
  for (const line of lines) {
    if (line.type === "planned_change") {
      const change = objectAt(line, "change");
      const address = textAt(objectAt(change, "resource"), "addr");
      if (address !== undefined) at(address).planned = textAt(change, "action") ?? "";
    }
    if (line.type === "apply_start" || line.type === "apply_complete" || line.type === "apply_errored") {
      at(addressOf(line)).steps.push(`${line.type} ${textAt(objectAt(line, "hook"), "action") ?? ""}`);
    }
  }
  return [...seen]
    .filter(([, { planned, steps }]) => steps.length > 0 || WORK.has(planned))
    .map(([address, { planned, steps }]) => ({ address, outcome: outcomeOf(planned, steps, isCut) }));
}

/** A move or an import is the state's business and begins nothing. */
const WORK: ReadonlySet<string> = new Set(["create", "update", "replace", "delete"]);

function outcomeOf(planned: string, steps: readonly string[], isCut: boolean): AddressOutcome["outcome"] {
  const last = steps.at(-1);
  if (last === undefined) return "not-started";
  if (last.startsWith("apply_start")) return "unknown";
  // a create that was cut off may have reached the vendor all the same
  if (last.startsWith("apply_errored")) return isCut && last.endsWith("create") ? "unknown" : "failed";
  const halves = steps.filter((step) => step.startsWith("apply_complete")).length;
  return planned === "replace" && halves < 2 ? "failed" : "done";
}

const NAMED = 5;

/** "2 done; 1 failed: a.b; 3 not started: a.c, ..." for a message. */
export function tellAddresses(outcomes: readonly AddressOutcome[]): string {
  const parts = ADDRESS_OUTCOMES.flatMap((outcome) => {
    const addresses = outcomes.filter((each) => each.outcome === outcome).map(({ address }) => address);
    if (addresses.length === 0) return [];
    const rest = addresses.length > NAMED ? `, and ${addresses.length - NAMED} more` : "";
    return [`${addresses.length} ${outcome.replace("-", " ")}: ${addresses.slice(0, NAMED).join(", ")}${rest}`];
  });
  return parts.join("; ");
}
