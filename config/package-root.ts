import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SlipwayError } from "../errors/slipway-error.ts";

let found: string | undefined;

/**
 * Folder of this package, in a clone and in node_modules alike. Found by walking up, because the depth of the running file differs
 * between the sources and `dist/`.
 */
export function packageRoot(): string {
  found ??= packageRootAbove(__dirname);
  return found;
}

/** As package.json says it. */
export function packageVersion(): string {
  const content: unknown = JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8"));
  return typeof content === "object" && content !== null && "version" in content ? String(content.version) : "";
}

/** @throws SlipwayError PACKAGE_ROOT_MISSING */
export function packageRootAbove(start: string): string {
  for (let dir = start; ; dir = dirname(dir)) {
    if (isPackage(join(dir, "package.json"))) return dir;
    if (dirname(dir) === dir) {
      throw new SlipwayError({
        kind: "bug",
        code: "PACKAGE_ROOT_MISSING",
        where: "installation",
        expected: 'a package.json named "slipway" above the running program',
        got: "none",
        fix: "install slipway again",
      });
    }
  }
}

function isPackage(file: string): boolean {
  if (!existsSync(file)) return false;
  const content: unknown = JSON.parse(readFileSync(file, "utf8"));
  return typeof content === "object" && content !== null && "name" in content && content.name === "slipway";
}
