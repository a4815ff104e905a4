import type { ErrorEntry } from "../entry.ts";

export const PLAN_FILE_CODES = {
  CONFIG_NOT_REVIEWABLE: {
    title: "a stack's configuration does something that no plan shows",
    consequence: "nothing was planned: programs, fetched values and values given at apply would run unreviewed under an approval",
    fix: "take the value from the config, and leave provisioners, modules, ephemeral and write-only values out of the stack",
    source:
      "Terraform 1.11: ephemeral and write-only values are in no plan file; provisioners run from the plan's configuration, not from its changes",
  },
  WORK_FOLDER_FOREIGN: {
    title: "a stack's working folder holds a file that slipway did not write",
    consequence: "nothing was planned or applied: terraform reads every *.tf, *.tf.json and *.tfvars beside the configuration",
    fix: "find out who put the file there, and remove it",
    source: "Terraform documentation, files and configuration structure (checked 2026-11-25)",
  },
  PLAN_FILE_UNREADABLE: {
    title: "a saved plan does not open",
    consequence: "nothing was applied: the encrypted file was changed, cut short, or belongs to another run or stack",
    fix: "plan again, and find out who changed the file",
    source: "NIST SP 800-38D: AES-GCM authenticates ciphertext, run and stack",
  },
  PLAN_KEY_MISSING: {
    title: "the key of a saved plan is not here",
    consequence: "the plan cannot be saved or read; nothing was applied",
    fix: "apply where the run was planned, or plan it again here; with state in S3, name a key of AWS KMS in config/account.ts, state.kmsKey, and everybody who may use it can apply",
    source: "design: plan files are encrypted at rest, and the key lies outside the run store",
  },
  PLAN_KEY_UNSAFE: {
    title: "the key of saved plans can be read by others, or is no key",
    consequence: "nothing was planned or applied: whoever has read the key could read every plan file, and with it the whole state",
    fix: "if nobody but you could read it, set its mode to 0600; else remove it and plan again",
    source: "design: plan files are encrypted at rest, and the key lies outside the run store",
  },
  PLAN_FILE_CHANGED: {
    title: "a saved plan is not the one that was reviewed",
    consequence: "something that nobody approved would be applied",
    fix: "plan again, and find out who changed the file",
    source: "Terraform does not protect the integrity of plan files; design: hashes are re-checked before exec",
  },
} as const satisfies Record<string, ErrorEntry>;
