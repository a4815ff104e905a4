import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { RawConfig } from "../raw.ts";
import { loadErrors } from "./errors.ts";

/** Where `slipway adopt` writes, one file a stack. Most projects have none. */
export const ADOPTED_FOLDER = "config/adopted";

export type LoadedAdoptions =
  | { readonly ok: true; readonly raw: readonly RawConfig[] }
  | { readonly ok: false; readonly errors: readonly SlipwayError[] };

/** Reads what was adopted, in codepoint order, unchecked. */
export async function loadAdopted(projectDir: string): Promise<LoadedAdoptions> {
  const entries = await readdir(join(projectDir, ADOPTED_FOLDER), { withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".json")).map(({ name }) => `${ADOPTED_FOLDER}/${name}`);
  const read = await Promise.all(
    files.sort().map(async (file) => ({ file, data: parsed(await readFile(join(projectDir, file), "utf8")) })),
  );
  const errors = read.flatMap(({ file, data }) =>
    data instanceof SyntaxError
      ? loadErrors({ file, ok: false, problems: [{ kind: "syntax", file, language: "JSON", message: data.message }] }, 0)
      : [],
  );
  return errors.length > 0 ? { ok: false, errors } : { ok: true, raw: read };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}
