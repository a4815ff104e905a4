import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Called {
  readonly cwd: string;
  readonly args: string;
  readonly run: string;
  readonly cliArgs: string;
}

export interface FakeTerraform {
  /** To be put in front of the PATH. */
  readonly bin: string;
  readonly calls: () => readonly Called[];
}

/**
 * A program named terraform that reports how it was called; `providers lock` writes `lockFile`, and every other command than `version`
 * ends with `exitCode`.
 */
export function fakeTerraform(dir: string, { lockFile = "", exitCode = 0 } = {}): FakeTerraform {
  const bin = join(dir, "bin");
  const log = join(dir, "calls.log");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(dir, "lock.hcl"), lockFile);
  writeFileSync(
    join(bin, "terraform"),
    `#!/bin/sh
echo "$PWD|$*|$TF_VAR_slipway_run|$TF_CLI_ARGS" >> '${log}'
case "$1" in
  version) echo 'Terraform v1.11.4' ;;
  providers) cp '${join(dir, "lock.hcl")}' .terraform.lock.hcl ;;
  *) exit ${exitCode} ;;
esac
`,
  );
  chmodSync(join(bin, "terraform"), 0o755);
  return {
    bin,
    calls: () =>
      (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []).map((line) => {
        const [cwd = "", args = "", run = "", cliArgs = ""] = line.split("|");
        return { cwd, args, run, cliArgs };
      }),
  };
}

/** A provider's block as `terraform providers lock` writes it. */
export function lockBlock(address: string, version: string): string {
  const hash = Buffer.from(`${address} ${version}`.padEnd(32).slice(0, 32)).toString("base64");
  return `provider "${address}" {\n  version     = "${version}"\n  constraints = "${version}"\n  hashes = [\n    "h1:${hash}",\n  ]\n}\n`;
}
