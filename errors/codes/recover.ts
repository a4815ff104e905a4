import type { ErrorEntry } from "../entry.ts";

export const RECOVER_CODES = {
  NOTHING_TO_RECOVER: {
    title: "no run of the target was interrupted",
    consequence: "nothing happens",
    fix: "see slipway status for the target that was",
    source: "design: recover",
  },
  RECOVERY_UNDECIDED: {
    title: "something may exist that nobody can identify",
    consequence: "a new plan could make it a second time, so the target stays blocked",
    fix: "look for it at the vendor; give --import <address>=<id> when it exists, --acknowledge-unknown <address> when it does not",
    source: "design: fail closed; Terraform may be killed between a vendor's success and its own record of it",
  },
  RECOVERY_PENDING: {
    title: "a recovery of the stack is not applied yet",
    consequence: "any other plan would make the missing things again or leave them behind",
    fix: "approve and apply the recovery run, or run slipway recover again",
    source: "design: recover proposes imports, never creates",
  },
  PROCESS_STILL_RUNNING: {
    title: "terraform or a provider of the interrupted run still lives",
    consequence: "what exists may change while somebody looks",
    fix: "wait for it to end; say --holder-gone when its machine no longer runs",
    source: "Terraform leaves provider processes behind when it is killed; design: wait before looking",
  },
  STOPPED_BY_OPERATOR: {
    title: "Ctrl-C came before anything was touched",
    consequence: "nothing was applied",
    fix: "run the command again",
    source: "design: the first Ctrl-C lets the running step end and starts no other",
  },
  NOTHING_TO_UNLOCK: {
    title: "nobody holds the launch lock",
    consequence: "nothing happens",
    fix: "run the command that you wanted to run",
    source: "design: lock",
  },
  LOCK_HOLDER_ALIVE: {
    title: "whoever holds the launch lock may still be at work",
    consequence: "two runs would share one working folder",
    fix: "wait for it to end; say --holder-gone when its machine no longer runs",
    source: "design: lock",
  },
  NO_ROOM: {
    title: "the disk has no room for the records of an apply",
    consequence: "nothing was started: what cannot be written down is not done",
    fix: "make room where the run store lies, then apply again",
    source: "Terraform applies on with a full disk under its JSON stream and exits 0 (measured with 1.11.4); design: write ahead",
  },
  RECORD_NOT_KEPT: {
    title: "an apply ended, and the ledger did not take the line that says how",
    consequence: "the world has changed, and the target is blocked until the line is in the ledger",
    fix: "mend the run store; the next plan, apply or recover brings the kept line home, and where none was kept recover looks at the world",
    source: "design: the ledger says what happened, whatever happens",
  },
  ADOPT_IN_THE_WAY: {
    title: "an existing record contradicts a declared one, and nothing that is declared takes it over",
    consequence: "the vendor would refuse the new record, or part of the visitors or mail would still go to the old place",
    fix: "delete that record where it is managed, or declare it in the config",
    source: "RFC 1034 section 3.6.2; RFC 7208 section 4.5",
  },
  ADOPT_AMBIGUOUS: {
    title: "more than one existing thing could be the declared one",
    consequence: "the wrong one would be taken over and changed",
    fix: "delete what is not in use, or change the key in the config",
    source: "design: adopt reads what already exists",
  },
  ADOPT_BASELINE_UNFAITHFUL: {
    title: "an existing thing has values that could not be written back",
    consequence: "the way back from the first run would leave it other than it was",
    fix: "set the named attributes to what the provider can write, or leave the resource out of the config",
    source: "design: rollback of the first run restores the baseline",
  },
} as const satisfies Record<string, ErrorEntry>;
