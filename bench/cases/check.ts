import { join } from "node:path";
import { packageRoot } from "../../config/package-root.ts";
import { type BenchCase, measureProcess, ratiosOf } from "../measure.ts";
import { projectWithHosts } from "../projects.ts";

const RECORDS = 100;
const RUNS = 9;

/** `check` of one 100-record launch in its own node process; the peer is a node process that does nothing. */
export const checkCase: BenchCase = {
  name: `check of one ${RECORDS}-record launch`,
  run: async () => {
    const project = projectWithHosts(RECORDS);
    try {
      const ours = await measureProcess([process.execPath, join(packageRoot(), "dist/cli/main.js"), "check"], {
        cwd: project.dir,
        runs: RUNS,
      });
      const peer = await measureProcess([process.execPath, "-e", "0"], { cwd: project.dir, runs: RUNS });
      return { case: checkCase.name, ours, target: "< 300 ms", peer: { name: "node -e 0", ...peer }, ...ratiosOf(ours, peer) };
    } finally {
      project.remove();
    }
  },
};
