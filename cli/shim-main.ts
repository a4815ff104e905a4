#!/usr/bin/env node
import { SlipwayError, SlipwayErrors } from "../errors/slipway-error.ts";
import { EXIT_CODES, exitCodeOf } from "./exit-code.ts";
import { shim } from "./shim.ts";

// The program for TERRAFORM_BINARY_NAME. A plan that terraform saves holds the whole state in clear, so nobody else may read it.
process.umask(0o077);

const out = (line: string): void => void process.stdout.write(`${line}\n`);
const err = (line: string): void => void process.stderr.write(`${line}\n`);

void shim({ argv: process.argv.slice(2), environment: process.env, workingDirectory: process.cwd(), out })
  .catch((error: unknown) => {
    const errors = error instanceof SlipwayErrors ? error.errors : [error];
    for (const each of errors) err(each instanceof SlipwayError ? each.message : String(each instanceof Error ? each.stack : each));
    const kinds = errors.flatMap((each) => (each instanceof SlipwayError ? [each.parts.kind] : []));
    return kinds.length === errors.length ? exitCodeOf(kinds) : EXIT_CODES.bug;
  })
  .then((code) => {
    process.exitCode = code;
  });
