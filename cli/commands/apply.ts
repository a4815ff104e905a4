import { applyRun } from "../../launch/apply.ts";
import type { Command } from "../command.ts";
import { openSite } from "../open-site.ts";
import { openProject } from "../project.ts";
import { projectDir } from "../project-dir.ts";
import { findRunId } from "../runs.ts";
import { REHEARSAL_OPTION, storeOf } from "../site.ts";
import { tellFindings, verifyRun } from "../verifying.ts";

/** `slipway apply`: authorize, apply exactly the approved plans, verify from outside, record. */
export const apply: Command = {
  name: "apply",
  argument: "<run>",
  argumentDescription: "an approved run's id",
  summary: "Apply exactly the approved plans of a run, then prove the result from outside",
  options: [REHEARSAL_OPTION],
  example: "slipway apply <run> --rehearsal",
  run: async (input) => {
    const { shell } = input;
    const runId = await findRunId(storeOf(input), input.argument);
    const site = await openSite(input, async () => (await openProject(projectDir(input))).model);
    try {
      const applied = await applyRun({
        store: site.store,
        terraform: site.terraform,
        runId,
        operator: shell.environment.SLIPWAY_AS ?? shell.environment.USER ?? "unknown",
        clock: shell.now,
        onEvent: (event) => shell.err(event.message),
      });
      const findings = await verifyRun({ store: site.store, runId, world: site.probeWorld, now: shell.now() });
      return tellFindings(input, applied.target, findings, { run: runId, outcomes: applied.outcomes });
    } finally {
      await site.close();
    }
  },
};
