import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import type { Run } from "../../launch/run.ts";
import { type Bench, planKeyFile } from "./bench-of-runs.ts";

/**
 * Where an apply dies by its own hand. apply-called: `apply-started` is on disk, terraform was not started. stack-ended: terraform has
 * ended, the ledger does not know.
 */
export type Death = "apply-called" | "stack-ended";

export interface EngineProcess {
  /** Leads its process group. */
  readonly child: ChildProcess;
  readonly exit: Promise<unknown>;
}

/** The engine's apply in a process of its own, on the bench's store. */
export function applyElsewhere(
  bench: Bench,
  run: Run,
  options: { readonly environment: object; readonly override?: object; readonly dieAt?: Death | undefined },
): EngineProcess {
  const script = join(bench.dir, "apply.cjs");
  writeFileSync(script, scriptOf(bench, run.id, options));
  const child = spawn(process.execPath, [script], { cwd: bench.dir, stdio: ["ignore", "ignore", "inherit"], detached: true });
  return { child, exit: once(child, "exit") };
}

function scriptOf(bench: Bench, runId: string, { environment, override = {}, dieAt }: Parameters<typeof applyElsewhere>[2]): string {
  const engine = join(bench.dir, "engine.cjs");
  const contents =
    'export * from "./apply.ts"; export * from "./store/store.ts"; export * from "./store/local-plan-keys.ts"; export * from "./terraform/terraform.ts";';
  const stdin = { contents, resolveDir: join(__dirname, "../../launch"), loader: "ts" } as const;
  buildSync({ stdin, bundle: true, platform: "node", format: "cjs", outfile: engine, logLevel: "error" });
  return `
    const engine = require(${JSON.stringify(engine)});
    const environment = ${JSON.stringify(environment)};
    const dieAt = ${JSON.stringify(dieAt ?? "never")};
    const die = () => process.kill(process.pid, "SIGKILL");
    engine.findTerraform(environment).then((binary) => {
      const terraform = engine.openTerraform({ binary, environment, override: ${JSON.stringify(override)} });
      return engine.applyRun({
        store: engine.openStore(${JSON.stringify(bench.store.dir)}, engine.localPlanKeys(${JSON.stringify(planKeyFile(bench.dir))})),
        terraform: dieAt === "apply-called" ? { ...terraform, apply: die } : terraform,
        runId: ${JSON.stringify(runId)}, operator: "ci@opsdesk.example", clock: () => new Date(${bench.now.getTime()}),
        onEvent: (event) => { if (event.kind === dieAt) die(); },
      });
    });`;
}
