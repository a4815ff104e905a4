import type { Parameters, RunDetails } from "fast-check";

/** The same sequences each time, so that a change is to blame for a failure; the soak is for finding new ones. */
const SEED = 20_261_122;

/** A number out of the environment; undefined when it is not set. */
export function asked(name: string): number | undefined {
  const text = process.env[name];
  return text === undefined || text === "" ? undefined : Number(text);
}

/** Of fast-check: as asked by `SLIPWAY_SEED`, `SLIPWAY_PATH` and, for the soak, `SLIPWAY_SOAK_MINUTES`. */
export function settings(runs: number): Parameters<[unknown]> {
  const minutes = asked("SLIPWAY_SOAK_MINUTES");
  const seed = asked("SLIPWAY_SEED") ?? (minutes === undefined ? SEED : Math.trunc(Math.random() * 2 ** 31));
  const path = process.env.SLIPWAY_PATH;
  if (minutes !== undefined) process.stderr.write(`seed ${seed}\n`);
  return {
    seed,
    numRuns: minutes === undefined ? runs : 1_000_000,
    ...(minutes === undefined ? {} : { interruptAfterTimeLimit: minutes * 60_000, markInterruptAsFailure: false }),
    ...(path === undefined || path === "" ? {} : { path, endOnFailure: true }),
  };
}

/**
 * The same in two halves, each with a seed of its own, to be played side by side; one that is asked for by its path is played alone.
 *
 * The first failure is told as it is: to look for a smaller one by real processes takes longer than anybody waits.
 */
export function lanes(runs: number): readonly Parameters<[unknown]>[] {
  const { seed = SEED, ...rest } = { ...settings(Math.ceil(runs / 2)), endOnFailure: true };
  return rest.path === undefined ? [seed, seed + 1].map((each) => ({ ...rest, seed: each })) : [{ ...rest, seed }];
}

/** What to read first, and the line that plays the smallest failure again. */
export function told({ seed, counterexamplePath, counterexample, errorInstance, numRuns }: RunDetails<[unknown]>, suite: string): string {
  const error = errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance);
  const cause = errorInstance instanceof Error && errorInstance.cause instanceof Error ? causesOf(errorInstance.cause) : [];
  return [
    `after ${numRuns} sequences: ${error}`,
    ...cause.map((each) => `Cause: ${each}`),
    "",
    "Sequence that fails:",
    JSON.stringify(counterexample?.[0], null, 1),
    "",
    "Play it again:",
    `SLIPWAY_SEED=${seed} SLIPWAY_PATH=${counterexamplePath} npx jest ${suite}`,
  ].join("\n");
}

function causesOf(error: Error): string[] {
  return [error.message, ...(error.cause instanceof Error ? causesOf(error.cause) : [])];
}
