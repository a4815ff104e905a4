import { verifyLedger } from "../../launch/ledger.ts";
import { historyOf } from "../../launch/status.ts";
import { type Command, flagOption } from "../command.ts";
import { entryLine } from "../entry-line.ts";
import { REHEARSAL_OPTION, storeOf } from "../site.ts";

/** `slipway history`: who changed what when. */
export const history: Command = {
  name: "history",
  argument: "[target]",
  argumentDescription: "account, zone/<domain> or <launch>/<environment>; everything without one",
  summary: "Tell who changed what when, from the ledger",
  options: [REHEARSAL_OPTION, { flags: "--verify", description: "check the hash chain, offline" }],
  example: "slipway history chatbot/production --rehearsal --verify",
  run: async (input) => {
    const store = await storeOf(input);
    const entries = await historyOf(store, input.argument);
    const checked = flagOption(input.options, "verify") ? await verifyLedger(store) : undefined;
    const ledger = checked === undefined ? undefined : { entries: checked.entries.length, head: checked.head };
    if (input.global.json) input.shell.out(JSON.stringify({ entries, ...(ledger === undefined ? {} : { ledger }) }));
    else {
      for (const entry of entries) input.shell.out(entryLine(entry));
      if (ledger !== undefined) input.shell.out(`ledger: ${ledger.entries} entries, hash chain unbroken, head ${ledger.head}`);
    }
    return 0;
  },
};
