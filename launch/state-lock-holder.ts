/**
 * Who holds a state's lock, out of terraform's complaint; undefined when it complains of something else.
 * Source: Terraform internal/states/statemgr/locker.go, LockInfo.String.
 */
export function stateLockHolder(complaint: string): string | undefined {
  if (!/Error acquiring the state lock/.test(complaint)) return undefined;
  const [who, operation, created, id] = ["Who", "Operation", "Created", "ID"].map((field) =>
    new RegExp(`^\\W*${field}:\\s+(\\S.*)$`, "m").exec(complaint)?.[1]?.trim(),
  );
  return `held by ${who ?? "somebody unknown"}${operation === undefined ? "" : ` for ${operation}`}, since ${created ?? "an unknown time"}, lock ${id ?? "without an id"}`;
}
