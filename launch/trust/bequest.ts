import type { LedgerFact } from "../ledger/ledger.ts";
import { type RunRecord, readRun } from "../run.ts";
import type { RunStore } from "../store/store.ts";

type Applied = Extract<LedgerFact, { kind: "applied" }>;

/** What an applied run leaves to the next one of its target: who may approve, what stands, and what may not come back unasked. */
export async function bequest(
  store: RunStore,
  record: RunRecord,
): Promise<Pick<Applied, "approvers" | "quorum" | "knownKeysOnly" | "configDigest" | "quarantined">> {
  return {
    approvers: record.nextApprovers,
    quorum: record.nextQuorum,
    ...(record.nextKnownKeysOnly === true ? { knownKeysOnly: true } : {}),
    configDigest: record.configDigest,
    quarantined: await quarantinedBy(store, record),
  };
}

async function quarantinedBy(store: RunStore, { rollbackOf, configDigest }: RunRecord): Promise<Applied["quarantined"]> {
  if (rollbackOf?.bad === null || rollbackOf?.bad === undefined) return null;
  const { record: left } = await readRun(store, rollbackOf.run);
  // the same content with a bad day: what stands now cannot be in quarantine
  if (left.configDigest === configDigest) return null;
  return { configDigest: left.configDigest, run: rollbackOf.run, reason: rollbackOf.bad };
}
