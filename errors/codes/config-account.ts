import type { ErrorEntry } from "../entry.ts";

/** Codes of the rules about the account, what it spends and what tools may do in it. */
export const CONFIG_ACCOUNT_CODES = {
  BUCKET_NAME_UNUSABLE: {
    title: "a bucket name that S3 does not give away, or that TLS does not cover",
    consequence: "the bucket is refused at apply, or its certificate fits no host name with dots in front",
    fix: "use lower-case letters, digits and hyphens",
    source: "Amazon S3 User Guide, general purpose bucket naming rules (checked 2026-11-26)",
  },
  BUCKET_NAME_COMMON: {
    title: "a bucket name that somebody else is likely to have",
    consequence: "apply fails when the name is taken; a name that is free again later could be taken by a stranger",
    fix: "put the account's name or number into it",
    source: "Amazon S3 User Guide, general purpose buckets overview (checked 2026-11-26)",
  },
  BUCKET_SHARED: {
    title: "the audit trail in the bucket of the states",
    consequence: "who launches could remove the record of it",
    fix: "name a bucket of its own",
    source: "AWS CloudTrail User Guide, security best practices (checked 2026-11-26)",
  },
  STATE_REGION_OTHER: {
    title: "a state bucket outside the account's region that the account stack shall make",
    consequence: "it would be made in the account's region and looked for in the other one",
    fix: "write the same region twice, or managed: false",
    source: "docs/config.md",
  },
  PLAN_KEY_FOREIGN: {
    title: "saved plans encrypted with another account's key",
    consequence: "whoever owns that account can read them, and stop every apply",
    fix: "use a key of this account",
    source: "AWS KMS Developer Guide, allowing users in other accounts to use a KMS key (checked 2026-11-26)",
  },
  AUDIT_RETENTION_SHORT: {
    title: "an audit trail that is deleted within a year",
    consequence: "who changed what cannot be answered when a break-in is noticed late",
    fix: "raise audit.retentionDays",
    source: "readiness row R15; CIS AWS Foundations Benchmark 5.0.0",
  },
} as const satisfies Record<string, ErrorEntry>;
