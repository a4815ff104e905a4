import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { zoneTarget } from "../../config/names.ts";
import { SlipwayError } from "../../errors/slipway-error.ts";
import { alignedRate, replay, replayLines } from "../../mail/evidence/counterfactual.ts";
import { evidenceOf, evidencePath } from "../../mail/evidence/evidence.ts";
import { type Command, listOption } from "../command.ts";
import { proposalOf } from "../mail-proposal.ts";
import { findTarget, openProject } from "../project.ts";
import { projectDir } from "../project-dir.ts";
import { readReports } from "../report-files.ts";
import { systemError } from "../system-error.ts";

/** `slipway mail evidence`: what receivers say of a domain's mail, as the file that a stronger policy needs. */
export const mailEvidence: Command = {
  name: "mail evidence",
  argument: "<target>",
  argumentDescription: "zone/<domain>",
  summary: "Turn DMARC aggregate reports into the evidence that raising the policy needs, and replay them against the config",
  options: [
    {
      flags: "--reports <path>",
      description: "a report (XML, gzip or zip), or a folder of them; may be given several times",
      repeatable: true,
    },
  ],
  example: "slipway mail evidence zone/opsdesk.example --reports reports/",
  run: async (input) => {
    const { argument = "", options, global, shell } = input;
    const dir = projectDir(input);
    const { model } = await openProject(dir);
    const found = findTarget(model, argument);
    if (found.kind !== "zone") throw unusable("target", `one of ${[...model.zones.keys()].join(", ")}`, JSON.stringify(argument));
    const domain = found.zone.mail.domain;
    const paths = listOption(options, "reports").map((path) => resolve(shell.workingDirectory, path));
    if (paths.length === 0) throw unusable("--reports", "a report or a folder of reports", "none");
    const absent = paths.find((path) => !existsSync(path));
    if (absent !== undefined) throw unusable("--reports", "a report or a folder of reports", `nothing at ${absent}`);
    const { reports, skipped } = await readReports(paths).catch((error: unknown) => {
      throw systemError(error) ?? error;
    });
    const own = reports.filter(({ report }) => report.domain === domain);
    const proposal = proposalOf(found.zone);
    const evidence = evidenceOf({ domain, reports: own, senders: proposal.senders.map(({ name }) => name) });
    for (const { file, problem } of skipped) shell.err(`skipped ${file}: ${problem}`);
    if (own.length < reports.length) shell.err(`skipped ${reports.length - own.length} reports about other domains`);
    if (evidence === undefined)
      throw unusable("--reports", `reports about ${domain}`, `none among ${reports.length + skipped.length} files`);
    const fates = replay(evidence, proposal);
    const file = evidencePath(domain);
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), `${JSON.stringify(evidence, null, 2)}\n`);
    if (global.json) shell.out(JSON.stringify({ file, evidence, fates, skipped }));
    else {
      const { days, from, to, messages } = evidence;
      shell.out(
        `${messages} messages in reports of ${days} days, ${from} to ${to}; ${(100 * alignedRate(fates)).toFixed(1)} % of known senders' mail aligned`,
      );
      for (const fate of fates) {
        shell.out(`${fate.isKnown ? "sender " : "unknown"} ${fate.source}: ${fate.messages} messages, ${fate.aligned} aligned`);
      }
      for (const line of replayLines(fates)) shell.out(`under ${zoneTarget(domain)} as configured, ${line}`);
      shell.err(`next: commit ${file}; a plan that raises mail.dmarc reads it`);
    }
    return 0;
  },
};

function unusable(where: string, expected: string, got: string): SlipwayError {
  return new SlipwayError({ kind: "config", code: "OPTION_VALUE", where, expected, got, fix: "see slipway mail evidence --help" });
}
