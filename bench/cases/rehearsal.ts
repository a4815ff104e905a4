import { join } from "node:path";
import { packageRoot } from "../../config/package-root.ts";
import { type BenchCase, measureProcess } from "../measure.ts";
import { projectWithRepositoryConfigs } from "../projects.ts";

const RUNS = 1;

/** The whole story: a zone and two environments launched, one harmful change, one rollback. */
export const rehearsalCase: BenchCase = {
  name: "whole rehearsal, warm",
  run: async () => {
    const project = projectWithRepositoryConfigs();
    try {
      const ours = await measureProcess([process.execPath, join(packageRoot(), "dist/cli/main.js"), "rehearse"], {
        cwd: project.dir,
        runs: RUNS,
      });
      return { case: rehearsalCase.name, ours, target: "< 60 s" };
    } finally {
      project.remove();
    }
  },
};
