import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { hasCode } from "../store/system-error.ts";

export interface GroupMember {
  readonly pid: number;
  /** Name of the program, as far as the system keeps it (15 characters on Linux); never its arguments. */
  readonly program: string;
}

const POLL_MILLISECONDS = 100;
/**
 * How long a provider whose terraform is gone may go on. A request that was on its way has been answered by then, and whatever the
 * provider does next, it has nobody to tell.
 */
const ORPHAN_MILLISECONDS = 10_000;
const PROGRAM_CHARACTERS = 15;
const PROVIDER = "terraform-provider-".slice(0, PROGRAM_CHARACTERS);

/**
 * Waits until nobody of terraform's process group is left. Providers outlive a terraform that was killed, for good, so they are ended
 * once they had time for the request they were at; terraform itself is never ended, because it may be saving its state.
 * @param leader terraform's pid, which is the group's
 * @returns who still lives after `limitMilliseconds`
 */
export async function waitForGroup(leader: number, limitMilliseconds: number): Promise<readonly GroupMember[]> {
  const patience = Math.min(ORPHAN_MILLISECONDS, limitMilliseconds / 2);
  for (let waited = 0; ; waited += POLL_MILLISECONDS) {
    const members = await membersOfGroup(leader);
    if (members.length === 0 || waited >= limitMilliseconds) return members;
    const isOrphaned = members.every(({ pid }) => pid !== leader);
    if (isOrphaned && waited >= patience) endProviders(members);
    await delay(POLL_MILLISECONDS);
  }
}

function endProviders(members: readonly GroupMember[]): void {
  for (const { pid, program } of members) {
    if (!program.startsWith(PROVIDER)) continue;
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if (!hasCode(error, "ESRCH")) throw error;
    }
  }
}

/** Who lives in a process group. A zombie is dead, though in a container nobody may ever collect it. */
export async function membersOfGroup(group: number): Promise<readonly GroupMember[]> {
  if (!mayExist(group)) return [];
  const rows = existsSync("/proc/self/stat") ? rowsOfProc() : await rowsOfPs();
  return rows.flatMap(([pid, of, state, program]) => (of === group && !/^[ZX]/.test(state) ? [{ pid, program }] : []));
}

/** Anything but "no such process" counts as alive. */
function mayExist(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch (error) {
    return !hasCode(error, "ESRCH");
  }
}

type Row = readonly [pid: number, group: number, state: string, program: string];

/** Source: proc(5), /proc/pid/stat. The name stands in brackets and may hold brackets itself. */
function rowsOfProc(): readonly Row[] {
  return readdirSync("/proc").flatMap((entry): Row[] => {
    if (!/^\d+$/.test(entry)) return [];
    const [, program = "", state = "", group = ""] = /\((.*)\) (\S) \d+ (\d+)/s.exec(textOf(`/proc/${entry}/stat`)) ?? [];
    return [[Number(entry), Number(group), state, program]];
  });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // it ended meanwhile
  }
}

async function rowsOfPs(): Promise<readonly Row[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,pgid=,stat=,comm="]);
  return stdout.split("\n").flatMap((line): Row[] => {
    const [, pid, group, state = "", program = ""] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.+)$/.exec(line) ?? [];
    return pid === undefined ? [] : [[Number(pid), Number(group), state, basename(program).slice(0, PROGRAM_CHARACTERS)]];
  });
}
