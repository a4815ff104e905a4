import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RawScript } from "../raw.ts";

/** Where a project keeps the modules that its worker targets name. Most projects have none. */
const WORKERS_FOLDER = "config/workers";

/** Every module there, in codepoint order: unchecked, and never run. */
export async function loadWorkerScripts(projectDir: string): Promise<readonly RawScript[]> {
  const entries = await readdir(join(projectDir, WORKERS_FOLDER), { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isFile() && /\.m?js$/.test(entry.name)).map(({ name }) => name);
  return await Promise.all(
    names.sort().map(async (name) => ({ name, content: await readFile(join(projectDir, WORKERS_FOLDER, name), "utf8") })),
  );
}
