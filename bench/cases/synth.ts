import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../config/package-root.ts";
import { type BenchCase, measureProcess, ratioOf } from "../measure.ts";

const RUNS = 3;

/** The repository's app, all stacks, against `cdktf synth` of the same app. */
export const synthCase: BenchCase = {
  name: "synth of the app",
  run: async () => {
    const root = packageRoot();
    const out = mkdtempSync(join(tmpdir(), "slipway-bench-"));
    try {
      const ours = await measureProcess([process.execPath, join(root, "dist/cli/main.js"), "synth", "--out", join(out, "ours")], {
        cwd: root,
        runs: RUNS,
      });
      const target = "at least 4 times faster than cdktf synth (ratio <= 0.25)";
      const cdktf = join(root, "node_modules/.bin/cdktf");
      if (!existsSync(cdktf)) return { case: synthCase.name, ours, target, note: "cdktf-cli is not installed here, so there is no peer" };
      const peer = await measureProcess([process.execPath, cdktf, "synth", "--output", join(out, "peer")], { cwd: root, runs: RUNS });
      return { case: synthCase.name, ours, target, peer: { name: "cdktf synth", ...peer }, ratio: ratioOf(ours, peer) };
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  },
};
