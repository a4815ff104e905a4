/** What happened to one press of Ctrl-C. */
export type InterruptAnswer = "waiting" | "stopping" | "already-stopping";

/**
 * Turns Ctrl-C into something safe. The first press lets the running stack finish and starts no other; the second hands terraform one
 * SIGINT, so that it cancels in an orderly way; terraform never gets another, because on a second one it drops its state.
 */
export interface Interrupter {
  /** The command line calls this for every SIGINT it gets. */
  readonly press: () => InterruptAnswer;
  readonly presses: () => number;
  /** A running terraform registers how to stop it; the returned function takes that back. */
  readonly attach: (stop: () => void) => () => void;
}

export function createInterrupter(): Interrupter {
  let presses = 0;
  let running: (() => void) | undefined;
  let stopped = false;
  return {
    press: () => {
      presses += 1;
      if (presses === 1) return "waiting";
      if (stopped) return "already-stopping";
      stopped = true;
      running?.();
      return "stopping";
    },
    presses: () => presses,
    attach: (stop) => {
      running = stop;
      return () => {
        running = undefined;
      };
    },
  };
}
