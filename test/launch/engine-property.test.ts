import * as fc from "fast-check";
import { type DoubleGround, openDoubleGround, quickCast } from "./property/double-ground.ts";
import { FOUND } from "./property/found.ts";
import { asked, settings, told } from "./property/replay.ts";
import { sequences } from "./property/sequence.ts";
import type { sign, whyNotSignedBy } from "./property/signing-double.ts";
import { launchEverything, play, type Tally } from "./property/stage.ts";

jest.mock("../../launch/trust/ssh-signature.ts", () => {
  const real = jest.requireActual("../../launch/trust/ssh-signature.ts");
  let loaded: { sign: typeof sign; whyNotSignedBy: typeof whyNotSignedBy } | undefined;
  // at its first use: it needs the very module that is being replaced
  const double = (): { sign: typeof sign; whyNotSignedBy: typeof whyNotSignedBy } =>
    (loaded ??= jest.requireActual("./property/signing-double.ts"));
  return {
    ...real,
    sign: async (...args: Parameters<typeof sign>) => await double().sign(...args),
    whyNotSignedBy: async (...args: Parameters<typeof whyNotSignedBy>) => await double().whyNotSignedBy(...args),
    identityOf: async (signer: Parameters<typeof sign>[1]) => real.keyInSignature(await double().sign("", signer, "slipway-plan")),
  };
});

/** `.ci/run` plays all of them. */
const ALL_SEQUENCES = 500;
const SEQUENCES = asked("SLIPWAY_SEQUENCES") ?? 80;

/** A property that only ever saw refusals would prove nothing. */
const SEEN = [
  "launch: done",
  "launch: gone",
  "launch: APPLY_INTERRUPTED",
  "launch: APPLY_FAILED",
  "launch: FOREIGN_CHANGE",
  "launch: DRIFT_SINCE_REVIEW",
  "launch: PROTECTED_BY_RECORD",
  "launch: FOREIGN_STATE",
  "rollback: CONTENT_QUARANTINED",
  "rollback: done",
  "apply: done",
  "apply: RUN_ALREADY_APPLIED",
  "recover: done",
  "recover: gone",
  "both: done",
  "both: LAUNCH_LOCKED",
  "unlock: NOTHING_TO_UNLOCK",
] as const;

it(
  "keeps every promise of the engine in any sequence of changes, approvals, crashes, drift and rollbacks, and converges",
  async () => {
    const tally: Tally = new Map();
    const cast = quickCast();
    const live = openDoubleGround(cast);
    const start = await launchEverything(live);
    const property = fc.asyncProperty(sequences("double"), async (sequence) => {
      const ground: DoubleGround = sequence.isLaunched ? live.copy() : openDoubleGround(cast);
      try {
        await play(ground, sequence, { tally, ...(sequence.isLaunched ? { start } : {}) });
      } finally {
        await ground.close();
      }
    });
    const result = await fc.check(property, settings(SEQUENCES));
    await live.close();
    if (result.failed) throw new Error(told(result, "test/launch/engine-property"));
    const seen = [...tally].sort().map(([what, count]) => `${count} ${what}`);
    if (asked("SLIPWAY_SOAK_MINUTES") !== undefined) process.stderr.write(`${seen.join("\n")}\n`);
    else if (result.numRuns >= ALL_SEQUENCES) expect(SEEN.filter((each) => !tally.has(each))).toEqual([]);
  },
  (asked("SLIPWAY_SOAK_MINUTES") ?? 10) * 60_000 + 600_000,
);

it.each(FOUND)("keeps every promise when $what", async ({ sequence }) => {
  const ground = openDoubleGround(quickCast());
  try {
    await play(ground, sequence, { start: await launchEverything(ground) });
  } finally {
    await ground.close();
  }
});
