import type { ZoneModel } from "../../config/model.ts";
import { SlipwayError } from "../../errors/slipway-error.ts";
import { type Alignment, alignmentsOf } from "../../mail/alignment.ts";
import { recordFor } from "../../mail/evidence/counterfactual.ts";
import type { Command } from "../command.ts";
import { proposalOf } from "../mail-proposal.ts";
import { findTarget, openProject } from "../project.ts";
import { projectDir } from "../project-dir.ts";

/** One sender's mail from one domain. */
export interface MatrixRow extends Alignment {
  /** Under which it is judged. */
  readonly aspf: "relaxed" | "strict";
  readonly adkim: "relaxed" | "strict";
  readonly policy: string;
}

/** `slipway mail senders`: by which ways each sender's mail passes DMARC. */
export const mailSenders: Command = {
  name: "mail senders",
  argument: "<target>",
  argumentDescription: "zone/<domain>",
  summary: "Show for each sender and From domain by which ways its mail passes DMARC",
  options: [],
  example: "slipway mail senders zone/opsdesk.example",
  run: async (input) => {
    const { argument = "", global, shell } = input;
    const found = findTarget((await openProject(projectDir(input), argument)).model, argument);
    if (found.kind !== "zone") throw noZone(argument);
    const rows = alignmentMatrix(found.zone);
    if (global.json) shell.out(JSON.stringify(rows));
    else for (const line of matrixLines(rows)) shell.out(line);
    return 0;
  },
};

/** A row for each sender and each domain that it writes into From lines, in the order of the config. */
export function alignmentMatrix(zone: ZoneModel): MatrixRow[] {
  const proposal = proposalOf(zone);
  return (zone.senders ?? []).flatMap((sender) =>
    sender.from.flatMap((from) => {
      const record = recordFor(from, proposal);
      const { spfAlignment: aspf = "relaxed", dkimAlignment: adkim = "relaxed" } = record ?? {};
      const inherited = proposal.records.has(from) ? record?.policy : (record?.subdomainPolicy ?? record?.policy);
      const rows = alignmentsOf({
        records: sender,
        domain: proposal.domain,
        from: [from],
        policy: { spf: aspf, dkim: adkim },
        tree: proposal.tree,
      });
      return rows.map((row) => ({ ...row, aspf, adkim, policy: inherited ?? "none" }));
    }),
  );
}

export function matrixLines(rows: readonly MatrixRow[]): string[] {
  if (rows.length === 0) return ["nobody sends mail as this domain"];
  return rows.map((row) => {
    const ways = [way("SPF", row.bounceDomain, row.spf, row.aspf), way("DKIM", row.signingDomain, row.dkim, row.adkim)];
    return `${row.spf || row.dkim ? "passes" : "fails "} ${row.sender} from ${row.from}: ${ways.join(", ")}; policy ${row.policy}`;
  });
}

function way(name: string, domain: string | undefined, aligned: boolean, mode: string): string {
  if (domain === undefined) return `${name} of the service's own domain`;
  return `${name} of ${domain} ${aligned ? "aligned" : "not aligned"} (${mode})`;
}

function noZone(target: string): SlipwayError {
  return new SlipwayError({
    kind: "config",
    code: "TARGET_UNKNOWN",
    where: "target",
    expected: "a zone, as zone/<domain>",
    got: JSON.stringify(target),
    fix: "name the zone whose senders you mean",
  });
}
