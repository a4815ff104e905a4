import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../config/package-root.ts";
import { type BenchCase, type Measured, measureProcess } from "../measure.ts";
import { projectWithLaunches } from "../projects.ts";

const SIZES = [1, 10, 100, 1000] as const;
const HOSTS = 5;

/** Run before the program: leaves the process's largest resident size, in kilobytes, in the file that it is told. */
const NOTE_PEAK = `process.on("exit", () => require("node:fs").writeFileSync(process.execArgv.at(-1) + ".kb", String(process.resourceUsage().maxRSS)));`;

/** Synth of so many environments, each in a zone of its own: what one more costs must not depend on how many there are. */
export const synthGrowthCase: BenchCase = {
  name: `synth of ${SIZES.at(-1)} environments`,
  run: async () => {
    const sizes: { readonly count: number; readonly took: Measured; readonly peakMegabytes: number }[] = [];
    for (const count of SIZES) sizes.push({ count, ...(await synthOf(count)) });
    const [one, , hundred, thousand] = sizes;
    if (one === undefined || hundred === undefined || thousand === undefined) throw new Error("four sizes are measured");
    const each = (more: typeof one): number => (cpuOf(more.took) - cpuOf(one.took)) / (more.count - one.count);
    return {
      case: synthGrowthCase.name,
      ours: thousand.took,
      target: "linear, memory flat: one of 1,000 costs what one of 100 does",
      ratio: Math.round((each(thousand) / each(hundred)) * 1000) / 1000,
      note: sizes.map(({ count, took, peakMegabytes }) => `${count}: ${cpuOf(took)} ms of processor time, ${peakMegabytes} MB`).join("; "),
    };
  },
};

async function synthOf(count: number): Promise<{ readonly took: Measured; readonly peakMegabytes: number }> {
  const project = projectWithLaunches(count, HOSTS);
  try {
    const preload = join(project.dir, "peak.cjs");
    writeFileSync(preload, NOTE_PEAK);
    const main = join(packageRoot(), "dist/cli/main.js");
    const took = await measureProcess([process.execPath, "--require", preload, main, "synth", "--out", "out"], {
      cwd: project.dir,
      runs: 1,
    });
    return { took, peakMegabytes: Math.round(Number(readFileSync(`${preload}.kb`, "utf8")) / 1024) };
  } finally {
    project.remove();
  }
}

function cpuOf({ cpuMs = 0 }: Measured): number {
  return cpuMs;
}
