import type { ErrorEntry } from "../entry.ts";

/** Codes of the rules about secrets: who keeps, reads and changes them. */
export const CONFIG_SECRET_CODES = {
  SECRET_UNUSED: {
    title: "a secret slot that no environment uses",
    consequence: "a secret would be kept, paid for and rotated for nothing",
    fix: "remove the slot, or give it to an environment variable",
    source: "readiness deliverable D6",
  },
  SECRET_UNDECLARED: {
    title: "a reader of a secret slot that nobody declared",
    consequence: "the application would start without its secret, or take it from where nobody looks",
    fix: "declare the slot under secrets",
    source: "readiness deliverable D6; readiness edge case E13",
  },
  SECRET_IN_CONFIG: {
    title: "a value that looks like a secret",
    consequence: "it would lie in the repository, the plan, the state and the logs, readable for everybody who sees one of them",
    fix: "take it out, rotate it, and put the new one into the secret slot in Secrets Manager; an environment variable keeps its name and refers to the slot",
    source: "readiness row T1; OWASP ASVS 5.0, 13.3.1",
  },
  SECRET_ROTATION_MISSING: {
    title: "a secret that nobody is to rotate",
    consequence: "a leaked copy keeps working",
    fix: "say under rotation who puts a new value and how often, or why nobody can",
    source: "readiness row R4",
  },
  SECRET_ROTATION_SLOW: {
    title: "a secret that may grow older than 90 days",
    consequence: "a leaked copy keeps working",
    fix: "set rotation.everyDays to 90 or less; where its provider cannot change it at all, write by: nobody and the reason",
    source: "readiness row R4",
  },
  SECRET_ROTATION_IMPOSSIBLE: {
    title: "a rotation that cannot happen",
    consequence: "Secrets Manager refuses the function, or the function puts a value that opens nothing",
    fix: "name a function in the region of the secret; rotate by hand what Cloudflare makes",
    source: "AWS Secrets Manager user guide, rotation by Lambda function (checked 2026-11-26)",
  },
  SECRET_ROTATION_UNSEEN: {
    title: "a rotation that running readers do not notice",
    consequence: "a variable is filled once, at start: readers go on with the old value until it stops working",
    fix: "say under onRotation whether they are deployed again, or ask again by themselves",
    source: "AWS ECS developer guide, pass Secrets Manager secrets through environment variables (checked 2026-11-26)",
  },
  SECRET_KEY_UNUSABLE: {
    title: "an encryption key that the secret or its readers cannot use",
    consequence: "the secret cannot be made, or a reader may fetch it and cannot decrypt it",
    fix: "name a key of your own in the region of the secret; readers of other accounts need one, because nobody can share AWS's",
    source: "AWS Secrets Manager user guide, access to secrets from a different account (checked 2026-11-26)",
  },
  SECRET_READERS_MISSING: {
    title: "a slot for its readers alone that has none",
    consequence: "nobody can read it, the application included",
    fix: "name under secretReaders the role that the application runs as, or leave onlyReaders out",
    source: "AWS Secrets Manager user guide, resource-based policies (checked 2026-11-26)",
  },
} as const satisfies Record<string, ErrorEntry>;
