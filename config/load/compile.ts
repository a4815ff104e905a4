import { readFileSync } from "node:fs";
import { join, sep } from "node:path";
import type { BuildFailure, BuildResult, Message, Metafile } from "esbuild";
import { plainScript } from "./plain.ts";
import type { ConfigScript, LoadProblem } from "./protocol.ts";

/** The only package that a config may import; the evaluator hands out a stand-in for it. */
export const DEFINE_MODULE = "slipway/config";

export type Compiled =
  | { readonly file: string; readonly ok: true; readonly script: ConfigScript }
  | { readonly file: string; readonly ok: false; readonly problems: readonly LoadProblem[] };

/** Turns each file, with what it imports by relative path, into one script. One run of the compiler for all; nothing of them is run. */
export async function compileConfigs(projectDir: string, files: readonly string[]): Promise<readonly Compiled[]> {
  const plain = new Map(
    files.flatMap((file) => {
      const code = plainScript(textOf(join(projectDir, file)));
      return code === undefined ? [] : [[file, code] as const];
    }),
  );
  const others = files.filter((file) => !plain.has(file));
  const compiled = new Map((others.length === 0 ? [] : await compileOthers(projectDir, others)).map((each) => [each.file, each]));
  return files.flatMap((file): Compiled[] => {
    const code = plain.get(file);
    const other = compiled.get(file);
    if (code !== undefined) return [{ file, ok: true, script: { file, code } }];
    return other === undefined ? [] : [other];
  });
}

/** A thousand small files are read much faster one by one. The compiler has the words for one that cannot be read. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

async function compileOthers(projectDir: string, files: readonly string[]): Promise<Compiled[]> {
  const compiler = await import("esbuild");
  try {
    return await compileAll(compiler, projectDir, files);
  } finally {
    await compiler.stop();
  }
}

type Compiler = typeof import("esbuild");

async function compileAll(compiler: Compiler, projectDir: string, files: readonly string[]): Promise<Compiled[]> {
  const failed = new Map<string, LoadProblem[]>();
  // an error in one file must not hide those of the others: leave it out and try again
  for (let remaining = [...files]; remaining.length > 0; ) {
    const outcome = await tryBuild(compiler, projectDir, remaining);
    if (outcome.ok) return compiledFrom(files, failed, outcome.result);
    const blamed = blame(outcome.errors, remaining);
    for (const [file, problems] of blamed) failed.set(file, problems);
    remaining = remaining.filter((file) => !blamed.has(file));
  }
  return files.map((file) => ({ file, ok: false, problems: failed.get(file) ?? [] }));
}

type Result = BuildResult<{ write: false; metafile: true }>;
type Outcome = { readonly ok: true; readonly result: Result } | { readonly ok: false; readonly errors: readonly Message[] };

async function tryBuild({ build }: Compiler, projectDir: string, files: readonly string[]): Promise<Outcome> {
  try {
    const result = await build({
      absWorkingDir: projectDir,
      entryPoints: [...files],
      outdir: OUT,
      outbase: ".",
      bundle: true,
      write: false,
      metafile: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      packages: "external",
      tsconfigRaw: "{}", // the project's own compiler options must not change what a config says
      logLevel: "silent",
      logLimit: 0,
    });
    return { ok: true, result };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    return { ok: false, errors: error.errors };
  }
}

/** Never written to. No folder of a project is called so. */
const OUT = "slipway-compiled-configs";

function compiledFrom(files: readonly string[], failed: ReadonlyMap<string, LoadProblem[]>, { outputFiles, metafile }: Result): Compiled[] {
  // output paths are absolute and in the machine's own spelling; ours are not
  const codeOf = new Map(outputFiles.map(({ path, text }) => [path.split(sep).join("/").split(`/${OUT}/`).at(-1), text]));
  return files.map((file) => {
    const output = file.replace(/\.ts$/, ".js");
    const foreign = foreignImports(metafile, `${OUT}/${output}`);
    const problems = failed.get(file) ?? foreign.map((specifier): LoadProblem => ({ kind: "import", specifier }));
    const code = codeOf.get(output);
    return problems.length > 0 || code === undefined ? { file, ok: false, problems } : { file, ok: true, script: { file, code } };
  });
}

function foreignImports({ outputs }: Metafile, output: string): string[] {
  const imports = outputs[output]?.imports ?? [];
  return [...new Set(imports.map(({ path }) => path).filter((path) => path !== DEFINE_MODULE))];
}

/** Sorts compiler messages by config file. What is wrong with a shared module is said once, and every file counts as failed. */
function blame(errors: readonly Message[], files: readonly string[]): Map<string, LoadProblem[]> {
  const own = new Map<string, LoadProblem[]>();
  const shared: LoadProblem[] = [];
  for (const { text, location } of errors) {
    const file = location?.file ?? "config";
    const problem: LoadProblem = { kind: "syntax", file, message: text, ...(location === null ? {} : { line: location.line }) };
    if (files.includes(file)) own.set(file, [...(own.get(file) ?? []), problem]);
    else shared.push(problem);
  }
  if (own.size > 0) return own;
  return new Map(files.map((file, index) => [file, index === 0 ? shared : []]));
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}
