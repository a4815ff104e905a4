import { refusal } from "../../launch/refusal.ts";
import type { Run } from "../../launch/run.ts";
import { openS3Objects } from "../../launch/store/s3-objects.ts";
import { openS3Store } from "../../launch/store/s3-store.ts";
import { openStore } from "../../launch/store/store.ts";
import { reviewMarkdown } from "../../report/review-markdown.ts";
import { bootstrap as step } from "../bootstrap.ts";
import { type Command, type CommandInput, textOption } from "../command.ts";
import { commitSinceApplied } from "../commit.ts";
import { configuredPlace } from "../find-store.ts";
import { IDENTITY_OPTIONS } from "../identity.ts";
import { planTarget } from "../launching.ts";
import { openSite } from "../open-site.ts";
import { openProject } from "../project.ts";
import { projectDir } from "../project-dir.ts";
import { refuseRedirections } from "../redirections.ts";
import { storeDir } from "../store-dir.ts";

/** `slipway bootstrap`: from nothing, or from a folder, to states and records in a bucket. */
export const bootstrap: Command = {
  name: "bootstrap",
  summary: "Make the state bucket of an account by a reviewed run, then move states and records into it",
  options: [...IDENTITY_OPTIONS],
  example: "slipway bootstrap --as ana@opsdesk.example --key ~/.ssh/id_ed25519",
  run: async (input) => {
    const { shell, global } = input;
    const { environment } = shell;
    const project = projectDir(input);
    const to = await configuredPlace(project);
    if (to.kind === "local") {
      const fix = 'name a bucket: state: { kind: "s3", bucket, region }';
      throw refusal("BOOTSTRAP_NOT_NEEDED", "config/account.ts: state", "a bucket to bring states and records to", "a folder", fix);
    }
    refuseRedirections(environment);
    const folder = openStore(storeDir(project, false));
    const done = await step({
      to,
      folder,
      bucket: openS3Store({ place: to, environment, local: folder.local }),
      lookAtBucket: openS3Objects(to, environment).bucket,
      plan: async () => await planAccount(input),
      by: textOption(input.options, "as") ?? environment.SLIPWAY_AS ?? environment.USER ?? "unknown",
      now: shell.now(),
      onEvent: ({ step: reached, key }) => {
        if (key === undefined) shell.err(reached);
      },
    });
    const place = `s3://${to.bucket}/${to.keyPrefix}`;
    if (done.kind === "planned") {
      if (global.json) shell.out(JSON.stringify({ ok: true, outcome: "planned", run: done.run.id, place }));
      else shell.out(reviewMarkdown(done.run.review));
      shell.err(`next: slipway approve ${done.run.id}, slipway apply ${done.run.id}, then slipway bootstrap again`);
      return 0;
    }
    if (global.json) shell.out(JSON.stringify({ ok: true, outcome: done.kind, place, ...counts(done) }));
    else if (done.kind === "moved")
      shell.out(
        `moved ${done.records} records to ${place}; the ledger goes on there with ${done.entries} entries. Old copies: .slipway/moved`,
      );
    else shell.out(`states and records are in ${place}; the ledger has ${done.entries} entries`);
    return 0;
  },
};

function counts({ entries, ...rest }: { readonly entries: number; readonly records?: number }): object {
  return { entries, ...(rest.records === undefined ? {} : { records: rest.records }) };
}

async function planAccount(input: CommandInput): Promise<Run> {
  const dir = projectDir(input);
  const project = await openProject(dir, "account");
  for (const warning of project.warnings) input.shell.err(`warning: ${warning.message}`);
  const site = await openSite(input, async () => project.model);
  try {
    const commit = await commitSinceApplied(dir, site.store, "account");
    return await planTarget({ model: project.model, target: "account", site, commit, now: input.shell.now() });
  } finally {
    await site.close();
  }
}
