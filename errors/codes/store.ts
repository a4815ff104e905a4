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
  STORE_UNKNOWN: {
    title: "nothing says where the run store is",
    consequence: "there is no record to go by",
    fix: "mend config/account.ts; a project that has planned once also finds its store by .slipway/store.json",
    source: "design: a broken config must never stand in the way of a rollback",
  },
  STORE_MOVED: {
    title: "the account config names another run store than this project used last",
    consequence: "an empty store knows no approvers and no quarantine: the next run would trust whoever the config names",
    fix: "bring the records there first; see the runbook, Moving the run store",
    source: "design: the ledger is the trust root",
  },
  STORE_NOT_EMPTY: {
    title: "records were to be moved to a place that holds others",
    consequence: "nothing more is written there, and nobody believes what was: the folder counts as before",
    fix: "find out whose they are; name another bucket or keyPrefix in config/account.ts",
    source: "design: one store, one truth",
  },
  STORE_MOVING: {
    title: "the records are on their way to a bucket",
    consequence: "nothing else starts: what it would write might be left behind",
    fix: "run slipway bootstrap again on this machine; it goes on where it was",
    source: "design: one store, one truth",
  },
  BOOTSTRAP_NOT_NEEDED: {
    title: "an account that keeps its states in a folder",
    consequence: "nothing happens: there is no bucket to bring them to",
    fix: 'name a bucket in config/account.ts: state: { kind: "s3", bucket, region }',
    source: "docs/runbook.md, From a folder to a bucket",
  },
  BOOTSTRAP_WAITING: {
    title: "the run that makes the bucket is not applied yet",
    consequence: "nothing is moved; records and states are in the folder of this machine",
    fix: "approve and apply the run, then run slipway bootstrap again",
    source: "docs/runbook.md, From nothing",
  },
  BOOTSTRAP_BUCKET_FOREIGN: {
    title: "the state bucket exists, and the account's own run did not make it",
    consequence: "nothing is written there: it may be anybody's, and what it holds too",
    fix: "name another bucket; or write managed: false when you trust whoever looks after it",
    source: "S3 API, HeadBucket and x-amz-expected-bucket-owner (checked 2026-11-26)",
  },
  BOOTSTRAP_BUCKET_UNSAFE: {
    title: "a bucket that forgets what is overwritten",
    consequence: "nothing is moved: a state or a ledger that is torn could not be brought back",
    fix: "switch its versioning on",
    source: "readiness row N11; S3 API, GetBucketVersioning (checked 2026-11-26)",
  },
  STATE_ELSEWHERE: {
    title: "a run was planned for a state that has moved since",
    consequence: "nothing ran: what was left behind at the old place looks like a state, and its plan would make or change things twice",
    fix: "plan again; a rollback and a recovery find the new place by themselves",
    source: "design: the run store lies beside the states",
  },
  STORE_UNREACHABLE: {
    title: "the bucket of the run store gives no answer",
    consequence: "nothing is known of what is on record, so nothing goes on; silence is never taken for an empty store",
    fix: "restore the way to S3 and run the command again",
    source: "design: fail closed; S3 API, Error responses (checked 2026-11-25)",
  },
  STORE_ACCESS_DENIED: {
    title: "the credentials may not use the bucket of the run store",
    consequence: "no record can be read or written",
    fix: "renew the credentials, or let them get, put, delete and list objects below the store's prefix; the bucket must belong to the account in config/account.ts",
    source: "S3 API, Error responses and x-amz-expected-bucket-owner (checked 2026-11-25)",
  },
  STORE_BUCKET_MISSING: {
    title: "the bucket of the run store does not exist in that region",
    consequence: "there is no record to go by",
    fix: "create the bucket, or mend state.bucket and state.region in config/account.ts",
    source: "S3 API, Error responses: NoSuchBucket, PermanentRedirect (checked 2026-11-25)",
  },
  STORE_OBJECT_FOREIGN: {
    title: "an object of the run store is torn, or nothing of slipway's wrote it",
    consequence: "a record could say what nobody decided",
    fix: "find out who wrote it, and restore the version before it",
    source: "design: every object carries its hash",
  },
  STORE_NOT_ENCRYPTED: {
    title: "the bucket of the run store keeps objects in clear",
    consequence: "records name people, resources and hosts, and lie in clear on somebody's disk",
    fix: "give the bucket a default encryption",
    source: "S3 User Guide: every bucket of AWS encrypts with SSE-S3 or better since January 2023 (checked 2026-11-25)",
  },
} as const satisfies Record<string, ErrorEntry>;
