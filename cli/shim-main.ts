#!/usr/bin/env node
import { SlipwayError, SlipwayErrors } from "../errors/slipway-error.ts";
import type { Shell } from "./command.ts";
import { EXIT_CODES, exitCodeOf } from "./exit-code.ts";
import { shim } from "./shim.ts";
import { safeShell } from "./terminal-text.ts";

// The program for TERRAFORM_BINARY_NAME. A plan that terraform saves holds the whole state in clear, so nobody else may read it.
process.umask(0o077);

// as cli/main.ts: the SDK warns of the node after next
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const out = (line: string): void => void process.stdout.write(`${line}\n`);
const err = (line: string): void => void process.stderr.write(`${line}\n`);

// cdktf reads through a terminal that it may close first; what has begun is ended and recorded all the same
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
process.on("SIGHUP", () => undefined);

const shell: Shell = safeShell({
  out,
  err: out,
  environment: process.env,
  workingDirectory: process.cwd(),
  now: () => new Date(),
  liveProgress: undefined,
  stdin: () => process.stdin,
  onInterrupt: (listener) => {
    process.on("SIGINT", listener);
    return () => void process.off("SIGINT", listener);
  },
});

void shim({ argv: process.argv.slice(2), environment: process.env, workingDirectory: process.cwd(), out: shell.out, shell })
  .catch((error: unknown) => {
    const errors = error instanceof SlipwayErrors ? error.errors : [error];
    for (const each of errors) err(each instanceof SlipwayError ? each.message : String(each instanceof Error ? each.stack : each));
    const kinds = errors.flatMap((each) => (each instanceof SlipwayError ? [each.parts.kind] : []));
    return kinds.length === errors.length ? exitCodeOf(kinds) : EXIT_CODES.bug;
  })
  .then((code) => {
    process.exitCode = code;
  });
