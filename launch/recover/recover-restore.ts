import { isOpen } from "../ledger/history.ts";
import { appendLedger, verifyLedger } from "../ledger/ledger.ts";
import { acquireLaunchLock } from "../ledger/lock.ts";
import { requireTarget } from "../names.ts";
import { readRun } from "../run.ts";
import type { SecretKeeper, SecretStatus, SecretToRestore } from "../secrets/secrets.ts";
import { bringHome } from "../store/spool.ts";
import { type RecoverRequest, subjectOf, takeForeignLock } from "./recover.ts";

export interface RestoreRecovery {
  readonly interruptedRun: string;
  readonly secrets: readonly { readonly arn: string; readonly status: SecretStatus["kind"] | "unknown" }[];
}

type Request = Pick<RecoverRequest, "store" | "target" | "planner" | "clock" | "reason" | "holderGone"> & {
  readonly secrets: SecretKeeper;
};

/**
 * Ends a run that was to restore secrets and never did, or never said so. It made nothing and moved no state, so nothing has to be
 * imported: the next rollback asks after each secret itself, and restores what still is deleted.
 * @returns undefined when what never ended is no such run, and recoverRun is to be asked
 * @throws SlipwayError kind "refused", code NOTHING_TO_RECOVER, or LAUNCH_LOCKED while somebody is at it
 */
export async function recoverRestore(request: Request): Promise<RestoreRecovery | undefined> {
  const { store, target, planner, clock, reason, secrets } = request;
  requireTarget(target);
  await bringHome(store);
  const { entries } = await verifyLedger(store);
  const subject = subjectOf(entries, target);
  const { restores } = (await readRun(store, subject)).record;
  if (restores === undefined) return undefined;
  if (request.holderGone === true) await takeForeignLock(request, entries);
  const holder = { holder: planner.id, run: subject, purpose: "recover", now: clock() } as const;
  const lock = await acquireLaunchLock(store, holder, (run) => run !== subject && isOpen(entries, run));
  try {
    const found = await Promise.all(restores.map(async (secret) => ({ arn: secret.arn, status: await statusOf(secrets, secret) })));
    const told = found.map(({ arn, status }) => `${arn} ${status}`).join(", ");
    const recovery = { run: null, stacks: [] };
    const fact = { kind: "recovered", by: planner.id, reason: `${reason ?? "the restore never ended"}: ${told}`, recovery } as const;
    await appendLedger(store, { ...fact, run: subject, target, at: clock() }, lock);
    return { interruptedRun: subject, secrets: found };
  } finally {
    await lock.release();
  }
}

/** By its own ARN: another secret that took its name is not it. */
async function statusOf(keeper: SecretKeeper, secret: SecretToRestore): Promise<RestoreRecovery["secrets"][number]["status"]> {
  const status = await keeper.find(secret);
  if (status === undefined) return "unknown";
  return status.kind === "absent" || status.arn !== secret.arn ? "absent" : status.kind;
}
