import { requireReason } from "../../launch/reason.ts";
import { planRollback } from "../../launch/rollback/rollback.ts";
import { reviewMarkdown } from "../../report/review-markdown.ts";
import { type Command, flagOption, listOption, textOption } from "../command.ts";
import { commitOf } from "../commit.ts";
import { CONSENT_OPTIONS, consentOf } from "../consent.ts";
import { IDENTITY_OPTIONS } from "../identity.ts";
import { openSite } from "../open-site.ts";
import { openProject } from "../project.ts";
import { projectDir } from "../project-dir.ts";
import { REHEARSAL_OPTION } from "../site.ts";

/** `slipway rollback`: plans the way back as a new run, to be approved and applied like any other. */
export const rollback: Command = {
  name: "rollback",
  argument: "<target>",
  argumentDescription: "zone/<domain> or <launch>/<environment>",
  summary: "Plan the way back to an earlier run, as a new run",
  options: [
    REHEARSAL_OPTION,
    ...IDENTITY_OPTIONS,
    ...CONSENT_OPTIONS,
    { flags: "--bad <reason>", description: "why what is taken back is bad although it was verified: planning it again is refused" },
    {
      flags: "--orphan <stack/address>",
      description: "leave in the world what the way back would destroy and cannot; needs --reason; may be given several times",
      repeatable: true,
    },
    { flags: "--to <run>", description: "the run to go back to (default: the last verified one before the current)" },
  ],
  example: "slipway rollback chatbot/production --rehearsal",
  run: async (input) => {
    const { argument: target = "", options, global, shell } = input;
    const dir = projectDir(input);
    const site = await openSite(input, async () => (await openProject(dir)).model);
    try {
      const [to, bad, consent] = [textOption(options, "to"), textOption(options, "bad"), consentOf(options)];
      const orphans = listOption(options, "orphan");
      const run = await planRollback({
        store: site.store,
        terraform: site.terraform,
        secrets: site.secrets,
        target,
        ...(to === undefined ? {} : { toRun: to }),
        ...(bad === undefined ? {} : { badBecause: bad }),
        ...(consent === undefined ? {} : { consent }),
        ...(orphans.length === 0 ? {} : { orphans: { places: orphans, reason: requireReason(textOption(options, "reason"), "--orphan") } }),
        planner: site.planner(),
        // what was recorded goes back, not what anybody wrote since
        commit: { ...(await commitOf(dir)), authors: [], keys: [], unsigned: [] },
        now: shell.now(),
      });
      if (global.json) shell.out(JSON.stringify({ run: run.id, target, contentDigest: run.contentDigest, review: run.review }));
      else {
        shell.out(reviewMarkdown(run.review));
        const rehearsal = flagOption(options, "rehearsal") ? " --rehearsal" : "";
        if (run.restores !== undefined)
          shell.err(`this run restores what was deleted; once it is applied: slipway rollback ${target}${rehearsal}`);
        shell.err(`next: slipway approve ${run.id}${rehearsal}`);
      }
      return 0;
    } finally {
      await site.close();
    }
  },
};
