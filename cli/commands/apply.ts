import { applyRun } from "../../launch/apply.ts";
import type { Command } from "../command.ts";
import { openSite } from "../open-site.ts";
import { openProject } from "../project.ts";
import { projectDir } from "../project-dir.ts";
import { findRunId } from "../runs.ts";
import { REHEARSAL_OPTION, storeOf } from "../site.ts";
import { exitCodeOfFindings, findingLines, verifyRun } from "../verifying.ts";

/** `slipway apply`: authorize, apply exactly the approved plans, verify from outside, record. */
export const apply: Command = {
  name: "apply",
  argument: "<run>",
  argumentDescription: "an approved run's id",
  summary: "Apply exactly the approved plans of a run, then prove the result from outside",
  options: [REHEARSAL_OPTION],
  example: "slipway apply <run> --rehearsal",
  run: async (input) => {
    const { shell, global } = input;
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
      if (global.json) shell.out(JSON.stringify({ run: runId, applied, findings }));
      else for (const line of findingLines(findings)) shell.out(line);
      return exitCodeOfFindings(findings);
    } finally {
      await site.close();
    }
  },
};
