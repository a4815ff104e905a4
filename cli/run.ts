import { CommanderError, Command as Parser } from "commander";
import { withoutSecrets } from "../errors/secret-detector.ts";
import { SlipwayError, SlipwayErrors } from "../errors/slipway-error.ts";
import { type Command, errorJson, type GlobalOptions, type Shell } from "./command.ts";
import { EXIT_CODES, exitCodeOf } from "./exit-code.ts";
import { systemError } from "./system-error.ts";
import { safeShell } from "./terminal-text.ts";

/** In the order a launch uses them. Loaded on demand: `check` must not wait for terraform's engine or the bindings. */
const COMMANDS = {
  check: async () => (await import("./commands/check.ts")).check,
  synth: async () => (await import("./commands/synth.ts")).synth,
  lock: async () => (await import("./commands/lock.ts")).lock,
  "mail lock": async () => (await import("./commands/mail-lock.ts")).mailLock,
  "mail keys": async () => (await import("./commands/mail-keys.ts")).mailKeys,
  "mail policy": async () => (await import("./commands/mail-policy.ts")).mailPolicy,
  "mail senders": async () => (await import("./commands/mail-senders.ts")).mailSenders,
  "mail evidence": async () => (await import("./commands/mail-evidence.ts")).mailEvidence,
  "mail proof": async () => (await import("./commands/mail-proof.ts")).mailProof,
  "secret make": async () => (await import("./commands/secret-make.ts")).secretMake,
  bootstrap: async () => (await import("./commands/bootstrap.ts")).bootstrap,
  "secret put": async () => (await import("./commands/secret-put.ts")).secretPut,
  "secret status": async () => (await import("./commands/secret-status.ts")).secretStatus,
  "secret rotate": async () => (await import("./commands/secret-rotate.ts")).secretRotate,
  "secret expose": async () => (await import("./commands/secret-expose.ts")).secretExpose,
  adopt: async () => (await import("./commands/adopt.ts")).adopt,
  plan: async () => (await import("./commands/plan.ts")).plan,
  review: async () => (await import("./commands/review.ts")).review,
  approve: async () => (await import("./commands/approve.ts")).approve,
  apply: async () => (await import("./commands/apply.ts")).apply,
  verify: async () => (await import("./commands/verify.ts")).verify,
  drift: async () => (await import("./commands/drift.ts")).drift,
  status: async () => (await import("./commands/status.ts")).status,
  history: async () => (await import("./commands/history.ts")).history,
  show: async () => (await import("./commands/show.ts")).show,
  rollback: async () => (await import("./commands/rollback.ts")).rollback,
  recover: async () => (await import("./commands/recover.ts")).recover,
  unlock: async () => (await import("./commands/unlock.ts")).unlock,
  rehearse: async () => (await import("./commands/rehearse.ts")).rehearse,
  explain: async () => (await import("./commands/explain.ts")).explain,
} as const satisfies Readonly<Record<string, () => Promise<Command>>>;

export const COMMAND_NAMES = Object.keys(COMMANDS);

/** The command that an argument names, or all of them: help and spelling mistakes concern every command. */
export async function commandsFor(argv: readonly string[]): Promise<readonly Command[]> {
  const line = ` ${argv.join(" ")} `;
  const named = Object.entries(COMMANDS).filter(([name]) => line.includes(` ${name} `) && !isWithinLonger(name, line));
  const [only] = named;
  if (only !== undefined && named.length === 1) return [await only[1]()];
  return Promise.all(Object.values(COMMANDS).map((load) => load()));
}

/** `lock` within `mail lock`. */
function isWithinLonger(name: string, line: string): boolean {
  return COMMAND_NAMES.some((other) => other.endsWith(` ${name}`) && line.includes(` ${other} `));
}

/** `mail lock` stands below `mail`, which does nothing by itself and says what stands below it. */
function subcommand(parser: Parser, { name, summary }: Command): Parser {
  const [group, word] = name.split(" ");
  if (group === undefined || word === undefined) return parser.command(name);
  const known = parser.commands.find((each) => each.name() === group) ?? parser.command(group);
  known.description([...(known.description() === "" ? [] : [known.description()]), `${word}: ${summary}`].join("; "));
  return known.command(word);
}

/** Runs one command line (without node and script). Returns the exit code and never throws. */
export async function run(argv: readonly string[], given: Shell): Promise<number> {
  const shell = safeShell(given);
  let exitCode = 0;
  const parser = new Parser("slipway")
    .description("Launch an API-backed product on Cloudflare and AWS as one reviewed, reversible change")
    .option("--dir <folder>", "project folder, the one that holds config/", ".")
    .option("--json", "results as JSON on stdout", false)
    .showHelpAfterError()
    .exitOverride()
    .configureOutput({ writeOut: (text) => shell.out(text.trimEnd()), writeErr: (text) => shell.err(withoutGivenValues(text.trimEnd())) });

  for (const command of await commandsFor(argv)) {
    const sub = subcommand(parser, command).description(command.summary).addHelpText("after", `\nExample:\n  ${command.example}`);
    // global options are accepted on either side of the command's name
    sub.option("--dir <folder>", "project folder, the one that holds config/").option("--json", "results as JSON on stdout");
    if (command.argument !== undefined) sub.argument(command.argument, command.argumentDescription ?? "");
    if (command.secondArgument !== undefined) sub.argument(command.secondArgument.name, command.secondArgument.description);
    for (const option of command.options) {
      if (option.repeatable) sub.option(option.flags, option.description, (value: string, all: string[]) => [...all, value], []);
      else sub.option(option.flags, option.description, option.default);
    }
    sub.action(async (...args: unknown[]) => {
      const argument = command.argument === undefined ? undefined : args[0];
      const second = command.secondArgument === undefined ? undefined : args[1];
      const global: GlobalOptions = {
        dir: String(sub.opts().dir ?? parser.opts().dir),
        json: Boolean(sub.opts().json ?? parser.opts().json),
      };
      const input = {
        argument: typeof argument === "string" ? argument : undefined,
        ...(typeof second === "string" ? { secondArgument: second } : {}),
        options: sub.opts(),
        global,
        shell,
      };
      exitCode = await command.run(input).catch((error: unknown) => report(error, shell, global.json));
    });
  }

  try {
    await parser.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODES.config;
    return report(error, shell, false);
  }
  return exitCode;
}

/** The parser quotes an option that it does not know, and somebody may have written a secret into it. */
function withoutGivenValues(text: string): string {
  return withoutSecrets(text.replace(/(unknown option '[^'=]*)=[^\n]*'/, "$1=...'"));
}

/** Prints what went wrong and gives the exit code for it. Anything that is not ours is a bug, and says so. */
function report(thrown: unknown, shell: Shell, json: boolean): number {
  const error = systemError(thrown) ?? thrown;
  const errors = error instanceof SlipwayErrors ? error.errors : error instanceof SlipwayError ? [error] : [];
  if (errors.length === 0) {
    shell.err(
      `slipway: this is a bug; please report it with the lines below\n${withoutSecrets(String(error instanceof Error ? error.stack : error))}`,
    );
    return EXIT_CODES.bug;
  }
  if (json) shell.out(JSON.stringify({ ok: false, errors: errors.map(errorJson) }, cutSecrets));
  for (const each of errors) shell.err(withoutSecrets(each.message));
  return exitCodeOf(errors.map((each) => each.parts.kind));
}

/** Text by text, so that what is left is JSON still. */
function cutSecrets(_key: string, value: unknown): unknown {
  return typeof value === "string" ? withoutSecrets(value) : value;
}
