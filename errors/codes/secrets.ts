import type { ErrorEntry } from "../entry.ts";

const PUT_SOURCE = "AWS Secrets Manager API reference, PutSecretValue (checked 2026-11-26)";

/** Codes of the commands and gates that look after secrets once they exist. */
export const SECRET_CODES = {
  SECRET_FROM_TERMINAL: {
    title: "a secret that was about to be typed",
    consequence: "nothing was read: a terminal shows what is typed, and a command line stays in the shell's history",
    fix: "pipe the value from where it is kept, or from a file that only you can read",
    source: "design section 4, rule 7",
  },
  SECRET_VALUE_SIZE: {
    title: "no value, or one that is too long",
    consequence: "nothing was stored",
    fix: "check what is piped in: Secrets Manager takes 1 to 65,536 bytes",
    source: PUT_SOURCE,
  },
  SECRET_VALUE_FORM: {
    title: "a value that is no text",
    consequence: "nothing was stored: an environment variable could not hold it, and the application would not get what was meant",
    fix: "encode binary values, for example with base64; save text as UTF-8 without a byte order mark",
    source: PUT_SOURCE,
  },
  SECRET_LINE_END: {
    title: "a value that ends with a line end, and nobody said whether it belongs to it",
    consequence: "nothing was stored: a key with a line end is refused by the API it is for, and a PEM file without one by some readers",
    fix: "add --trim-line-end or --keep-line-end",
    source: "design section 4, rule 7: nothing is trimmed silently",
  },
  SECRET_EMPTY: {
    title: "a slot without a value",
    consequence: "nothing was planned or changed: what reads it would not start, or start without its secret",
    fix: "put the value with slipway secret put, which the message spells out, and plan again",
    source: "design section 4, rule 8",
  },
  SECRET_EXPOSED: {
    title: "a secret whose value is known to strangers",
    consequence: "nothing was planned: what has been seen once counts as compromised until another value is in its place",
    fix: "revoke the value where it opens something, put another one with slipway secret rotate, start its readers again, and plan again",
    source: "readiness edge case E3",
  },
  SECRET_OVERDUE: {
    title: "a secret whose value is older than its config allows",
    consequence: "a leaked copy keeps working; with whenOverdue: refuse, nothing was planned",
    fix: "put a new value with slipway secret rotate",
    source: "readiness row R4",
  },
  SECRET_NOT_LABELLED: {
    title: "an exposure that only the run store knows of",
    consequence: "plans are refused, because the record says so; the secret itself does not",
    fix: "give the credentials secretsmanager:UpdateSecretVersionStage and run slipway secret expose again",
    source: "AWS Secrets Manager API reference, UpdateSecretVersionStage (checked 2026-11-26)",
  },
  SECRET_ROTATION_PENDING: {
    title: "a rotation function that has not put a new value",
    consequence: "the old value stays the current one until the function is done",
    fix: "read the function's log, mend it, and run slipway secret rotate again; --by-hand puts a value without it",
    source: "AWS Secrets Manager API reference, RotateSecret (checked 2026-11-26)",
  },
} as const satisfies Record<string, ErrorEntry>;
