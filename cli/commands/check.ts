import type { Checked } from "../../config/check.ts";
import { loadConfigs } from "../../config/load.ts";
import type { RawConfigs } from "../../config/raw.ts";
import type { WatchReport } from "../../config/watch/report.ts";
import { SlipwayError } from "../../errors/slipway-error.ts";
import { type Command, type CommandInput, errorJson, textOption } from "../command.ts";
import { EXIT_CODES } from "../exit-code.ts";
import { projectDir } from "../project-dir.ts";
import { watchLines } from "../watch-lines.ts";

/** `slipway check`: reads the configs and says everything that is wrong with them. No network, no terraform. */
export const check: Command = {
  name: "check",
  argument: "[target]",
  argumentDescription: "account, zone/<domain> or <launch>/<environment>; everything without one",
  summary: "Name every mistake in the configs, without touching anything",
  options: [{ flags: "--format <format>", description: "text, or sarif for code hosts", default: "text" }],
  example: "slipway check chatbot/production",
  run: async (input) => {
    const format = formatOf(input);
    const loading = loadConfigs(projectDir(input));
    // the rules are read while the configs compile: each takes a third of the whole command
    const { checkConfigs } = await import("../../config/check.ts");
    const loaded = await loading;
    const raw = loaded.ok ? loaded.raw : undefined;
    const checked = loaded.ok ? checkConfigs(loaded.raw, input.argument, input.shell.now()) : { errors: loaded.errors, warnings: [] };
    if (format === "sarif") return tellSarif(input, checked, raw);
    return tell(input, checked);
  },
};

const FORMATS = ["text", "sarif"] as const;

function formatOf({ options }: CommandInput): (typeof FORMATS)[number] {
  const given = textOption(options, "format");
  const format = FORMATS.find((each) => each === given);
  if (format !== undefined) return format;
  throw new SlipwayError({
    kind: "config",
    code: "OPTION_VALUE",
    where: "--format",
    expected: `one of ${FORMATS.join(", ")}`,
    got: JSON.stringify(given),
    fix: "name one of them",
  });
}

interface Found {
  readonly errors: readonly SlipwayError[];
  readonly warnings: readonly SlipwayError[];
}

async function tellSarif(input: CommandInput, found: Found, raw: RawConfigs | undefined): Promise<number> {
  // only who asks for it waits for it
  const [{ checkSarif }, { packageVersion }] = await Promise.all([import("../check-sarif.ts"), import("../../config/package-root.ts")]);
  input.shell.out(JSON.stringify(checkSarif(projectDir(input), found, raw, packageVersion())));
  return found.errors.length === 0 ? 0 : EXIT_CODES.config;
}

function tell({ global, shell, argument }: CommandInput, { errors, warnings, watch }: Checked): number {
  const watched = (): [string, WatchReport][] => [...(watch?.() ?? [])].filter(([target]) => argument === undefined || argument === target);
  if (global.json) {
    const monitoring = Object.fromEntries(watched());
    shell.out(JSON.stringify({ ok: errors.length === 0, errors: errors.map(errorJson), warnings: warnings.map(errorJson), monitoring }));
  } else {
    for (const warning of warnings) shell.err(`warning: ${warning.message}`);
    for (const error of errors) shell.err(error.message);
    if (argument !== undefined) for (const line of watched().flatMap(([, report]) => watchLines(report))) shell.out(line);
    shell.out(`${count(errors.length, "error")}, ${count(warnings.length, "warning")}`);
  }
  return errors.length === 0 ? 0 : EXIT_CODES.config;
}

function count(many: number, noun: string): string {
  return `${many} ${noun}${many === 1 ? "" : "s"}`;
}
