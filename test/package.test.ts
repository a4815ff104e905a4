import { readFileSync } from "node:fs";
import { join } from "node:path";

interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly os?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock: { readonly packages: Readonly<Record<string, LockEntry>> } = JSON.parse(
  readFileSync(join(__dirname, "../package-lock.json"), "utf8"),
);

describe("package-lock.json", () => {
  it("holds the packages of every platform, or npm ci refuses", () => {
    const wanted = Object.entries(lock.packages).flatMap(([parent, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).map((name) => ({ parent, name })),
    );
    expect(wanted.filter(({ parent, name }) => !resolves(parent, name)).map(({ name }) => name)).toEqual([]);
  });

  it("names no registry", () => {
    expect(Object.entries(lock.packages).filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
  });

  it("says for which system a platform's package is", () => {
    const platforms = Object.entries(lock.packages).filter(([path]) => /-(darwin|win32|android|freebsd)-/.test(path));
    expect(platforms.length).toBeGreaterThan(10);
    expect(platforms.filter(([, { os = [] }]) => os.length !== 1).map(([path]) => path)).toEqual([]);
  });
});

/** As node looks for it: beside the parent, then one folder up at a time. */
function resolves(parent: string, name: string): boolean {
  for (let path = parent; ; path = path.slice(0, Math.max(0, path.lastIndexOf("/node_modules/")))) {
    if (lock.packages[`${path === "" ? "" : `${path}/`}node_modules/${name}`] !== undefined) return true;
    if (path === "") return false;
  }
}
