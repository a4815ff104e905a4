import { applyRun } from "../../launch/apply.ts";
import { requireReason } from "../../launch/reason.ts";
import { type Command, flagOption, listOption, textOption } from "../command.ts";
import { IDENTITY_OPTIONS } from "../identity.ts";
import { listenForInterrupts } from "../interrupts.ts";
import { nextSteps, stepLines } from "../next-step.ts";
import { openSite } from "../open-site.ts";
import { openProject } from "../project.ts";
import { projectDir } from "../project-dir.ts";
import { recordedModelOf } from "../recorded-model.ts";
import { findRunId } from "../runs.ts";
import { requireSecretsOfRun } from "../secret-gate.ts";
import { REHEARSAL_OPTION, type Site, storeOf } from "../site.ts";
import { tellFindings, verifyRun } from "../verifying.ts";

/** `slipway apply`: authorize, apply exactly the approved plans, verify from outside, record. */
export const apply: Command = {
  name: "apply",
  argument: "<run>",
  argumentDescription: "an approved run's id",
  summary: "Apply exactly the approved plans of a run, then prove the result from outside",
  options: [
    REHEARSAL_OPTION,
    ...IDENTITY_OPTIONS,
    {
      flags: "--break-glass",
      description: "an emergency: one listed approver instead of the quorum; needs --reason and a review afterwards",
    },
    { flags: "--reason <text>", description: "what the emergency is; it stands in the record" },
    {
      flags: "--acknowledge <token>",
      description: "with --break-glass: admit a danger that the review names; may be given several times",
      repeatable: true,
    },
  ],
  example: "slipway apply <run> --rehearsal",
  run: async (input) => {
    const { shell, options } = input;
    const isEmergency = flagOption(options, "breakGlass");
    const reason = isEmergency ? requireReason(textOption(options, "reason"), "--break-glass") : "";
    const runId = await findRunId(await storeOf(input), input.argument);
    const site = await openSite(input, async () => (await openProject(projectDir(input))).model);
    const { interrupter, stop } = listenForInterrupts(shell);
    try {
      if (isEmergency) {
        shell.err(`BREAK GLASS: ${site.approver().id} applies ${runId} without a second person`);
        shell.err(`BREAK GLASS: reason on record: ${reason}`);
        shell.err("BREAK GLASS: nothing else can be planned for the target until another approver runs slipway review --sign-off");
      }
      if (!isEmergency) await requireSecretsOfRun(site, runId, shell.now());
      const applied = await applyRun({
        store: site.store,
        terraform: site.terraform,
        secrets: site.secrets,
        askMonitor: site.askMonitor,
        runId,
        operator: shell.environment.SLIPWAY_AS ?? shell.environment.USER ?? "unknown",
        clock: shell.now,
        onEvent: (event) => shell.err(event.message),
        ...(isEmergency ? { breakGlass: { signer: site.approver(), reason, acknowledgements: listOption(options, "acknowledge") } } : {}),
        interrupter,
      });
      stop(); // a verification changes nothing, so Ctrl-C may end it
      if (applied.restores !== undefined) {
        const rehearsal = flagOption(options, "rehearsal") ? " --rehearsal" : "";
        if (input.global.json)
          shell.out(JSON.stringify({ run: runId, target: applied.target, restored: applied.restores.map(({ arn }) => arn) }));
        else shell.err(`next: slipway rollback ${applied.target}${rehearsal}`);
        return 0;
      }
      const findings = await verifyRun({ store: site.store, runId, world: site.probeWorld, now: shell.now() });
      const steps = await stepsAfter(site, runId, flagOption(options, "rehearsal") ? " --rehearsal" : "");
      const code = tellFindings(input, applied.target, findings, { run: runId, outcomes: applied.outcomes, next: steps });
      if (code === 0 && !input.global.json) for (const line of stepLines(steps)) shell.err(line);
      return code;
    } finally {
      stop();
      await site.close();
    }
  },
};

/** As the run recorded the launch: no config stands between an apply and what comes after it. */
async function stepsAfter({ store, secrets }: Site, runId: string, place: string): Promise<readonly string[]> {
  const recorded = await recordedModelOf(store, runId);
  return recorded.kind === "environment" ? await nextSteps({ store, secrets, environment: recorded.environment, place }) : [];
}
