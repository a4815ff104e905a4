import { SlipwayError } from "../../errors/slipway-error.ts";
import { recoverRun } from "../../launch/recover/recover.ts";
import { recoverRestore } from "../../launch/recover/recover-restore.ts";
import { reviewMarkdown } from "../../report/review-markdown.ts";
import { type Command, flagOption, listOption, textOption } from "../command.ts";
import { commitOf } from "../commit.ts";
import { IDENTITY_OPTIONS } from "../identity.ts";
import { openSite } from "../open-site.ts";
import { openProject } from "../project.ts";
import { projectDir } from "../project-dir.ts";
import { REHEARSAL_OPTION } from "../site.ts";

export const HOLDER_GONE_OPTION = {
  flags: "--holder-gone",
  description: "the machine that held the lock no longer runs; say so only when you know",
} as const;

const SECRET_WORDS = {
  present: "restored",
  scheduled: "still deleted; the next rollback restores it",
  absent: "gone for good",
  unknown: "nobody could tell; the next rollback asks again",
} as const;

/** `slipway recover`: after a crash, what exists that the state does not know; proposes imports, never creates. */
export const recover: Command = {
  name: "recover",
  argument: "<target>",
  argumentDescription: "the target whose apply never ended",
  summary: "Find out what an interrupted apply left behind, and plan a run that imports it",
  options: [
    REHEARSAL_OPTION,
    ...IDENTITY_OPTIONS,
    { flags: "--reason <text>", description: "why it was interrupted, for the ledger" },
    { flags: "--import <address=id>", description: "what you found at the vendor, by terraform's import id", repeatable: true },
    { flags: "--acknowledge-unknown <address>", description: "you have looked, and it does not exist", repeatable: true },
    HOLDER_GONE_OPTION,
  ],
  example: "slipway recover chatbot/production --rehearsal",
  run: async (input) => {
    const { argument: target = "", options, global, shell } = input;
    const dir = projectDir(input);
    const imports = new Map(listOption(options, "import").map(addressAndId));
    const reason = textOption(options, "reason");
    const site = await openSite(input, async () => (await openProject(dir)).model);
    try {
      const restore = await recoverRestore({
        store: site.store,
        secrets: site.secrets,
        target,
        planner: site.planner(),
        clock: shell.now,
        ...(reason === undefined ? {} : { reason }),
        holderGone: flagOption(options, "holderGone"),
      });
      if (restore !== undefined) {
        if (global.json) shell.out(JSON.stringify({ ...restore, target }));
        else {
          for (const { arn, status } of restore.secrets) shell.out(`${arn}: ${SECRET_WORDS[status]}`);
          shell.err(
            `recovered ${restore.interruptedRun}; next: slipway rollback ${target}${flagOption(options, "rehearsal") ? " --rehearsal" : ""}`,
          );
        }
        return 0;
      }
      const { interruptedRun, findings, run } = await recoverRun({
        store: site.store,
        terraform: site.terraform,
        target,
        planner: site.planner(),
        // what was recorded goes back, not what anybody wrote since
        commit: { ...(await commitOf(dir)), authors: [], keys: [], unsigned: [] },
        clock: shell.now,
        lookup: site.existing.lookup,
        secrets: site.secrets,
        ...(reason === undefined ? {} : { reason }),
        imports,
        acknowledged: listOption(options, "acknowledgeUnknown"),
        holderGone: flagOption(options, "holderGone"),
        onEvent: shell.err,
      });
      if (global.json) shell.out(JSON.stringify({ interruptedRun, findings, run: run.id, target, review: run.review }));
      else {
        shell.out(reviewMarkdown(run.review));
        shell.err(`recovered ${interruptedRun}; next: slipway approve ${run.id}${flagOption(options, "rehearsal") ? " --rehearsal" : ""}`);
      }
      return 0;
    } finally {
      await site.close();
    }
  },
};

/** An id may hold equals signs, an address may not. */
function addressAndId(text: string): readonly [string, string] {
  const split = text.indexOf("=");
  const [address, id] = [text.slice(0, split), text.slice(split + 1)];
  if (split > 0 && id !== "") return [address, id];
  throw new SlipwayError({
    kind: "config",
    code: "OPTION_VALUE",
    where: "--import",
    expected: "<address>=<id>",
    got: JSON.stringify(text),
    fix: "name the address as recover lists it, and terraform's import id",
  });
}
