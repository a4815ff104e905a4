import { setTimeout } from "node:timers/promises";

export interface ApplyEvent {
  readonly when: "before" | "after";
  readonly action: "create" | "update" | "delete";
  readonly type: string;
  /** Changes that have reached the world through this provider, the one at hand included once it is through. */
  readonly applied: number;
}

/** What goes wrong on request. */
export interface Faults {
  /** This create fails, counted from 1 over both providers. */
  readonly failCreate?: number;
  readonly waitBeforeApplyMs?: number;
  /** Called around every change; terraform hears the answer after it has returned, so that a test can kill terraform first. */
  readonly onApply?: (event: ApplyEvent) => void | Promise<void>;
}

export interface FaultInjector {
  /** Text of the failure, when this change is the one that fails. */
  readonly before: (action: ApplyEvent["action"], type: string) => Promise<string | undefined>;
  readonly after: (action: ApplyEvent["action"], type: string) => Promise<void>;
}

export function injectFaults({ failCreate, waitBeforeApplyMs, onApply }: Faults): FaultInjector {
  let creates = 0;
  let applied = 0;
  return {
    before: async (action, type) => {
      if (action === "create") creates += 1;
      const number = creates;
      if (waitBeforeApplyMs !== undefined) await setTimeout(waitBeforeApplyMs);
      await onApply?.({ when: "before", action, type, applied });
      return action === "create" && number === failCreate
        ? `500 Internal Server Error (create number ${number} fails on request)`
        : undefined;
    },
    after: async (action, type) => {
      applied += 1;
      await onApply?.({ when: "after", action, type, applied });
    },
  };
}
