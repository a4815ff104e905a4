import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../config/package-root.ts";
import { type BenchCase, measureProcess, ratiosOf } from "../measure.ts";
import { hostLabels, projectWithLaunches } from "../projects.ts";

const LAUNCHES = 500;
const RECORDS = 50;
const RUNS = 3;

/** Made by hand: `python3 -m venv .cache/octodns && .cache/octodns/bin/pip install octodns==1.22.0`. */
const OCTODNS = join(packageRoot(), ".cache/octodns/bin/octodns-sync");

/** `check` of many launches, each in a zone of its own, in one process; the peer plans the same records in the same zones, and finds no change. */
export const checkManyCase: BenchCase = {
  name: `check of ${LAUNCHES} launches of ${RECORDS} records`,
  run: async () => {
    const project = projectWithLaunches(LAUNCHES, RECORDS);
    const peerDir = mkdtempSync(join(tmpdir(), "slipway-bench-octodns-"));
    try {
      const ours = await measureProcess([process.execPath, join(packageRoot(), "dist/cli/main.js"), "check"], {
        cwd: project.dir,
        runs: RUNS,
      });
      const line = { case: checkManyCase.name, ours, target: "at least 4 times faster than octodns (ratio <= 0.25)" };
      if (!existsSync(OCTODNS)) return { ...line, note: "octodns is not installed in .cache/octodns, so there is no peer" };
      writeOctodns(peerDir, project.domains);
      const peer = await measureProcess([OCTODNS, "--quiet", "--config-file", "config.yaml"], { cwd: peerDir, runs: RUNS });
      return { ...line, peer: { name: "octodns-sync 1.22.0 from files to files, no change", ...peer }, ...ratiosOf(ours, peer) };
    } finally {
      project.remove();
      rmSync(peerDir, { recursive: true, force: true });
    }
  },
};

/** The same zones on both sides, so that the plan is empty; 4 workers, as its documentation suggests for many zones. */
function writeOctodns(dir: string, domains: readonly string[]): void {
  for (const side of ["source", "target"]) {
    mkdirSync(join(dir, side));
    for (const domain of domains) writeFileSync(join(dir, side, `${domain}.yaml`), zoneFile());
  }
  const provider = (side: string): string =>
    `  ${side}:\n    class: octodns.provider.yaml.YamlProvider\n    directory: ./${side}\n    default_ttl: 300\n    enforce_order: false\n`;
  const zones = domains.map((domain) => `  ${domain}.:\n    sources: [source]\n    targets: [target]\n`).join("");
  writeFileSync(
    join(dir, "config.yaml"),
    `manager:\n  max_workers: 4\nproviders:\n${provider("source")}${provider("target")}zones:\n${zones}`,
  );
}

function zoneFile(): string {
  return hostLabels(RECORDS)
    .map((label) => `${label}:\n  type: CNAME\n  value: ${label}.opsdesk-origin.example.\n`)
    .join("");
}
