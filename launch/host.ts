import { hostname } from "node:os";
import { hasCode } from "./system-error.ts";

/** A process, and the only machine from which it can be seen. */
export interface ProcessPlace {
  readonly pid: number;
  readonly host: string;
}

export function thisHost(): string {
  return hostname();
}

/** Only a process of this host can be known to be gone. */
export function isDead({ pid, host }: ProcessPlace): boolean {
  if (host !== thisHost()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return hasCode(error, "ESRCH");
  }
}
