import { SlipwayError } from "../../errors/slipway-error.ts";
import { recordSecret } from "../../launch/secrets/secret-record.ts";
import { currentOf } from "../../verify/secret-state.ts";
import type { Command } from "../command.ts";
import { ACTOR_OPTION, actorOf, openSecretDesk, SLOT_ARGUMENT, slotOf } from "../open-secrets.ts";
import { secretBehind, store } from "../secret-custody.ts";
import { lineEndIn, readSecretValue, refuseTerminal, VALUE_OPTIONS } from "../secret-value.ts";
import { REHEARSAL_OPTION } from "../site.ts";

/** `slipway secret put`: the first value of a slot, from standard input straight to Secrets Manager. */
export const secretPut: Command = {
  name: "secret put",
  argument: "<target>",
  argumentDescription: "<launch>/<environment>",
  secondArgument: SLOT_ARGUMENT,
  summary: "Put a value from standard input into an empty secret slot; nothing prints, logs or keeps it",
  options: [...VALUE_OPTIONS, ACTOR_OPTION, REHEARSAL_OPTION],
  example: "pass show llm-key | slipway secret put chatbot/production llm-key --trim-line-end",
  run: async (input) => {
    const { options, shell, global } = input;
    const stdin = shell.stdin();
    refuseTerminal(stdin);
    const desk = await openSecretDesk(input);
    try {
      const slot = slotOf(desk.environment, input.secondArgument);
      const before = await secretBehind(desk, slot);
      const { target } = desk.environment;
      if (currentOf(before.versions) !== undefined) throw filled(target, slot.key);
      const value = await readSecretValue(stdin, lineEndIn(options));
      try {
        const version = await store(desk, slot, before, value.text);
        await recordSecret(desk.store, target, { kind: "secret-put", by: actorOf(input), slot: slot.key, version }, shell.now());
        if (global.json) shell.out(JSON.stringify({ ok: true, target, slot: slot.key, version }));
        else shell.out(`${slot.name}: holds a value, version ${version}`);
        return 0;
      } finally {
        value.wipe();
      }
    } finally {
      await desk.close();
    }
  },
};

function filled(target: string, key: string): SlipwayError {
  return new SlipwayError({
    kind: "refused",
    code: "SECRET_SLOT_FILLED",
    where: `${target}: ${key}`,
    expected: "an empty slot",
    got: "a value, which an application may be using",
    fix: `run slipway secret rotate ${target} ${key} to put another one in its place`,
  });
}
