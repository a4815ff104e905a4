import { SlipwayError } from "../../errors/slipway-error.ts";
import { approveRun } from "../../launch/approve.ts";
import { type Command, flagOption, listOption, textOption } from "../command.ts";
import { IDENTITY_OPTIONS, signerOf } from "../identity.ts";
import { projectDir } from "../project-dir.ts";
import { rehearsalSigner } from "../rehearsal-keys.ts";
import { findRunId } from "../runs.ts";
import { REHEARSAL_OPTION, storeDir, storeOf } from "../site.ts";

const DEFAULT_VALID_HOURS = 24;
const MAX_VALID_HOURS = 168;

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
    { flags: "--valid-hours <hours>", description: "how long the approval holds", default: String(DEFAULT_VALID_HOURS) },
  ],
  example: "slipway approve <run> --as ben@opsdesk.example --key ~/.ssh/id_ed25519",
  run: async (input) => {
    const { options, global, shell } = input;
    const store = storeOf(input);
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
      validForHours: validHours(textOption(options, "validHours")),
    });
    if (global.json) shell.out(JSON.stringify({ run: runId, approvedBy: signer.id, expiresAt: approval.expiresAt }));
    else shell.out(`${runId} approved by ${signer.id}, until ${approval.expiresAt}`);
    return 0;
  },
};

function validHours(text = String(DEFAULT_VALID_HOURS)): number {
  const hours = Number(text);
  if (Number.isInteger(hours) && hours >= 1 && hours <= MAX_VALID_HOURS) return hours;
  throw new SlipwayError({
    kind: "config",
    code: "OPTION_VALUE",
    where: "--valid-hours",
    expected: `a whole number from 1 to ${MAX_VALID_HOURS}`,
    got: JSON.stringify(text),
    fix: "give the number of hours the approval shall hold",
  });
}
