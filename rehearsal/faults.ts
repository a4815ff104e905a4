import { setTimeout } from "node:timers/promises";
import type { PlainObject } from "./value.ts";

export interface ApplyEvent {
  readonly when: "before" | "after";
  readonly action: "create" | "update" | "delete";
  readonly type: string;
  /** What is wanted of the object, or, of one to be deleted, what it was; what nobody knows yet is null. */
  readonly attributes: PlainObject;
  /** Changes that have reached the world through this provider, the one at hand included once it is through. */
  readonly applied: number;
}

type Change = Pick<ApplyEvent, "action" | "type" | "attributes">;

/** What goes wrong on request. */
export interface Faults {
  /** This create fails, counted from 1 over both providers. */
  readonly failCreate?: number;
  readonly waitBeforeApplyMs?: number;
  /**
   * Called around every change; terraform hears the answer after it has returned, so that a test can kill terraform first. A text that it
   * returns before a change is the refusal of that change.
   */
  readonly onApply?: (event: ApplyEvent) => unknown;
}

export interface FaultInjector {
  /** Text of the failure, when this change is the one that fails. */
  readonly before: (change: Change) => Promise<string | undefined>;
  readonly after: (change: Change) => Promise<void>;
}

export function injectFaults({ failCreate, waitBeforeApplyMs, onApply }: Faults): FaultInjector {
  let creates = 0;
  let applied = 0;
  return {
    before: async (change) => {
      const { action } = change;
      if (action === "create") creates += 1;
      const number = creates;
      if (waitBeforeApplyMs !== undefined) await setTimeout(waitBeforeApplyMs);
      const refusal = await onApply?.({ when: "before", ...change, applied });
      if (typeof refusal === "string") return refusal;
      return action === "create" && number === failCreate
        ? `500 Internal Server Error (create number ${number} fails on request)`
        : undefined;
    },
    after: async (change) => {
      applied += 1;
      await onApply?.({ when: "after", ...change, applied });
    },
  };
}
