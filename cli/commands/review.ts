import { readReview, readRun } from "../../launch/run.ts";
import { reviewMarkdown } from "../../report/review-markdown.ts";
import type { Command } from "../command.ts";
import { findRunId } from "../runs.ts";
import { REHEARSAL_OPTION, storeOf } from "../site.ts";

/** `slipway review`: the review of a run again. */
export const review: Command = {
  name: "review",
  argument: "<run>",
  argumentDescription: "a run's id or its beginning, as plan and history print it",
  summary: "Print the review of a run again",
  options: [REHEARSAL_OPTION],
  example: "slipway review run-20261122T130501Z-3f9a0c --rehearsal",
  run: async (input) => {
    const store = storeOf(input);
    const { record } = await readRun(store, await findRunId(store, input.argument));
    const found = await readReview(store, record);
    input.shell.out(input.global.json ? JSON.stringify(found) : reviewMarkdown(found));
    return 0;
  },
};
