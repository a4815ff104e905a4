import { spawn } from "node:child_process";

export interface Measured {
  readonly minMs: number;
  readonly medianMs: number;
  readonly maxMs: number;
  /** Processor time of a whole process and its children, user and system: what a busy machine does not change. The middle of the runs. */
  readonly cpuMs?: number;
}

/** One line of `npm run bench`. `ratio` is ours to the peer's, measured in the same run on the same machine. */
export interface BenchLine {
  readonly case: string;
  readonly ours: Measured;
  readonly target: string;
  readonly peer?: { readonly name: string } & Measured;
  readonly ratio?: number;
  /** The same of processor time. */
  readonly cpuRatio?: number;
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
  const cpuTimes: number[] = [];
  for (let index = 0; index <= options.runs; index += 1) {
    const started = performance.now();
    const cpuMs = await runProcess(command, options.cwd);
    if (index === 0) continue;
    times.push(performance.now() - started);
    cpuTimes.push(cpuMs);
  }
  return { ...summary(times), cpuMs: summary(cpuTimes).medianMs };
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
  return rounded(ours.medianMs / peer.medianMs);
}

/** Both ratios of processes that were measured from outside. */
export function ratiosOf(ours: Measured, peer: Measured): Pick<BenchLine, "ratio" | "cpuRatio"> {
  const ratio = ratioOf(ours, peer);
  return ours.cpuMs === undefined || peer.cpuMs === undefined ? { ratio } : { ratio, cpuRatio: rounded(ours.cpuMs / peer.cpuMs) };
}

function rounded(ratio: number): number {
  return Math.round(ratio * 1000) / 1000;
}

export function summary(times: readonly number[]): Measured {
  // a tenth counts where a whole run takes a few milliseconds
  const sorted = times.map((time) => (time < 100 ? Math.round(time * 10) / 10 : Math.round(time))).sort((a, b) => a - b);
  return { minMs: sorted[0] ?? 0, medianMs: sorted[Math.floor(sorted.length / 2)] ?? 0, maxMs: sorted.at(-1) ?? 0 };
}

/** The shell's `times` says what its children took, which Node cannot. Source: POSIX.1-2017, Shell Command Language, times. */
const AND_TIMES = '"$0" "$@" >/dev/null; code=$?; times; exit $code';

/** Milliseconds of processor time. */
async function runProcess([command = "", ...args]: readonly string[], cwd: string): Promise<number> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, CI: "1", CHECKPOINT_DISABLE: "1", NO_COLOR: "1" };
  const child = spawn("sh", ["-c", AND_TIMES, command, ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].on("data", (chunk: Buffer) => {
      said[stream] += chunk.toString("utf8");
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}: ${said.stderr.slice(-2000)}`);
  return cpuMsOf(said.stdout);
}

/** The second line is the children's: `0m1.131000s 0m0.187000s`. */
function cpuMsOf(times: string): number {
  const [, children = ""] = times.trim().split("\n");
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
    0,
  );
}
