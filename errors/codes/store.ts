import type { ErrorEntry } from "../entry.ts";

/** The run store: its lock, its ledger, and a bucket that does not answer as it must. */
export const STORE_CODES = {
  STORE_KEY_INVALID: {
    title: "a file name points outside the run store",
    consequence: "a file of somebody else could be read or written",
    fix: "report it: names are checked before they become paths",
    source: "design: names become paths, so each is checked",
  },
  LAUNCH_LOCKED: {
    title: "somebody else plans or applies in this store",
    consequence: "a run would be planned against records that change under it",
    fix: "wait for it to end",
    source: "design: lock",
  },
  LEDGER_BROKEN: {
    title: "a ledger line does not fit the one before",
    consequence: "who approved what cannot be trusted any more",
    fix: "restore ledger.jsonl, ledger.head.json and state/ledger.head.json from a backup of the run store",
    source: "design: the ledger is hash-chained",
  },
  LEDGER_SHRUNK: {
    title: "the ledger is shorter than it was",
    consequence: "a run could be hidden or applied again",
    fix: "restore ledger.jsonl, ledger.head.json and state/ledger.head.json from a backup of the run store",
    source: "design: the ledger is append-only",
  },
  LAUNCH_LOCK_LOST: {
    title: "somebody took the launch lock away while this command worked",
    consequence: "two runs could change the same thing; this one starts nothing more and writes nothing more",
    fix: "see slipway status; whoever took the lock runs slipway recover for the target",
    source: "design: launch lock with a fencing number",
  },
  STORE_BUSY: {
    title: "a record of the run store is being written by others the whole time",
    consequence: "nothing was written",
    fix: "run the command again; a folder's *.lock.json of a process that is gone may be removed",
    source: "design: fail closed",
  },
} as const satisfies Record<string, ErrorEntry>;
