import { reviewMarkdown } from "../../report/review-markdown.ts";
import { type Command, flagOption } from "../command.ts";
import { commitSinceApplied } from "../commit.ts";
import { CONSENT_OPTIONS, consentOf } from "../consent.ts";
import { IDENTITY_OPTIONS } from "../identity.ts";
import { planTarget } from "../launching.ts";
import { openSite } from "../open-site.ts";
import { openProject } from "../project.ts";
import { projectDir } from "../project-dir.ts";
import { readEvidence } from "../read-evidence.ts";
import { REHEARSAL_OPTION } from "../site.ts";
import { modelToPlan, STAGE_OPTION, stageOption } from "../stages.ts";

/** `slipway plan`: saved plans, a content digest and a review. Changes nothing. */
export const plan: Command = {
  name: "plan",
  argument: "<target>",
  argumentDescription: "account, zone/<domain> or <launch>/<environment>",
  summary: "Save the plans of a target and write the review",
  options: [REHEARSAL_OPTION, STAGE_OPTION, ...IDENTITY_OPTIONS, ...CONSENT_OPTIONS],
  example: "slipway plan zone/opsdesk.example --rehearsal",
  run: async (input) => {
    const { argument: target = "", options, global, shell } = input;
    const dir = projectDir(input);
    const project = await openProject(dir, target);
    for (const warning of project.warnings) shell.err(`warning: ${warning.message}`);
    const site = await openSite(input, async () => project.model);
    try {
      const run = await planTarget({
        model: await modelToPlan(project, target, site.store, stageOption(options)),
        target,
        site,
        commit: await commitSinceApplied(dir, site.store, target),
        now: shell.now(),
        consent: consentOf(options),
        evidence: target.startsWith("zone/") ? readEvidence(dir, target.slice("zone/".length)) : undefined,
      });
      if (global.json) shell.out(JSON.stringify({ run: run.id, target, contentDigest: run.contentDigest, review: run.review }));
      else {
        shell.out(reviewMarkdown(run.review));
        const rehearsal = flagOption(options, "rehearsal") ? " --rehearsal" : "";
        shell.err(`next: slipway approve ${run.id}${rehearsal}`);
      }
      return 0;
    } finally {
      await site.close();
    }
  },
};
