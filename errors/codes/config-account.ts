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
  TOOL_ACTION_WILDCARD: {
    title: "a pattern of actions for a tool",
    consequence: "the role may do what AWS adds to the service later, and what nobody thought of",
    fix: "list every action by its full name",
    source: "readiness row R9; IAM User Guide, apply least-privilege permissions (checked 2026-11-26)",
  },
  TOOL_ACTION_FORBIDDEN: {
    title: "an action that leads to more rights, or out of sight, in the hands of a model",
    consequence: "whoever talks the model into it takes the account over",
    fix: "take it out; let a person or a job of your own do it",
    source: "readiness row R9; OWASP LLM06:2025 excessive agency (checked 2026-11-26)",
  },
  TOOL_ACTION_DANGEROUS: {
    title: "something that cannot be taken back, without a person who confirms it",
    consequence: "a prompt in an uploaded document is enough to make it happen",
    fix: "move it to tools.dangerous and name its approver",
    source: "readiness row R9: human confirmation for dangerous actions",
  },
  TOOL_RESOURCE_OPEN: {
    title: "a tool that may act on anything of a kind",
    consequence: "it reaches data of other products and tenants",
    fix: "write the ARNs of the resources that it is for",
    source: "readiness row R9; IAM User Guide, apply least-privilege permissions (checked 2026-11-26)",
  },
  TOOL_GRANT_HALF: {
    title: "actions without resources, or resources without actions",
    consequence: "the policy would be refused, or grant nothing",
    fix: "write both, or neither",
    source: "IAM User Guide, policy grammar (checked 2026-11-26)",
  },
  TOOL_APPROVER_UNKNOWN: {
    title: "a dangerous action confirmed by somebody who has nothing to do with the launch",
    consequence: "nobody knows whether that person is there and may decide",
    fix: "name one of the launch's people",
    source: "readiness row R9: list of tools and approver",
  },
  TOOL_ROLE_TOO_LARGE: {
    title: "a role that IAM does not take",
    consequence: "apply fails after other resources were made",
    fix: "shorten names, or split the launch",
    source: "IAM and AWS STS quotas (checked 2026-11-26)",
  },
  TOOL_BOUNDARY_FOREIGN: {
    title: "a permissions boundary in another account",
    consequence: "IAM refuses the role",
    fix: "copy the policy into this account",
    source: "IAM User Guide, permissions boundaries (checked 2026-11-26)",
  },
  TOOL_RESOURCE_SHARED: {
    title: "tools of all environments on one resource",
    consequence: "a try in staging changes production's data",
    fix: "write {environment} into the ARN",
    source: "readiness row R2",
  },
  TOOL_RESOURCE_ELSEWHERE: {
    title: "a tool's resource in another account or region",
    consequence: "the grant is worth nothing there, or reaches somebody else's data",
    fix: "correct the ARN",
    source: "IAM User Guide, cross-account resource access (checked 2026-11-26)",
  },
  SPEND_UNGUARDED: {
    title: "a product that asks a model for anybody, without a cap on what that costs",
    consequence: "one script run over a weekend becomes a bill",
    fix: "declare spend.llm and set the cap at the provider",
    source: "readiness row N12",
  },
  SPEND_CAP_UNPROVEN: {
    title: "a cap on models that nobody has seen at the provider",
    consequence: "it is a wish: neither AWS nor Slipway can stop somebody else's meter",
    fix: "set it there, then say who saw it when",
    source: "readiness row N12",
  },
  SPEND_CAP_STALE: {
    title: "a cap on models that nobody has looked at for half a year",
    consequence: "it may have been raised since, for one busy day",
    fix: "look again and write the day",
    source: "readiness row N12",
  },
  SPEND_CAP_AHEAD: {
    title: "a cap that somebody will have seen",
    consequence: "it proves nothing until that day",
    fix: "write the day on which somebody saw it",
    source: "docs/config.md",
  },
  SPEND_OVER_BUDGET: {
    title: "environments that may spend more together than the account",
    consequence: "the account's alarm comes while every launch is well, and people learn to ignore it",
    fix: "raise the account's budget or lower theirs",
    source: "readiness row N12",
  },
} as const satisfies Record<string, ErrorEntry>;
