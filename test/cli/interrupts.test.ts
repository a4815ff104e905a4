import { spawn } from "node:child_process";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { slipway, temporaryProject } from "./program.ts";

const project = temporaryProject();
afterAll(() => project.remove());

/** Stands before terraform: notes every SIGINT, and takes its time to apply. */
function slowTerraform(): string {
  const file = join(project.dir, "terraform");
  const script = `#!/bin/sh
[ "$1" = apply ] || exec terraform "$@"
trap 'echo SIGINT >> "${project.dir}/signals"' INT
touch "${project.dir}/applying"
until [ -e "${project.dir}/go" ]; do sleep 0.1; done
trap - INT
exec terraform "$@"
`;
  writeFileSync(file, script);
  chmodSync(file, 0o755);
  return file;
}

it("waits at the first Ctrl-C, stops terraform once at the second, and says so at the third", async () => {
  const env = { SLIPWAY_TERRAFORM: slowTerraform() };
  const planned = await slipway(["plan", "zone/opsdesk.example", "--rehearsal", "--json"], { cwd: project.dir, env });
  const { run, review } = JSON.parse(planned.stdout);
  const tokens = review.acknowledgements.flatMap(({ token }: { token: string }) => ["--acknowledge", token]);
  await slipway(["approve", run, "--rehearsal", ...tokens], { cwd: project.dir, env });

  const main = join(__dirname, "../../dist/cli/main.js");
  const child = spawn(process.execPath, [main, "apply", run, "--rehearsal"], {
    cwd: project.dir,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString("utf8");
  });
  const until = async (isSo: () => boolean): Promise<void> => {
    for (let tries = 0; !isSo() && tries < 600; tries += 1) await delay(100);
    expect(isSo()).toBe(true);
  };
  await until(() => existsSync(join(project.dir, "applying")));
  for (const answer of ["interrupted: the running step will end", "stopping: terraform is told once", "already stopping"]) {
    expect(said).not.toContain(answer);
    child.kill("SIGINT");
    await until(() => said.includes(answer));
  }
  await until(() => existsSync(join(project.dir, "signals")));
  writeFileSync(join(project.dir, "go"), "");
  await new Promise((resolve) => child.once("close", resolve));
  expect(readFileSync(join(project.dir, "signals"), "utf8")).toBe("SIGINT\n");
}, 120_000);
