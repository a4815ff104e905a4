import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { SlipwayError } from "../../errors/slipway-error.ts";
import { verifyLedger } from "../../launch/ledger/ledger.ts";
import { historyOf } from "../../launch/status.ts";
import { openStore, type RunStore } from "../../launch/store/store.ts";
import { type Command, type CommandInput, flagOption, textOption } from "../command.ts";
import { entryLine } from "../entry-line.ts";
import { REHEARSAL_OPTION, storeOf } from "../site.ts";

/** `slipway history`: who changed what when. */
export const history: Command = {
  name: "history",
  argument: "[target]",
  argumentDescription: "account, zone/<domain> or <launch>/<environment>; everything without one",
  summary: "Tell who changed what when, from the ledger",
  options: [
    REHEARSAL_OPTION,
    { flags: "--verify", description: "check the hash chain, offline" },
    { flags: "--copy <folder>", description: "read a copy of the run store instead, as aws s3 sync or a handover makes it; no network" },
  ],
  example: "slipway history chatbot/production --rehearsal --verify",
  run: async (input) => {
    const store = await storeFor(input);
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

async function storeFor(input: CommandInput): Promise<RunStore> {
  const copy = textOption(input.options, "copy");
  if (copy === undefined) return await storeOf(input);
  const dir = resolve(input.shell.workingDirectory, copy);
  if (existsSync(join(dir, "ledger.jsonl"))) return openStore(dir);
  throw new SlipwayError({
    kind: "config",
    code: "OPTION_VALUE",
    where: "--copy",
    expected: "a folder with ledger.jsonl in it",
    got: JSON.stringify(copy),
    fix: "name the folder that the run store was copied to",
  });
}
