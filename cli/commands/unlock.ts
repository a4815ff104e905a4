import { requireReason } from "../../launch/reason.ts";
import { describeLock, nothingToUnlock, unlock as takeLock } from "../../launch/unlock.ts";
import { type Command, flagOption, textOption } from "../command.ts";
import { REHEARSAL_OPTION, storeOf } from "../site.ts";
import { HOLDER_GONE_OPTION } from "./recover.ts";

/** `slipway unlock`: takes away a launch lock that nobody holds any more. */
export const unlock: Command = {
  name: "unlock",
  summary: "Take away the launch lock of somebody who is gone",
  options: [
    REHEARSAL_OPTION,
    { flags: "--reason <text>", description: "why, for the ledger; without one the lock is only shown" },
    { flags: "--as <email>", description: "who you are (default: SLIPWAY_AS)" },
    HOLDER_GONE_OPTION,
  ],
  example: 'slipway unlock --rehearsal --reason "the machine was restarted"',
  run: async (input) => {
    const { options, shell, global } = input;
    const store = await storeOf(input);
    const held = await describeLock(store);
    if (held === undefined) throw nothingToUnlock();
    shell.err(`held by ${held}`);
    const by = textOption(options, "as") ?? shell.environment.SLIPWAY_AS ?? shell.environment.USER ?? "unknown";
    const reason = requireReason(textOption(options, "reason"), "unlock");
    const lock = await takeLock({ store, by, reason, holderGone: flagOption(options, "holderGone"), now: shell.now() });
    if (global.json) shell.out(JSON.stringify({ ok: true, lock, by, reason }));
    else shell.out(`unlocked: ${lock}`);
    return 0;
  },
};
