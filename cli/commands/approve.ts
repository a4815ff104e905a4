import { approveRun, LONGEST_HOURS, LONGEST_WAY_BACK_HOURS, VALID_FOR_HOURS, WAY_BACK_HOURS } from "../../launch/trust/approve.ts";
import { type Command, flagOption, listOption, textOption } from "../command.ts";
import { hoursOption } from "../hours.ts";
import { IDENTITY_OPTIONS, signerOf } from "../identity.ts";
import { projectDir } from "../project-dir.ts";
import { rehearsalSigner } from "../rehearsal-keys.ts";
import { findRunId } from "../runs.ts";
import { REHEARSAL_OPTION, storeOf } from "../site.ts";
import { storeDir } from "../store-dir.ts";

/** `slipway approve`: signs the envelope of a run. */
export const approve: Command = {
  name: "approve",
  argument: "<run>",
  argumentDescription: "a run's id, as plan and history print it",
  summary: "Sign exactly the plans of a run; not for the person who planned it",
  options: [
    REHEARSAL_OPTION,
    ...IDENTITY_OPTIONS,
    {
      flags: "--acknowledge <token>",
      description: "admit a danger that the review names, by its token; may be given several times",
      repeatable: true,
    },
    { flags: "--valid-hours <hours>", description: "how long the approval holds", default: String(VALID_FOR_HOURS) },
    {
      flags: "--with-way-back",
      description: "approve the rollback that the review lists as well: inside it, no second approval is needed",
    },
    { flags: "--way-back-valid-hours <hours>", description: "how long the way back is approved", default: String(WAY_BACK_HOURS) },
  ],
  example: "slipway approve <run> --as ben@opsdesk.example --key ~/.ssh/id_ed25519",
  run: async (input) => {
    const { options, global, shell } = input;
    const store = await storeOf(input);
    const runId = await findRunId(store, input.argument);
    const signer = flagOption(options, "rehearsal")
      ? await rehearsalSigner(storeDir(projectDir(input), true), "approver")
      : signerOf(input);
    const approval = await approveRun({
      store,
      runId,
      signer,
      acknowledgements: listOption(options, "acknowledge"),
      now: shell.now(),
      validForHours: hoursOption("--valid-hours", textOption(options, "validHours") ?? String(VALID_FOR_HOURS), LONGEST_HOURS),
      ...(flagOption(options, "withWayBack")
        ? {
            wayBackHours: hoursOption(
              "--way-back-valid-hours",
              textOption(options, "wayBackValidHours") ?? String(WAY_BACK_HOURS),
              LONGEST_WAY_BACK_HOURS,
            ),
          }
        : {}),
    });
    const { missing, expiresAt, wayBack } = approval;
    if (global.json) shell.out(JSON.stringify({ run: runId, approvedBy: signer.id, expiresAt, missing, wayBack }));
    else {
      shell.out(`${runId} approved by ${signer.id}, until ${expiresAt}`);
      if (wayBack !== null) shell.out(`the way back to ${wayBack.to} is approved as well, until ${wayBack.expiresAt}`);
      if (missing > 0) shell.out(`${missing} more approval${missing === 1 ? " is" : "s are"} missing`);
    }
    return 0;
  },
};
