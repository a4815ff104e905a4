import { spawn } from "node:child_process";

export interface Measured {
  readonly minMs: number;
  readonly medianMs: number;
  readonly maxMs: number;
}

/** One line of `npm run bench`. `ratio` is ours to the peer's, measured in the same run on the same machine. */
export interface BenchLine {
  readonly case: string;
  readonly ours: Measured;
  readonly target: string;
  readonly peer?: { readonly name: string } & Measured;
  readonly ratio?: number;
  readonly note?: string;
}

export interface BenchCase {
  readonly name: string;
  readonly run: () => Promise<BenchLine>;
}

/** Whole processes, from outside, after one run that is not counted. @throws Error when one does not end with 0 */
export async function measureProcess(
  command: readonly string[],
  options: { readonly cwd: string; readonly runs: number },
): Promise<Measured> {
  const times: number[] = [];
  for (let index = 0; index <= options.runs; index += 1) {
    const started = performance.now();
    await runProcess(command, options.cwd);
    if (index > 0) times.push(performance.now() - started);
  }
  return summary(times);
}

export async function measure(runs: number, action: () => Promise<unknown>): Promise<Measured> {
  const times: number[] = [];
  for (let index = 0; index < runs; index += 1) times.push(await timed(action));
  return summary(times);
}

/** Milliseconds. */
export async function timed(action: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await action();
  return performance.now() - started;
}

export function ratioOf(ours: Measured, peer: Measured): number {
  return Math.round((ours.medianMs / peer.medianMs) * 1000) / 1000;
}

export function summary(times: readonly number[]): Measured {
  const sorted = times.map((time) => Math.round(time)).sort((a, b) => a - b);
  return { minMs: sorted[0] ?? 0, medianMs: sorted[Math.floor(sorted.length / 2)] ?? 0, maxMs: sorted.at(-1) ?? 0 };
}

async function runProcess([command = "", ...args]: readonly string[], cwd: string): Promise<void> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, CI: "1", CHECKPOINT_DISABLE: "1", NO_COLOR: "1" };
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString("utf8");
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}: ${stderr.slice(-2000)}`);
}
