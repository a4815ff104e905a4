import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { ADOPTED_FOLDER } from "../../config/load/adopted-files.ts";
import { adoptedSchema } from "../../config/schema/adopted.ts";
import { SlipwayError } from "../../errors/slipway-error.ts";
import { type Adoption, adoptStack } from "../../launch/adopt/adopt.ts";
import type { RunStore } from "../../launch/store/store.ts";
import { renderStack } from "../../stacks/render.ts";
import { type Command, flagOption } from "../command.ts";
import { IDENTITY_OPTIONS } from "../identity.ts";
import { recompose } from "../launching.ts";
import { openSite } from "../open-site.ts";
import { findTarget, openProject, type Project } from "../project.ts";
import { projectDir } from "../project-dir.ts";
import { REHEARSAL_OPTION } from "../site.ts";

/** `slipway adopt`: reads what already exists and writes import ids and a baseline beside the configs. Changes nothing out there. */
export const adopt: Command = {
  name: "adopt",
  argument: "<target>",
  argumentDescription: "zone/<domain> or <launch>/<environment>",
  summary: "Take over what already exists: import ids and a baseline, written beside the configs",
  options: [REHEARSAL_OPTION, ...IDENTITY_OPTIONS],
  example: "slipway adopt zone/opsdesk.example --rehearsal",
  run: async (input) => {
    const { argument: target = "", options, global, shell } = input;
    const dir = projectDir(input);
    const project = await openProject(dir, target);
    const site = await openSite(input, async () => project.model);
    try {
      const { stack, config } = await stackOf(project, target, site.store);
      const adoption = await adoptStack({
        store: site.store,
        terraform: site.terraform,
        existing: site.existing,
        stack,
        config,
        lockFile: site.lockFile(),
        operator: site.planner().id,
        now: shell.now(),
      });
      const file = `${ADOPTED_FOLDER}/${stack}.json`;
      const adopted = { version: 1, target, stack, takenAt: shell.now().toISOString(), resources: adoption.resources };
      mkdirSync(dirname(join(dir, file)), { recursive: true });
      await writeFileAtomic(join(dir, file), `${JSON.stringify(adoptedSchema.parse(adopted), null, 2)}\n`);
      if (global.json) shell.out(JSON.stringify({ target, file, ...adoption }));
      else for (const line of summary(file, adoption)) shell.out(line);
      if (!global.json)
        shell.err(`next: read and commit ${file}, then slipway plan ${target}${flagOption(options, "rehearsal") ? " --rehearsal" : ""}`);
      return 0;
    } finally {
      await site.close();
    }
  },
};

async function stackOf({ model }: Project, target: string, store: RunStore): Promise<{ readonly stack: string; readonly config: string }> {
  const found = findTarget(model, target);
  const { account } = model.account;
  switch (found.kind) {
    case "zone": {
      const zone = await recompose(found.zone, found.zone.base, store);
      return { stack: zone.stack, config: renderStack({ kind: "zone", zone, account }) };
    }
    case "environment":
      return { stack: found.environment.stack, config: renderStack({ kind: "launch", environment: found.environment, account }) };
    case "account":
      throw new SlipwayError({
        kind: "config",
        code: "ADOPT_ACCOUNT",
        where: "target",
        expected: "zone/<domain> or <launch>/<environment>",
        got: target,
        fix: "the account's stack holds only what Slipway makes; plan it",
      });
  }
}

const MOST_LINES = 40;

function summary(file: string, { resources, changes, undeclared, notAsked }: Adoption): string[] {
  const changed = new Set(changes);
  const lines = resources.map(
    ({ address, importId }) => `  ${changed.has(address) ? "import, then change" : "import as it is    "}  ${address}  ${importId}`,
  );
  const left = undeclared.map(({ name, type, content }) => `  ${name} ${type} ${content}`);
  return [
    `${file}: ${resources.length} to import, ${changes.length} of them to change`,
    ...cut(lines),
    ...(left.length === 0 ? [] : [`${left.length} records that no config declares stay as they are:`, ...cut(left)]),
    ...(notAsked.length === 0 ? [] : [`not asked whether these exist; look before you plan: ${notAsked.join(", ")}`]),
  ];
}

function cut(lines: readonly string[]): readonly string[] {
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES), `  and ${lines.length - MOST_LINES} more`];
}
