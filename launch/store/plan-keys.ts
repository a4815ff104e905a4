import { refusal } from "../refusal.ts";

/** What a plan file belongs to. A key made for one context opens nothing of another. */
export interface PlanContext {
  readonly run: string;
  readonly stack: string;
}

export interface DataKey {
  /** 32 bytes, for AES-256. */
  readonly key: Uint8Array;
  /** What gets the key again; it lies beside the ciphertext and is worth nothing without the place that made it. One line of text. */
  readonly wrapped: string;
}

/** Where the keys of saved plan files come from: somewhere outside the run store, so that a copy of the store tells nothing. */
export interface PlanKeys {
  /** A new key for one plan file. @throws SlipwayError PLAN_KEY_MISSING, PLAN_KEY_UNSAFE */
  readonly make: (context: PlanContext) => Promise<DataKey>;
  /** The key of a plan file again. @throws SlipwayError PLAN_KEY_MISSING, PLAN_KEY_UNSAFE, PLAN_FILE_UNREADABLE */
  readonly open: (wrapped: string, context: PlanContext) => Promise<Uint8Array>;
}

/** For a store that is only read: there is nothing to encrypt with, and so nothing to plan or apply. */
export const NO_PLAN_KEYS: PlanKeys = {
  make: async (context) => await Promise.reject(keyMissing(context, "a store opened for reading alone")),
  open: async (_wrapped, context) => await Promise.reject(keyMissing(context, "a store opened for reading alone")),
};

export function keyMissing(
  { run, stack }: PlanContext,
  got: string,
  fix = "apply where the run was planned, or plan it again here",
): Error {
  return refusal("PLAN_KEY_MISSING", `${run}: ${stack}`, "the key of the plan file", got, fix);
}

export function planUnreadable({ run, stack }: PlanContext, got: string): Error {
  return refusal(
    "PLAN_FILE_UNREADABLE",
    `${run}: ${stack}`,
    "the plan file as it was saved",
    got,
    "plan again, and find out who changed it",
  );
}
