import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { SlipwayError } from "../errors/slipway-error.ts";

/**
 * Keeps a second rehearsal away from the folder, because each begins by deleting the records of the one before. A lock whose process
 * has gone does not count.
 * @param dir the rehearsal's folder; the lock lies beside it, so that it outlives the folder
 * @returns gives the folder free
 * @throws SlipwayError REHEARSAL_RUNNING
 */
export function lockRehearsal(dir: string): () => void {
  const file = `${dir}.lock`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const other = holderOf(file);
  if (other !== undefined) {
    throw new SlipwayError({
      kind: "refused",
      code: "REHEARSAL_RUNNING",
      where: file,
      expected: "one rehearsal at a time in a project folder",
      got: `process ${other}, which is still running`,
      fix: "wait for it to end, or rehearse a copy of the project",
    });
  }
  writeFileSync(file, `${process.pid}\n`, { mode: 0o600 });
  return () => rmSync(file, { force: true });
}

function holderOf(file: string): number | undefined {
  const processId = Number(read(file));
  return Number.isInteger(processId) && processId > 0 && isRunning(processId) ? processId : undefined;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0); // asks only
    return true;
  } catch (error) {
    // somebody else's process is a process
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
