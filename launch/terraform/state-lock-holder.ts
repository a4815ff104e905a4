/** A state's lock, as terraform tells of it; what it does not know is missing. */
export interface StateLock {
  readonly id?: string | undefined;
  /** `OperationTypeApply`, `OperationTypePlan`. */
  readonly operation?: string | undefined;
  /** `<user>@<host>`. */
  readonly who?: string | undefined;
  /** By the holder's clock. */
  readonly created?: string | undefined;
}

/**
 * The lock that stood in terraform's way, out of its complaint; undefined when it complains of something else.
 * Source: Terraform internal/states/statemgr/locker.go, LockInfo.String.
 */
export function stateLockIn(complaint: string): StateLock | undefined {
  if (!/Error acquiring the state lock/.test(complaint)) return undefined;
  const [id, operation, who, created] = ["ID", "Operation", "Who", "Created"].map((field) =>
    new RegExp(`^\\W*${field}:\\s+(\\S.*)$`, "m").exec(complaint)?.[1]?.trim(),
  );
  return { id, operation, who, created };
}

export function tellStateLock({ id, operation, who, created }: StateLock): string {
  return `held by ${who ?? "somebody unknown"}${operation === undefined ? "" : ` for ${operation}`}, since ${created ?? "an unknown time"}, lock ${id ?? "without an id"}`;
}

/** Go prints a time as `2026-11-22 12:00:00.282019093 +0000 UTC`, always in UTC here. */
export function createdAt({ created }: StateLock): Date | undefined {
  const [, day, time] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,3})?)\d* \+0000 UTC$/.exec(created ?? "") ?? [];
  return day === undefined || time === undefined ? undefined : new Date(`${day}T${time}Z`);
}
