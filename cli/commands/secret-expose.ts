import { SlipwayError } from "../../errors/slipway-error.ts";
import { requireReason } from "../../launch/reason.ts";
import { recordSecret } from "../../launch/secrets/secret-record.ts";
import { currentOf, EXPOSED_LABEL } from "../../verify/secret-state.ts";
import { type Command, textOption } from "../command.ts";
import { ACTOR_OPTION, actorOf, openSecretDesk, SLOT_ARGUMENT, slotOf } from "../open-secrets.ts";
import { secretBehind } from "../secret-custody.ts";
import { REHEARSAL_OPTION } from "../site.ts";

/** `slipway secret expose`: strangers have seen the value, or may have. Nothing is planned until another one is in its place. */
export const secretExpose: Command = {
  name: "secret expose",
  argument: "<target>",
  argumentDescription: "<launch>/<environment>",
  secondArgument: SLOT_ARGUMENT,
  summary: "Record that a secret's value is known to strangers; every plan that uses it is refused until it is rotated",
  options: [
    { flags: "--reason <text>", description: "where it was seen, for the record; never the value" },
    ACTOR_OPTION,
    REHEARSAL_OPTION,
  ],
  example: 'slipway secret expose chatbot/production llm-key --reason "printed in the log of build 4711"',
  run: async (input) => {
    const { shell, global } = input;
    const reason = requireReason(textOption(input.options, "reason"), "secret expose");
    const desk = await openSecretDesk(input);
    try {
      const slot = slotOf(desk.environment, input.secondArgument);
      const { target } = desk.environment;
      const { arn, versions } = await secretBehind(desk, slot);
      const version = currentOf(versions)?.id;
      if (version === undefined) throw nothing(target, slot.key);
      const now = shell.now();
      // the record first: it blocks by itself, should the label not be taken
      await recordSecret(desk.store, target, { kind: "secret-exposed", by: actorOf(input), slot: slot.key, version, reason }, now);
      await desk.secrets.label(arn, desk.region, version, labelOf(now)).catch((error: unknown) => {
        throw unlabelled(slot.name, error instanceof Error ? error.name : "no answer");
      });
      if (global.json) shell.out(JSON.stringify({ ok: true, target, slot: slot.key, version, reason }));
      else {
        shell.out(`${slot.name}: version ${version} is exposed; no plan of ${target} goes through until it is rotated`);
        shell.out(`next: revoke it where it opens something, then slipway secret rotate ${target} ${slot.key}`);
      }
      return 0;
    } finally {
      await desk.close();
    }
  },
};

/** `slipway-exposed-20261126T050000Z`: a label sits on one version at a time, so each finding has its own. */
function labelOf(now: Date): string {
  return `${EXPOSED_LABEL}${now.toISOString().replace(/[-:]|\.\d+/g, "")}`;
}

function nothing(target: string, key: string): SlipwayError {
  return new SlipwayError({
    kind: "refused",
    code: "SECRET_EMPTY",
    where: `${target}: ${key}`,
    expected: "a value that strangers can know",
    got: "none",
    fix: "name the slot whose value was seen",
  });
}

function unlabelled(name: string, got: string): SlipwayError {
  return new SlipwayError({
    kind: "provider",
    code: "SECRET_NOT_LABELLED",
    where: name,
    expected: "AWS Secrets Manager to mark the version as exposed",
    got,
    fix: "the run store has the record, which blocks already; check secretsmanager:UpdateSecretVersionStage and run the command again, so that the secret itself says so",
  });
}
