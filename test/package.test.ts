import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
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

describe("slipway/config, as a package", () => {
  const root = join(__dirname, "..");
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const project = mkdtempSync(join(tmpdir(), "slipway-package-"));
  const installed = join(project, "node_modules/slipway");

  beforeAll(() => {
    mkdirSync(join(installed, "dist"), { recursive: true });
    writeFileSync(join(installed, "package.json"), readFileSync(join(root, "package.json")));
    symlinkSync(join(root, "node_modules/zod"), join(project, "node_modules/zod"));
    execFileSync(process.execPath, [tsc, "-p", join(root, "tsconfig.types.json"), "--outDir", join(installed, "dist/types")]);
    const options = { strict: true, module: "nodenext", moduleResolution: "nodenext", noEmit: true, skipLibCheck: true, types: [] };
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["zone.ts"] }));
  });

  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it.each([
    { plan: "business", complaint: "" },
    { plan: "busines", complaint: "Did you mean '\"business\"'?" },
  ])("lets an editor judge plan $plan", ({ plan, complaint }) => {
    const zone = readFileSync(join(root, "config/zones/opsdesk.example.ts"), "utf8").replace('plan: "business"', `plan: "${plan}"`);
    writeFileSync(join(project, "zone.ts"), zone);
    const said = complaints(tsc, project);
    expect(said).toContain(complaint);
    expect(said === "").toBe(complaint === "");
  });
});

function complaints(tsc: string, project: string): string {
  return spawnSync(process.execPath, [tsc, "-p", project], { encoding: "utf8" }).stdout;
}

/** As node looks for it: beside the parent, then one folder up at a time. */
function resolves(parent: string, name: string): boolean {
  for (let path = parent; ; path = path.slice(0, Math.max(0, path.lastIndexOf("/node_modules/")))) {
    if (lock.packages[`${path === "" ? "" : `${path}/`}node_modules/${name}`] !== undefined) return true;
    if (path === "") return false;
  }
}
