import type { SlipwayError } from "../errors/slipway-error.ts";

/** Everything a command may touch of the process. Tests pass their own; nothing below cli/main.ts reads `process`. */
export interface Shell {
  /** Results: one line each. */
  readonly out: (line: string) => void;
  /** Progress and problems: one line each. */
  readonly err: (line: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  readonly now: () => Date;
  /** Where a person watches, wide enough to redraw lines; undefined where lines go to a file, a pipe or a sliver of a window. */
  readonly liveProgress: NodeJS.WriteStream | undefined;
  /** What is piped in; asked for by those alone who read it. */
  readonly stdin: () => AsyncIterable<Uint8Array> & { readonly isTTY?: boolean };
  /** Calls back on Ctrl-C; returns a function that stops listening. */
  readonly onInterrupt: (listener: () => void) => () => void;
}

/** Options that every command takes. */
export interface GlobalOptions {
  /** Project folder: the one that holds `config/`. */
  readonly dir: string;
  /** Results as JSON on stdout, for machines. */
  readonly json: boolean;
}

export interface CommandOption {
  /** As the parser wants it: `--to <run>`. */
  readonly flags: string;
  readonly description: string;
  readonly default?: string;
  /** May be given several times; collected into a list. */
  readonly repeatable?: boolean;
}

/** What the parser hands over: strings, booleans for bare flags, lists for repeatable options. */
export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

export interface Command {
  readonly name: string;
  /** `<target>` is required, `[target]` is not. */
  readonly argument?: string;
  readonly argumentDescription?: string;
  /** One more, for commands that act on something within a target. */
  readonly secondArgument?: { readonly name: string; readonly description: string };
  /** One line, imperative, no full stop. */
  readonly summary: string;
  readonly options: readonly CommandOption[];
  /** A command line that works in this repository. */
  readonly example: string;
  /** Returns the exit code. Throws SlipwayError; main prints it. */
  readonly run: (input: CommandInput) => Promise<number>;
}

export interface CommandInput {
  readonly argument: string | undefined;
  readonly secondArgument?: string;
  readonly options: OptionValues;
  readonly global: GlobalOptions;
  readonly shell: Shell;
}

export function textOption(options: OptionValues, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

export function flagOption(options: OptionValues, name: string): boolean {
  return options[name] === true;
}

export function listOption(options: OptionValues, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? value : [];
}

/** The shape of an error in `--json` output. */
export function errorJson(error: SlipwayError): Record<string, string> {
  const { kind, code, where, expected, got, fix } = error.parts;
  return { kind, code, where, expected, got, fix };
}
