import { closeSync, existsSync, openSync, rmSync, unlinkSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";

/** A file that terraform can be given and nobody else can reach. */
export interface PrivateFile {
  readonly path: string;
  readonly remove: () => void;
}

/**
 * Makes an empty one. On Linux it has no name: its bytes are gone when this process lets go of it, whatever ends the process. Elsewhere it
 * lies in a folder of its own, mode 0700.
 * @param folder where it lies; on the disk whose room counts
 */
export async function openPrivateFile(folder: string): Promise<PrivateFile> {
  const dir = await mkdtemp(join(folder, "private-")); // mode 0700 by definition
  const named = join(dir, "file");
  const descriptor = openSync(named, "wx", 0o600);
  // terraform is a child: it reaches what this process holds open. Source: proc_pid_fd(5)
  const unnamed = `/proc/${process.pid}/fd/${descriptor}`;
  const close = (): void => {
    closeSync(descriptor);
    rmSync(dir, { recursive: true, force: true });
  };
  if (!existsSync(unnamed)) return { path: named, remove: once(close) };
  unlinkSync(named);
  rmSync(dir, { recursive: true });
  return { path: unnamed, remove: once(() => closeSync(descriptor)) };
}

/** A descriptor's number is somebody else's after it was closed. */
function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
