import { readRun } from "../../launch/run.ts";
import { approvalCount, historyOf } from "../../launch/status.ts";
import type { Command } from "../command.ts";
import { entryLine } from "../entry-line.ts";
import { findRunId } from "../runs.ts";
import { REHEARSAL_OPTION, storeOf } from "../site.ts";

/** `slipway show`: one run with everything the ledger says of it. */
export const show: Command = {
  name: "show",
  argument: "<run>",
  argumentDescription: "a run's id or its beginning, as plan and history print it",
  summary: "Show one run and what the ledger says of it",
  options: [REHEARSAL_OPTION],
  example: "slipway show run-20261122T130501Z-3f9a0c --rehearsal",
  run: async (input) => {
    const store = await storeOf(input);
    const { record } = await readRun(store, await findRunId(store, input.argument));
    const all = await historyOf(store);
    const entries = all.filter((entry) => entry.run === record.id);
    const approvals = approvalCount(all, record);
    if (input.global.json) input.shell.out(JSON.stringify({ run: record, approvals, entries }));
    else {
      const facts = {
        run: record.id,
        target: record.target,
        planner: record.planner.id,
        commit: record.commit.sha ?? "unknown",
        digest: record.contentDigest,
        approved: `${approvals.approvedBy.join(", ") || "by nobody"}${approvals.missingApprovals === 0 ? "" : `, ${approvals.missingApprovals} missing`}`,
      };
      for (const [name, value] of Object.entries(facts)) input.shell.out(`${name.padEnd(8)} ${value}`);
      for (const entry of entries) input.shell.out(entryLine(entry));
    }
    return 0;
  },
};
