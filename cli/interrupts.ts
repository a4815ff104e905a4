import { createInterrupter, type Interrupter } from "../launch/terraform/interrupter.ts";
import type { Shell } from "./command.ts";

const ANSWERS = {
  waiting: "interrupted: the running step will end, and nothing else starts; press Ctrl-C again to stop it now",
  stopping: "stopping: terraform is told once and ends in an orderly way; what it was creating may exist, slipway recover looks",
  "already-stopping": "already stopping: a further signal would make terraform drop its state",
} as const;

/** Ctrl-C for as long as something must not simply die: the first press waits, the second stops, and a third changes nothing. */
export function listenForInterrupts({ onInterrupt, err }: Shell): { readonly interrupter: Interrupter; readonly stop: () => void } {
  const interrupter = createInterrupter();
  return { interrupter, stop: onInterrupt(() => err(ANSWERS[interrupter.press()])) };
}
