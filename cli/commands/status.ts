import { statusOf, type TargetStatus } from "../../launch/status.ts";
import type { Command } from "../command.ts";
import { REHEARSAL_OPTION, storeOf } from "../site.ts";

/** `slipway status`: where every target stands. */
export const status: Command = {
  name: "status",
  summary: "Say where every target stands",
  options: [REHEARSAL_OPTION],
  example: "slipway status --rehearsal",
  run: async (input) => {
    const targets = await statusOf(await storeOf(input));
    if (input.global.json) input.shell.out(JSON.stringify({ targets }));
    else if (targets.length === 0) input.shell.out("nothing has been planned yet; start with slipway plan <target>");
    else
      for (const each of targets) {
        input.shell.out(`${each.target.padEnd(24)} ${each.state.padEnd(18)} ${each.run}  ${each.at}  ${each.by}`);
        for (const line of waitingFor(each)) input.shell.out(`  ${line}`);
      }
    return 0;
  },
};

function waitingFor({ target, interruptedRun, pendingRun, unreviewedRun }: TargetStatus): readonly string[] {
  const missing = pendingRun?.missingApprovals ?? 0;
  return [
    ...(interruptedRun === null
      ? []
      : [`${interruptedRun} began to apply and has not ended; if nobody is at it, slipway recover ${target}`]),
    ...(pendingRun === null
      ? []
      : [
          `${pendingRun.run} ${missing === 0 ? "is approved and waits for apply" : `waits for ${missing} approval${missing === 1 ? "" : "s"}`}`,
        ]),
    ...(unreviewedRun === null ? [] : [`${unreviewedRun} was applied with --break-glass and waits for slipway review --sign-off`]),
  ];
}
