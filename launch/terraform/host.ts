import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import * as z from "zod";
import { hasCode } from "../store/system-error.ts";

/** A process, and the only machine from which it can be seen. */
export const processPlaceSchema = z.strictObject({
  pid: z.int(),
  host: z.string(),
  /** Tells apart two machines, or two containers, of one name; absent where the system does not say. */
  machine: z.string().optional(),
});

export type ProcessPlace = z.output<typeof processPlaceSchema>;

export function thisProcess(): ProcessPlace {
  return { pid: process.pid, ...thisMachine() };
}

export function thisMachine(): Omit<ProcessPlace, "pid"> {
  const machine = bootAndNamespace();
  return { host: hostname(), ...(machine === undefined ? {} : { machine }) };
}

/** Whether a process of that place can be looked at from here. After a restart it cannot: the same name may be another machine. */
export function isVisible({ host, machine }: Omit<ProcessPlace, "pid">): boolean {
  const here = thisMachine();
  return host === here.host && (machine === undefined || here.machine === undefined || machine === here.machine);
}

/** Only a process of this machine can be known to be gone. */
export function isDead(place: ProcessPlace): boolean {
  if (!isVisible(place)) return false;
  try {
    process.kill(place.pid, 0);
    return false;
  } catch (error) {
    return hasCode(error, "ESRCH");
  }
}

/** Process numbers count within a boot and a namespace. Source: proc_sys_kernel(5), random/boot_id; pid_namespaces(7). */
function bootAndNamespace(): string | undefined {
  try {
    const text = `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8")}${readlinkSync("/proc/self/ns/pid")}`;
    return createHash("sha256").update(text).digest("hex").slice(0, 12);
  } catch {
    return undefined; // not Linux
  }
}
