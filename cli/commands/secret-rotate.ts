import { setTimeout as sleep } from "node:timers/promises";
import type { SecretSlotModel } from "../../config/secret-model.ts";
import { SlipwayError } from "../../errors/slipway-error.ts";
import { recordSecret } from "../../launch/secrets/secret-record.ts";
import { currentOf } from "../../verify/secret-state.ts";
import { type Command, type CommandInput, flagOption } from "../command.ts";
import { ACTOR_OPTION, actorOf, openSecretDesk, type SecretDesk, SLOT_ARGUMENT, slotOf } from "../open-secrets.ts";
import { newVersion, secretBehind, store } from "../secret-custody.ts";
import { lineEndIn, readSecretValue, VALUE_OPTIONS } from "../secret-value.ts";
import { REHEARSAL_OPTION } from "../site.ts";

/** A function has so long to put a new value; it makes, sets, tests and finishes one. */
const PATIENCE_SECONDS = 120;
const BETWEEN_LOOKS_SECONDS = 2;

/** `slipway secret rotate`: another value in the place of the current one, which stays as the previous version. */
export const secretRotate: Command = {
  name: "secret rotate",
  argument: "<target>",
  argumentDescription: "<launch>/<environment>",
  secondArgument: SLOT_ARGUMENT,
  summary: "Put a new value into a filled slot from standard input, or have its function do so, and say who has to be started again",
  options: [
    { flags: "--by-hand", description: "a value from standard input, although a function rotates the slot" },
    ...VALUE_OPTIONS,
    ACTOR_OPTION,
    REHEARSAL_OPTION,
  ],
  example: "pass show llm-key | slipway secret rotate chatbot/production llm-key --trim-line-end",
  run: async (input) => {
    const { shell, global } = input;
    const desk = await openSecretDesk(input);
    try {
      const slot = slotOf(desk.environment, input.secondArgument);
      const { target } = desk.environment;
      const before = await secretBehind(desk, slot);
      const replaces = currentOf(before.versions)?.id;
      if (replaces === undefined) throw empty(target, slot.key);
      const byFunction = slot.rotation?.functionArn !== undefined && !flagOption(input.options, "byHand");
      const version = byFunction ? await runFunction(desk, slot, before) : await putNew(input, desk, slot, before);
      const fact = { kind: "secret-rotated", by: actorOf(input), slot: slot.key, version, replaces } as const;
      await recordSecret(desk.store, target, fact, shell.now());
      const restart = slot.rotation?.onRotation === "reread" ? [] : (slot.variables ?? []);
      if (global.json)
        shell.out(JSON.stringify({ ok: true, target, slot: slot.key, version, replaces, restart, readers: slot.readers ?? [] }));
      else for (const line of linesOf(target, slot, version, restart)) shell.out(line);
      return 0;
    } finally {
      await desk.close();
    }
  },
};

type Before = Awaited<ReturnType<typeof secretBehind>>;

async function putNew({ options, shell }: CommandInput, desk: SecretDesk, slot: SecretSlotModel, before: Before): Promise<string> {
  const value = await readSecretValue(shell.stdin(), lineEndIn(options));
  try {
    return await store(desk, slot, before, value.text);
  } finally {
    value.wipe();
  }
}

async function runFunction(desk: SecretDesk, { name }: SecretSlotModel, before: Before): Promise<string> {
  await desk.secrets.rotate(before.arn, desk.region).catch((error: unknown) => {
    throw pending(
      "provider",
      name,
      error instanceof Error ? error.name : "no answer",
      "see what Secrets Manager and the function's log say",
    );
  });
  for (let waited = 0; waited <= PATIENCE_SECONDS; waited += BETWEEN_LOOKS_SECONDS) {
    const version = newVersion(before, await desk.secrets.describe({ name, region: desk.region }));
    if (version !== undefined) return version;
    await sleep(BETWEEN_LOOKS_SECONDS * 1000);
  }
  throw pending(
    "undecided",
    name,
    `none for ${PATIENCE_SECONDS} seconds`,
    "read the function's log; once slipway secret status shows a new value, everything is as it would be",
  );
}

function linesOf(target: string, { name, readers = [] }: SecretSlotModel, version: string, restart: readonly string[]): readonly string[] {
  return [
    `${name}: holds a new value, version ${version}; the one before stays as AWSPREVIOUS until the next rotation`,
    ...(restart.length === 0 ? [] : [`start again: the application of ${target}, which reads ${restart.join(", ")} once, at start`]),
    ...readers.map((reader) => `tell the owner of ${reader}, which reads it too`),
    "once nobody uses the old value any more, revoke it where it opens something",
  ];
}

function empty(target: string, key: string): SlipwayError {
  return new SlipwayError({
    kind: "refused",
    code: "SECRET_EMPTY",
    where: `${target}: ${key}`,
    expected: "a value to put another one in the place of",
    got: "none",
    fix: `run slipway secret put ${target} ${key} for the first one`,
  });
}

function pending(kind: "provider" | "undecided", where: string, got: string, fix: string): SlipwayError {
  return new SlipwayError({ kind, code: "SECRET_ROTATION_PENDING", where, expected: "a new value from the rotation function", got, fix });
}
