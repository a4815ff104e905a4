import type { ErrorEntry } from "../entry.ts";

const RESTORE_SOURCE = "AWS Secrets Manager API reference, DeleteSecret, RestoreSecret, DescribeSecret (checked 2026-11-25)";

export const RESTORE_CODES = {
  SECRET_NOT_RESTORABLE: {
    title: "a rollback would need a secret that is deleted for good",
    consequence: "nothing was planned: a new secret under the old name would hold no value, and whoever knows it by its ARN would miss it",
    fix: "declare the slot in the config, plan it as a new one, then give it a value",
    source: RESTORE_SOURCE,
  },
  SECRET_NAME_TAKEN: {
    title: "a plan makes a secret whose name is taken",
    consequence: "nothing was planned: the apply would stop half-way, since a deleted secret keeps its name until its recovery window ends",
    fix: "run slipway rollback with --to and a run that had the secret: its first run restores it, its second takes it up; then plan again. Or give the slot another name",
    source: "AWS Secrets Manager API reference, CreateSecret, InvalidRequestException and ResourceExistsException (checked 2026-11-25)",
  },
  SECRET_STATUS_UNKNOWN: {
    title: "nobody could tell how a secret fares",
    consequence: "nothing was planned or put: terraform can neither create nor import a secret whose deletion is scheduled",
    fix: "let the role do secretsmanager:DescribeSecret and secretsmanager:ListSecretVersionIds, and run the command again",
    source: RESTORE_SOURCE,
  },
  SECRET_MOVED: {
    title: "a secret that was to be restored is not the one that was approved",
    consequence: "nothing was restored",
    fix: "plan the rollback again",
    source: RESTORE_SOURCE,
  },
  SECRET_RESTORE_FAILED: {
    title: "a secret could not be restored",
    consequence: "the ledger says which were; a rollback that is planned again restores the rest",
    fix: "mend the cause, such as a role without secretsmanager:RestoreSecret, and run slipway rollback again",
    source: RESTORE_SOURCE,
  },
} as const satisfies Record<string, ErrorEntry>;
