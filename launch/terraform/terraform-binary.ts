import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { SlipwayError } from "../../errors/slipway-error.ts";

/** Ephemeral variables and write-only attributes. Source: Terraform 1.11 and OpenTofu 1.11 release notes. */
export const OLDEST_TERRAFORM = "1.11.0";

export function findExecutable(name: string, searchPath: string): string | undefined {
  const candidates = isAbsolute(name) ? [name] : searchPath.split(delimiter).map((dir) => join(dir, name));
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return isAbsolute(candidate) && statSync(candidate).isFile(); // a folder may be "executable" too
    } catch {
      return false;
    }
  });
}

export function isOlder(version: string, than: string): boolean {
  const numbers = (text: string): readonly number[] => text.split(/[.-]/).map(Number);
  const [one, other] = [numbers(version), numbers(than)];
  for (const index of [0, 1, 2]) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return version.includes("-"); // a pre-release comes before its release
}

export function missing(names: readonly string[]): SlipwayError {
  return new SlipwayError({
    kind: "config",
    code: "TERRAFORM_MISSING",
    where: "PATH",
    expected: `terraform or tofu, ${OLDEST_TERRAFORM} or newer`,
    got: `no program that answers as one (looked for ${names.join(", ")})`,
    fix: "install Terraform or OpenTofu, or name the program in SLIPWAY_TERRAFORM",
  });
}

export function tooOld(path: string, got: string): SlipwayError {
  return new SlipwayError({
    kind: "config",
    code: "TERRAFORM_TOO_OLD",
    where: path,
    expected: `Terraform or OpenTofu ${OLDEST_TERRAFORM} or newer`,
    got,
    fix: "install a newer one, or name another program in SLIPWAY_TERRAFORM",
  });
}
