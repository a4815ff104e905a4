import type { LedgerEntry } from "../launch/ledger/ledger.ts";

/** One ledger entry as a line: when, what happened, to which target, in which run, by whom. */
export function entryLine(entry: LedgerEntry): string {
  return `${entry.at}  ${entry.kind.padEnd(18)} ${entry.target.padEnd(24)} ${entry.run}  ${actorOf(entry)}`.trimEnd();
}

function actorOf(entry: LedgerEntry): string {
  switch (entry.kind) {
    case "planned":
      return entry.planner;
    case "approved":
      return entry.approver;
    case "pre-approved":
      return `${entry.signers.join(", ")} with ${entry.under}`;
    case "break-glass":
      return `${entry.signer}: ${entry.reason}`;
    case "signed-off":
      return entry.reviewer;
    case "applied":
      return entry.quarantined === null ? "" : `quarantined ${entry.quarantined.run}`;
    case "restored":
      return entry.secrets.join(", ");
    case "apply-started":
      return entry.operator;
    case "foreign-change":
      return `${entry.stack} written outside, seen by ${entry.seenBy}`;
    case "moved":
      return `${entry.by}: to ${entry.to}`;
    case "secret-put":
    case "secret-rotated":
      return `${entry.slot} by ${entry.by}`;
    case "secret-exposed":
      return `${entry.slot} by ${entry.by}: ${entry.reason}`;
    case "recovered":
    case "unlocked":
    case "discarded":
      return `${entry.by}: ${entry.reason}`;
    default:
      return "";
  }
}
