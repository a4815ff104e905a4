import * as fc from "fast-check";
import { play, type Tally } from "./play.ts";
import { sequences } from "./sequence.ts";
import type { sign, whyNotSignedBy } from "./signing-double.ts";

jest.mock("../../launch/ssh-signature.ts", () => {
  const real = jest.requireActual("../../launch/ssh-signature.ts");
  let loaded: { sign: typeof sign; whyNotSignedBy: typeof whyNotSignedBy } | undefined;
  // at its first use: it needs the very module that is being replaced
  const double = (): { sign: typeof sign; whyNotSignedBy: typeof whyNotSignedBy } => (loaded ??= jest.requireActual("./signing-double.ts"));
  return {
    ...real,
    sign: async (...args: Parameters<typeof sign>) => await double().sign(...args),
    whyNotSignedBy: async (...args: Parameters<typeof whyNotSignedBy>) => await double().whyNotSignedBy(...args),
    identityOf: async (signer: Parameters<typeof sign>[1]) => real.keyInSignature(await double().sign("", signer, "slipway-plan")),
  };
});

/** `npm run soak -- --minutes N` sets the time and plays new sequences; `SLIPWAY_SEED` plays a failure again. */
const MINUTES = Number(process.env.SLIPWAY_SOAK_MINUTES ?? "0");
/** The same sequences each time, so that a change is to blame for a failure; the soak is for finding new ones. */
const SEED = process.env.SLIPWAY_SEED ?? (MINUTES > 0 ? undefined : "20261122");
/** `.ci/run` plays all of them. */
const ALL_SEQUENCES = 500;
const SEQUENCES = Number(process.env.SLIPWAY_SEQUENCES ?? "80");

it(
  "keeps every promise of the engine in any sequence of changes, approvals, crashes, drift and rollbacks, and converges",
  async () => {
    const tally: Tally = new Map();
    await fc.assert(
      fc.asyncProperty(sequences, async (sequence) => await play(sequence, tally)),
      {
        numRuns: MINUTES > 0 ? 1_000_000 : SEQUENCES,
        ...(MINUTES > 0 ? { interruptAfterTimeLimit: MINUTES * 60_000, markInterruptAsFailure: false } : {}),
        ...(SEED === undefined ? {} : { seed: Number(SEED) }),
      },
    );
    if (MINUTES > 0)
      process.stderr.write(
        `${[...tally]
          .sort()
          .map(([what, count]) => `${count} ${what}`)
          .join("\n")}\n`,
      );
    if (MINUTES > 0 || SEQUENCES < ALL_SEQUENCES) return;
    // a property that only ever saw refusals would prove nothing
    for (const seen of ["launch: done", "rollback: done", "launch: gone", "launch: APPLY_INTERRUPTED", "apply: RUN_ALREADY_APPLIED"])
      expect([seen, (tally.get(seen) ?? 0) > 0]).toEqual([seen, true]);
  },
  MINUTES > 0 ? (MINUTES + 5) * 60_000 : 600_000,
);
