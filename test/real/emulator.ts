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
  return await start("moto_server", "SLIPWAY_MOTO_SERVER", "/moto-api/", (port) => ({
    args: ["-H", "127.0.0.1", "-p", String(port)],
    env: {},
  }));
}

/** The same of another make: what both of them do is less likely a whim of one. */
export async function startMinistack(): Promise<Emulator> {
  // without BIND_HOST it listens to the whole network
  return await start("ministack", "SLIPWAY_MINISTACK", "/_ministack/health", (port) => ({
    args: [],
    env: { BIND_HOST: "127.0.0.1", GATEWAY_PORT: String(port) },
  }));
}

async function start(
  name: string,
  variable: string,
  health: string,
  settings: (port: number) => { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> },
): Promise<Emulator> {
  const program = process.env[variable] ?? join(root, ".cache/real/python/bin", name);
  if (!existsSync(program)) throw new Error(`${name} is missing: run .ci/real-tools.sh, or name it in ${variable}`);
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const { args, env } = settings(port);
  const child = spawn(program, args, { stdio: "ignore", env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env } });
  try {
    await untilAnswers(endpoint + health, child);
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

async function untilAnswers(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the emulator ended with ${child.exitCode}`);
    const answered = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("the emulator did not answer in time");
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  await new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGKILL"), 5_000).unref();
  });
}
