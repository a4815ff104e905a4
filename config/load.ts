import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { SlipwayError } from "../errors/slipway-error.ts";
import { loadAdopted } from "./load/adopted-files.ts";
import { compileConfigs } from "./load/compile.ts";
import { loadDnsLock } from "./load/dns-lock.ts";
import { loadErrors } from "./load/errors.ts";
import { startEvaluator } from "./load/evaluator.ts";
import type { LoadedFile } from "./load/protocol.ts";
import { loadWorkerScripts } from "./load/worker-scripts.ts";
import type { RawConfig, RawConfigs } from "./raw.ts";

export type LoadedConfigs =
  | { readonly ok: true; readonly raw: RawConfigs }
  | { readonly ok: false; readonly errors: readonly SlipwayError[] };

export interface LoadOptions {
  /** For all files together, in milliseconds. */
  readonly timeLimitMs?: number;
}

const TIME_LIMIT_MS = 5_000;

const ACCOUNT_FILE = "config/account.ts";
const ZONES_FOLDER = "config/zones";
const LAUNCHES_FOLDER = "config/launches";

/**
 * Runs a project's config files and returns what they say, unchecked: `checkConfigs` judges it. Every file's errors at once.
 * Configs run in one worker thread without Node's modules, environment or clock. That guards against accidents, not against
 * malice: check only projects whose code you would run.
 */
export async function loadConfigs(projectDir: string, { timeLimitMs = TIME_LIMIT_MS }: LoadOptions = {}): Promise<LoadedConfigs> {
  const [account, zones, launches, lock, adopted, workers] = await Promise.all([
    fileIn(projectDir, ACCOUNT_FILE),
    filesIn(projectDir, ZONES_FOLDER),
    filesIn(projectDir, LAUNCHES_FOLDER),
    loadDnsLock(projectDir),
    loadAdopted(projectDir),
    loadWorkerScripts(projectDir),
  ]);
  const missing = [account, zones, launches, lock].flatMap((found) => (found instanceof SlipwayError ? [found] : []));
  if (account instanceof SlipwayError || zones instanceof SlipwayError || launches instanceof SlipwayError || lock instanceof SlipwayError)
    return { ok: false, errors: missing };

  const loaded = await evaluate(projectDir, [account, ...zones, ...launches], timeLimitMs);
  if (loaded.some((each) => !each.ok) || !adopted.ok) {
    return { ok: false, errors: [...loaded.flatMap((each) => loadErrors(each, timeLimitMs)), ...(adopted.ok ? [] : adopted.errors)] };
  }
  const data = new Map(loaded.map((each) => [each.file, each.ok ? each.data : undefined]));
  const rawOf = (file: string): RawConfig => ({ file, data: data.get(file) });
  const raw = { account: rawOf(account), zones: zones.map(rawOf), launches: launches.map(rawOf) };
  return {
    ok: true,
    raw: {
      ...raw,
      ...(lock === undefined ? {} : { lock }),
      ...(adopted.raw.length === 0 ? {} : { adopted: adopted.raw }),
      ...(workers.length === 0 ? {} : { workers }),
    },
  };
}

export type LoadedAccount =
  | { readonly ok: true; readonly raw: RawConfig }
  | { readonly ok: false; readonly errors: readonly SlipwayError[] };

/** Runs the account config alone, for whoever has to find the run store while a launch or a zone is broken. */
export async function loadAccount(projectDir: string, { timeLimitMs = TIME_LIMIT_MS }: LoadOptions = {}): Promise<LoadedAccount> {
  const file = await fileIn(projectDir, ACCOUNT_FILE);
  if (file instanceof SlipwayError) return { ok: false, errors: [file] };
  const loaded = await evaluate(projectDir, [file], timeLimitMs);
  const errors = loaded.flatMap((each) => loadErrors(each, timeLimitMs));
  const data = loaded.find((each) => each.ok)?.data;
  return errors.length > 0 ? { ok: false, errors } : { ok: true, raw: { file, data } };
}

async function evaluate(projectDir: string, files: readonly string[], timeLimitMs: number): Promise<readonly LoadedFile[]> {
  const evaluator = startEvaluator();
  try {
    const compiled = await compileConfigs(projectDir, files);
    const scripts = compiled.flatMap((each) => (each.ok ? [each.script] : []));
    const evaluated = await evaluator.evaluate(scripts, timeLimitMs);
    return [...compiled.flatMap((each): LoadedFile[] => (each.ok ? [] : [each])), ...evaluated];
  } finally {
    await evaluator.stop();
  }
}

async function fileIn(projectDir: string, file: string): Promise<string | SlipwayError> {
  const found = await stat(join(projectDir, file)).catch(() => undefined);
  return found?.isFile() === true ? file : missingError(file, "a config file");
}

/** In codepoint order, so that messages do not depend on the disk. */
async function filesIn(projectDir: string, folder: string): Promise<string[] | SlipwayError> {
  const entries = await readdir(join(projectDir, folder), { withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => !entry.isDirectory() && /\.ts$/.test(entry.name) && !entry.name.endsWith(".d.ts"));
  if (files.length === 0) return missingError(folder, "a folder with at least one .ts file");
  return files.map(({ name }) => `${folder}/${name}`).sort();
}

function missingError(where: string, expected: string): SlipwayError {
  return new SlipwayError({
    kind: "config",
    code: "CONFIG_FILE_MISSING",
    where,
    expected,
    got: "nothing there",
    fix: "run the command where config/ lies, name the folder with --dir, or copy the config/ of this repository",
  });
}
