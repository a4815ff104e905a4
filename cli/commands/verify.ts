import type { Model } from "../../config/model.ts";
import { historyOf } from "../../launch/status.ts";
import type { Command } from "../command.ts";
import { openSite } from "../open-site.ts";
import { findTarget, openProject } from "../project.ts";
import { projectDir } from "../project-dir.ts";
import { environmentFacts, type RecordedModel, recordedModelOf, zoneFacts } from "../recorded-model.ts";
import { REHEARSAL_OPTION } from "../site.ts";
import { probe, tellFindings } from "../verifying.ts";

/** `slipway verify`: probes only. */
export const verify: Command = {
  name: "verify",
  argument: "<target>",
  argumentDescription: "zone/<domain> or <launch>/<environment>",
  summary: "Probe a target from outside, against what was last applied or else what the configs say",
  options: [REHEARSAL_OPTION],
  example: "slipway verify chatbot/production --rehearsal",
  run: async (input) => {
    const { argument: target = "" } = input;
    const readModel = async (): Promise<Model> => (await openProject(projectDir(input), target)).model;
    const site = await openSite(input, readModel);
    try {
      const applied = (await historyOf(site.store, target)).filter((entry) => entry.kind === "applied").at(-1);
      const judge = applied === undefined ? modelOf(await readModel(), target) : await recordedModelOf(site.store, applied.run);
      const findings = await probe(judge, site.probeWorld);
      return tellFindings(input, target, findings);
    } finally {
      await site.close();
    }
  },
};

function modelOf(model: Model, target: string): RecordedModel {
  const found = findTarget(model, target);
  switch (found.kind) {
    case "account":
      return { kind: "account" };
    case "zone":
      return zoneFacts(found.zone);
    case "environment":
      return environmentFacts(found.environment, found.zone);
  }
}
