import type { SecretAnswer, SecretSlotModel } from "../../config/secret-model.ts";
import type { ErrorKind } from "../../errors/slipway-error.ts";
import { type Exposure, exposuresOf } from "../../launch/secrets/secret-record.ts";
import { rotationFault, type SecretState, secretStateOf, stateSentence } from "../../verify/secret-state.ts";
import type { Command } from "../command.ts";
import { exitCodeOf } from "../exit-code.ts";
import { openSecretDesk } from "../open-secrets.ts";
import { REHEARSAL_OPTION } from "../site.ts";

/** States in which a launch is not ready. */
const BAD: ReadonlySet<SecretState["kind"]> = new Set(["absent", "deleted", "empty", "overdue", "exposed"]);

interface Row {
  readonly slot: SecretSlotModel;
  readonly state: SecretState;
  readonly fault: string | undefined;
  readonly exposures: readonly Exposure[];
}

/** `slipway secret status`: how every slot of an environment fares; asks for no value. */
export const secretStatus: Command = {
  name: "secret status",
  argument: "<target>",
  argumentDescription: "<launch>/<environment>",
  summary: "Say of each secret slot whether it is filled, due, exposed or gone, and who reads it; asks for no value",
  options: [REHEARSAL_OPTION],
  example: "slipway secret status chatbot/production --rehearsal",
  run: async (input) => {
    const { shell, global } = input;
    const desk = await openSecretDesk(input);
    try {
      const { environment, region, secrets } = desk;
      const exposures = await exposuresOf(desk.store);
      const answers = await Promise.all(environment.secretSlots.map(({ name }) => secrets.describe({ name, region })));
      const rows = environment.secretSlots.map((slot, index) => rowOf(slot, answers[index], exposures, shell.now()));
      if (global.json) shell.out(JSON.stringify({ target: environment.target, slots: rows.map(jsonOf) }));
      else for (const line of rows.flatMap(linesOf)) shell.out(line);
      return exitCodeOf(rows.flatMap(kindsOf));
    } finally {
      await desk.close();
    }
  },
};

function rowOf(slot: SecretSlotModel, answer: SecretAnswer | undefined, all: readonly Exposure[], now: Date): Row {
  const known = new Set(answer?.kind === "present" ? answer.versions.map(({ id }) => id) : []);
  const recorded = all.filter(({ version }) => known.has(version));
  const state = secretStateOf(slot, answer, { now, exposed: new Set(recorded.map(({ version }) => version)) });
  // a function rotates without a word to the records
  const exposures = recorded.map((each) => ({ ...each, rotatedAt: each.rotatedAt ?? replacedAt(each, state) }));
  return { slot, state, fault: rotationFault(slot, answer), exposures };
}

function replacedAt({ version }: Exposure, state: SecretState): string | null {
  return "version" in state && state.version !== version ? state.since.toISOString() : null;
}

function kindsOf({ state, fault }: Row): readonly ErrorKind[] {
  if (state.kind === "unknown") return ["undecided"];
  return BAD.has(state.kind) || fault !== undefined ? ["unverified"] : [];
}

function linesOf({ slot, state, fault, exposures }: Row): readonly string[] {
  const readers = [...(slot.variables ?? []), ...(slot.readers ?? [])].join(", ");
  return [
    `${slot.key.padEnd(24)} ${stateSentence(state)}`,
    `  read by  ${readers === "" ? "what Cloudflare makes it for" : readers}`,
    ...(fault === undefined ? [] : [`  rotation ${fault}, which is not as declared`]),
    ...exposures.map(
      ({ at, by, reason, rotatedAt }) =>
        `  exposed  ${at} by ${by}: ${reason}; ${rotatedAt === null ? "not rotated" : `rotated ${rotatedAt}`}`,
    ),
  ];
}

function jsonOf({ slot, state, fault, exposures }: Row): object {
  return {
    slot: slot.key,
    name: slot.name,
    state: state.kind,
    ...("version" in state ? { version: state.version, since: state.since.toISOString() } : {}),
    ...("dueInDays" in state ? { dueInDays: state.dueInDays } : {}),
    variables: slot.variables ?? [],
    readers: slot.readers ?? [],
    ...(fault === undefined ? {} : { rotationFault: fault }),
    exposures,
  };
}
