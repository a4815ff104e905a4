import { setTimeout as delay } from "node:timers/promises";
import { SlipwayError } from "../errors/slipway-error.ts";
import { entriesOf, stateOf } from "../launch/ledger/history.ts";
import { verifyLedger } from "../launch/ledger/ledger.ts";
import { lockHolder } from "../launch/ledger/lock.ts";
import type { RunRecord } from "../launch/run.ts";
import type { RunStore } from "../launch/store/store.ts";
import { isDead } from "../launch/terraform/host.ts";
import { chooseDeploy, type Synthesized } from "./deploy-choice.ts";
import { EXIT_CODES } from "./exit-code.ts";

export interface Deploy {
  readonly store: RunStore;
  readonly stack: string;
  readonly synthesized: Synthesized;
  /** `SLIPWAY_RUN`: the run that is meant, where several fit. */
  readonly wanted: string | undefined;
  /** `slipway apply <run>`: authorize, apply the saved plans of every stack in order, verify, record. Gives its exit code. */
  readonly apply: (run: string) => Promise<number>;
  readonly refuse: (got: string, fix: string) => Promise<SlipwayError>;
  readonly out: (line: string) => void;
}

const POLL_MILLISECONDS = 250;

/**
 * A `cdktf deploy` of one stack. The first stack of an approved run carries the whole run out; the others, which cdktf deploys beside it
 * or after it, wait for that and report how it ended. None of them starts anything else.
 */
export async function deploy(input: Deploy): Promise<number> {
  const { store, stack, synthesized, wanted, out } = input;
  for (;;) {
    const { entries } = await verifyLedger(store);
    const choice = await chooseDeploy(store, entries, stack, synthesized, wanted);
    switch (choice.kind) {
      case "none":
        throw await input.refuse(choice.got, choice.fix);
      case "stands":
        out(
          `${stack}: ${choice.record.id} of ${choice.record.target} applied exactly this configuration; nothing is applied again, and drift is for slipway drift`,
        );
        return await ending(input, choice.record);
      case "join":
        return await joined(input, choice.record);
      case "apply": {
        const { id, target, stacks } = choice.record;
        const holder = await lockHolder(store);
        if (holder?.run === id && !isDead(holder)) return await joined(input, choice.record);
        out(
          `${stack}: applying ${id} of ${target} as it was approved, with all of its stacks: ${stacks.map((each) => each.stack).join(", ")}`,
        );
        const code = await input.apply(id).catch(async (error: unknown) => {
          if (await isBeaten(input, error, id)) return undefined;
          throw error;
        });
        if (code !== undefined) return code;
      }
    }
  }
}

/** Another stack of the same run was quicker by a moment. */
async function isBeaten({ store }: Deploy, error: unknown, run: string): Promise<boolean> {
  if (!(error instanceof SlipwayError)) return false;
  if (error.parts.code === "RUN_ALREADY_APPLIED") return true;
  return error.parts.code === "LAUNCH_LOCKED" && (await lockHolder(store))?.run === run;
}

/** Waits while somebody is at work on the run, and then says how it ended. */
async function joined(input: Deploy, record: RunRecord): Promise<number> {
  const { store, stack, out } = input;
  out(`${stack}: ${record.id} of ${record.target} is being applied; waiting for it`);
  let leader = await lockHolder(store);
  for (;;) {
    const holder = await lockHolder(store);
    if (holder?.run === record.id) leader = holder;
    const isHeld = holder?.run === record.id && !isDead(holder);
    const state = stateOf((await verifyLedger(store)).entries, record.id);
    // after the apply the leader still asks the world, without the lock
    const isAsking = state === "applied" && leader?.run === record.id && leader.pid !== process.pid && !isDead(leader);
    if (!isHeld && !isAsking) return await ending(input, record);
    await delay(POLL_MILLISECONDS);
  }
}

/** A run's end as an exit code, for every stack of it the same. */
async function ending({ store, stack, out, refuse }: Deploy, { id, target }: RunRecord): Promise<number> {
  const { entries } = await verifyLedger(store);
  const state = stateOf(entries, id);
  out(`${stack}: ${id} of ${target} is ${state}`);
  switch (state) {
    case "verified":
      return 0;
    case "applied":
      out(`nobody has proven it from outside yet: run slipway verify ${target}`);
      return EXIT_CODES.undecided;
    case "applied-unverified":
      for (const reason of entriesOf(entries, "applied-unverified", id).at(-1)?.reasons ?? []) out(reason);
      return EXIT_CODES.unverified;
    case "partially-applied":
    case "failed":
    case "interrupted":
      out(`see slipway show ${id}`);
      return EXIT_CODES.provider;
    default:
      throw await refuse(`${id}, which is ${state ?? "unknown"} and was not applied`, `run slipway show ${id}`);
  }
}
