import { readReview, readRun } from "../../launch/run.ts";
import { signOffRun } from "../../launch/trust/sign-off.ts";
import { reviewMarkdown } from "../../report/review-markdown.ts";
import { type Command, flagOption } from "../command.ts";
import { IDENTITY_OPTIONS, signerOf } from "../identity.ts";
import { projectDir } from "../project-dir.ts";
import { rehearsalSigner } from "../rehearsal-keys.ts";
import { findRunId } from "../runs.ts";
import { REHEARSAL_OPTION, storeOf } from "../site.ts";
import { storeDir } from "../store-dir.ts";

/** `slipway review`: the review of a run again; with `--sign-off`, a second person's word on an emergency. */
export const review: Command = {
  name: "review",
  argument: "<run>",
  argumentDescription: "a run's id or its beginning, as plan and history print it",
  summary: "Print the review of a run again",
  options: [
    REHEARSAL_OPTION,
    ...IDENTITY_OPTIONS,
    { flags: "--sign-off", description: "say, signed, that you have read what somebody applied with --break-glass" },
  ],
  example: "slipway review run-20261122T130501Z-3f9a0c --rehearsal",
  run: async (input) => {
    const store = await storeOf(input);
    const runId = await findRunId(store, input.argument);
    if (flagOption(input.options, "signOff")) {
      const isRehearsal = flagOption(input.options, "rehearsal");
      const signer = isRehearsal ? await rehearsalSigner(storeDir(projectDir(input), true), "reviewer") : signerOf(input);
      await signOffRun({ store, runId, signer, now: input.shell.now() });
      input.shell.out(input.global.json ? JSON.stringify({ run: runId, signedOffBy: signer.id }) : `${runId} signed off by ${signer.id}`);
      return 0;
    }
    const { record } = await readRun(store, runId);
    const found = await readReview(store, record);
    input.shell.out(input.global.json ? JSON.stringify(found) : reviewMarkdown(found));
    return 0;
  },
};
