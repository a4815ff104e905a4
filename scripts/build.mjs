// Compiles the command line, the config loader's worker, the app in cdktf.json and the package's front door into dist/.

import { chmodSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/**
 * Bundled: listr2, because it is published as ES modules only and the output is CommonJS that must run on node 20.19; zod and commander,
 * because every command loads them and one file starts much faster than fifty.
 */
const BUNDLED = new Set(["listr2", "zod", "commander"]);

const entryPoints = [
  "cli/main.ts",
  "cli/references.ts",
  "cli/shim-main.ts",
  "config/define.ts",
  "config/load-worker.ts",
  "stacks/main.ts",
  "bench/main.ts",
].filter((file) => existsSync(join(root, file)));

/** What a bundled package imports comes along; everything else that the sources import by name stays outside. */
const externalPackages = {
  name: "external-packages",
  setup(b) {
    b.onResolve({ filter: /^[^./]/ }, (args) => {
      const name = args.path.startsWith("@") ? args.path.split("/").slice(0, 2).join("/") : args.path.split("/")[0];
      const fromPackage = args.importer.includes("node_modules");
      if (fromPackage || BUNDLED.has(name) || args.kind === "entry-point") return undefined;
      return { path: args.path, external: true };
    });
  },
};

await build({
  absWorkingDir: root,
  entryPoints,
  outdir: "dist",
  outbase: ".",
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  sourcemap: "linked",
  logLevel: "warning",
  plugins: [externalPackages],
});

// npm does this for installed packages; in a clone, TERRAFORM_BINARY_NAME names the file itself
for (const program of ["dist/cli/main.js", "dist/cli/shim-main.js"]) chmodSync(join(root, program), 0o755);
