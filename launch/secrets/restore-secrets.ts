import { SlipwayError } from "../../errors/slipway-error.ts";
import { refusal } from "../refusal.ts";
import type { SecretKeeper, SecretToRestore } from "./secrets.ts";

/**
 * Nothing has happened yet: every secret must still be what was approved.
 * @throws SlipwayError kind "refused", code SECRET_MOVED
 */
export async function refuseMovedSecrets(
  keeper: SecretKeeper | undefined,
  run: string,
  secrets: readonly SecretToRestore[],
): Promise<void> {
  for (const secret of secrets) {
    const status = await keeper?.find(secret);
    if (status !== undefined && status.kind !== "absent" && status.arn === secret.arn) continue;
    const got = status === undefined ? "nobody who could tell" : status.kind === "absent" ? "none" : status.arn;
    throw refusal("SECRET_MOVED", `${run}: ${secret.stack}/${secret.address}`, secret.arn, got, "plan the rollback again");
  }
}

export interface RestoreOutcome {
  readonly restored: readonly SecretToRestore[];
  readonly errors: readonly string[];
}

/** Restores what is not restored yet, so that an interrupted run can be planned again. One that fails does not keep the others. */
export async function restoreSecrets(keeper: SecretKeeper | undefined, secrets: readonly SecretToRestore[]): Promise<RestoreOutcome> {
  const restored: SecretToRestore[] = [];
  const errors: string[] = [];
  for (const secret of secrets) {
    try {
      await keeper?.restore(secret.arn, secret.region);
      const after = await keeper?.find(secret);
      if (after?.kind === "present" && after.arn === secret.arn) restored.push(secret);
      else errors.push(`${secret.stack}/${secret.address}: still ${after?.kind ?? "unknown"} after RestoreSecret`);
    } catch (error) {
      // a service's error has a name of its own; its message may quote the request
      errors.push(`${secret.stack}/${secret.address}: ${error instanceof Error ? error.name : "no answer"} from RestoreSecret`);
    }
  }
  return { restored, errors };
}

export function restoreFailed(run: string, target: string, { restored, errors }: RestoreOutcome): SlipwayError {
  return new SlipwayError({
    kind: "provider",
    code: "SECRET_RESTORE_FAILED",
    where: run,
    expected: "every secret restored",
    got: `${restored.length} restored; ${errors.join("; ")}`,
    fix: `mend the cause and run slipway rollback ${target} again`,
  });
}
