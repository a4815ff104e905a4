/** What the loader asks of its worker. Plain data: it crosses a thread. */
export interface EvaluateRequest {
  readonly scripts: readonly ConfigScript[];
  /** For all scripts together. */
  readonly timeLimitMs: number;
}

/** One config file, compiled with what it imports. */
export interface ConfigScript {
  /** Relative to the project, with forward slashes. */
  readonly file: string;
  /** Script that leaves the config in `module.exports.default`. */
  readonly code: string;
}

export type LoadProblem =
  /** `file` is the module at fault, which may be one that configs share. */
  | { readonly kind: "syntax"; readonly file: string; readonly language?: "JSON"; readonly line?: number; readonly message: string }
  | { readonly kind: "import"; readonly specifier: string }
  | { readonly kind: "environment"; readonly name: string }
  | { readonly kind: "nondeterministic"; readonly name: string }
  | { readonly kind: "throws"; readonly message: string }
  | { readonly kind: "timeout" }
  | { readonly kind: "no-default-export" }
  | { readonly kind: "not-plain"; readonly path: string; readonly found: string };

export type LoadedFile =
  | { readonly file: string; readonly ok: true; readonly data: unknown }
  | { readonly file: string; readonly ok: false; readonly problems: readonly LoadProblem[] };
