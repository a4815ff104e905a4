import { spawn } from "node:child_process";

/** Terraform on the caller's own terminal, for the shim. Gives its exit code, or 1 when a signal ended it. */
export async function runOnTerminal(
  path: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<number> {
  const child = spawn(path, args, { cwd, env: { ...env }, stdio: "inherit" });
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  const signals = ["SIGTERM", "SIGHUP"] as const;
  const wait = (): void => undefined; // Ctrl-C reaches terraform by itself, which has to end first
  for (const signal of signals) process.on(signal, forward);
  process.on("SIGINT", wait);
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => resolve(code ?? 1));
    });
  } finally {
    for (const signal of signals) process.off(signal, forward);
    process.off("SIGINT", wait);
  }
}
