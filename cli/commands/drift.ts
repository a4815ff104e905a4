import { SlipwayError } from "../../errors/slipway-error.ts";
import { type DriftedResource, findDrift } from "../../launch/drift.ts";
import { visible } from "../../report/markdown-escape.ts";
import type { Command } from "../command.ts";
import { EXIT_CODES } from "../exit-code.ts";
import { openSite } from "../open-site.ts";
import { openProject } from "../project.ts";
import { projectDir } from "../project-dir.ts";
import { REHEARSAL_OPTION } from "../site.ts";

/** `slipway drift`: what changed behind our back. */
export const drift: Command = {
  name: "drift",
  argument: "<target>",
  argumentDescription: "account, zone/<domain> or <launch>/<environment>",
  summary: "Say what was changed outside a run since the target was applied",
  options: [REHEARSAL_OPTION],
  example: "slipway drift chatbot/production --rehearsal",
  run: async (input) => {
    const { argument: target = "", global, shell } = input;
    const site = await openSite(input, async () => (await openProject(projectDir(input))).model);
    try {
      const found = await findDrift({ store: site.store, terraform: site.terraform, target });
      if (global.json) shell.out(JSON.stringify({ ok: found.length === 0, target, drift: found }));
      else if (found.length === 0) shell.out(`${target}: as applied`);
      else for (const line of found.flatMap(linesOf)) shell.out(visible(line));
      if (found.length === 0) return 0;
      shell.err(driftError(target, found).message);
      return EXIT_CODES.unverified;
    } finally {
      await site.close();
    }
  },
};

function linesOf({ stack, address, gone, attributes }: DriftedResource): readonly string[] {
  const place = `${stack}/${address}`;
  return gone ? [`${place}: is gone`] : attributes.map(({ path, before, after }) => `${place}: ${path}: ${before} -> ${after}`);
}

function driftError(target: string, found: readonly DriftedResource[]): SlipwayError {
  return new SlipwayError({
    kind: "unverified",
    code: "DRIFT_FOUND",
    where: target,
    expected: "everything as it was applied",
    got: `${found.length} changed outside a run`,
    fix: `run slipway plan ${target} and review what comes back, or carry the change into the config`,
  });
}
