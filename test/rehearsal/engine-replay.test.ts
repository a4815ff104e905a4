import * as fc from "fast-check";
import { OrderLost } from "../launch/property/conductor.ts";
import { openDoubleGround } from "../launch/property/double-ground.ts";
import { openRealGround, openRealSite } from "../launch/property/real-ground.ts";
import { asked, lanes, told } from "../launch/property/replay.ts";
import { type Sequence, sequences } from "../launch/property/sequence.ts";
import { launchEverything, play, type Trace } from "../launch/property/stage.ts";

/** `.ci/run` plays 40 of them. */
const SEQUENCES = asked("SLIPWAY_REPLAYS") ?? 2;

/** What may differ between two grounds: where a process died is said by the one and obeyed by the other. */
function comparable({ died: _, ...trace }: Trace): object {
  return trace;
}

it(
  "keeps every promise on real terraform too, and does there what it does on the double",
  async () => {
    const site = await openRealSite();
    const [double, real] = [openDoubleGround(site.cast), await openRealGround(site)];
    try {
      const start = await launchEverything(double);
      await launchEverything(real);
      const replay = async (sequence: Sequence): Promise<void> => {
        const [rehearsed, played] = [double.copy(), await real.copy()];
        try {
          const like = await play(rehearsed, sequence, { start });
          const traces = await play(played, sequence, { start, like });
          expect(traces.map(comparable)).toEqual(like.map(comparable));
        } finally {
          await rehearsed.close();
          await played.close();
        }
      };
      // a machine that is so busy that it loses the order of calls gets one more chance; whatever the engine does wrong counts at once
      const property = fc.asyncProperty(sequences("real"), async (sequence) => {
        await replay(sequence).catch(async (error: unknown) => {
          if (!(error instanceof Error && error.cause instanceof OrderLost)) throw error;
          await replay(sequence);
        });
      });
      // most of the time one waits for terraform
      const results = await Promise.all(lanes(SEQUENCES).map(async (lane) => await fc.check(property, lane)));
      const failures = results.filter(({ failed }) => failed).map((result) => told(result, "test/rehearsal/engine-replay"));
      if (failures.length > 0) throw new Error(failures.join("\n\n"));
    } finally {
      await double.close();
      await real.close();
      site.close();
    }
  },
  (asked("SLIPWAY_SOAK_MINUTES") ?? 25) * 60_000 + 600_000,
);
