#!/usr/bin/env node
import { run } from "./run.ts";

/** Below this a live list wraps into columns of letters. */
const NARROWEST_COLUMNS = 40;

// A closed pipe (`slipway history | head`) is the reader's choice, not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

// the SDK warns of the node after next, on every command that meets a bucket
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

void run(process.argv.slice(2), {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  environment: process.env,
  workingDirectory: process.cwd(),
  now: () => new Date(),
  liveProgress: process.stderr.isTTY === true && process.stderr.columns >= NARROWEST_COLUMNS ? process.stderr : undefined,
  stdin: () => process.stdin,
  onInterrupt: (listener) => {
    process.on("SIGINT", listener);
    return () => void process.off("SIGINT", listener);
  },
}).then((code) => {
  process.exitCode = code;
});
