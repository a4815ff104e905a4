import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..", "..");
const START_LIMIT_MS = 30_000;

export interface Emulator {
  readonly endpoint: string;
  readonly stop: () => Promise<void>;
}

/** Starts moto as a whole AWS account on a free port of its own. `.ci/real-tools.sh` installs it. */
export async function startMoto(): Promise<Emulator> {
  const program = process.env.SLIPWAY_MOTO_SERVER ?? join(root, ".cache/real/python/bin/moto_server");
  if (!existsSync(program)) throw new Error("moto_server is missing: run .ci/real-tools.sh, or name it in SLIPWAY_MOTO_SERVER");
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn(program, ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  try {
    await untilAnswers(endpoint, child);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  return { endpoint, stop: () => stopped(child) };
}

/** The folder that `terraform init -plugin-dir` takes, with the real AWS provider in it. */
export function awsPluginDir(version: string): string {
  const candidates = [
    process.env.SLIPWAY_TF_PLUGIN_DIR,
    join(homedir(), ".terraform.d/plugins"),
    "/usr/local/share/terraform/plugins",
    "/usr/share/terraform/plugins",
    "/opt/tf-plugins",
  ];
  const found = candidates.find((dir) => dir !== undefined && holdsAws(dir, version));
  if (found === undefined)
    throw new Error(`the real AWS provider ${version} is missing: put it into a plugin folder and name that in SLIPWAY_TF_PLUGIN_DIR`);
  return found;
}

function holdsAws(dir: string, version: string): boolean {
  const provider = join(dir, "registry.terraform.io/hashicorp/aws", version);
  return existsSync(provider) && readdirSync(provider).length > 0;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function untilAnswers(endpoint: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`moto_server ended with ${child.exitCode}`);
    const answered = await fetch(`${endpoint}/moto-api/`).then(
      (response) => response.ok,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("moto_server did not answer in time");
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  await new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGKILL"), 5_000).unref();
  });
}
