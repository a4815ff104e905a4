import type { EnvironmentModel } from "../config/model.ts";
import { regionOfArn } from "../config/names.ts";
import type { SecretSlotModel } from "../config/secret-model.ts";
import { SlipwayError, SlipwayErrors } from "../errors/slipway-error.ts";
import { readRun } from "../launch/run.ts";
import { exposuresOf } from "../launch/secrets/secret-record.ts";
import type { RunStore } from "../launch/store/store.ts";
import { type SecretState, secretStateOf, stateSentence } from "../verify/secret-state.ts";
import type { SecretManager } from "./aws-secrets.ts";
import { recordedModelOf } from "./recorded-model.ts";
import type { Site } from "./site.ts";

export interface SecretGate {
  readonly environment: EnvironmentModel;
  readonly secrets: Pick<SecretManager, "describe">;
  readonly store: RunStore;
  readonly now: Date;
}

/**
 * Nothing is planned for an application that would start without its secrets, or with one that strangers know. Slots that this very plan
 * makes are empty by nature; one that makes slots and nothing else has no application.
 * @returns what a review has to say of values that are old
 * @throws SlipwayErrors with every slot in the way: SECRET_EMPTY, SECRET_EXPOSED, SECRET_OVERDUE, SECRET_STATUS_UNKNOWN
 */
export async function requireSecrets({ environment, secrets, store, now }: SecretGate): Promise<readonly string[]> {
  const { secretSlots: slots } = environment;
  if (slots.length === 0 || environment.stage === "slots") return [];
  const exposed = new Set((await exposuresOf(store)).map(({ version }) => version));
  const answers = await Promise.all(slots.map(({ name, arnPrefix }) => secrets.describe({ name, region: regionOfArn(arnPrefix) })));
  const judged = slots.map((slot, index) => ({ slot, state: secretStateOf(slot, answers[index], { now, exposed }) }));
  const errors = judged.flatMap(({ slot, state }) => obstacle(environment, slot, state));
  if (errors.length > 0) throw new SlipwayErrors(errors);
  return judged.flatMap(({ slot, state }) =>
    state.kind === "overdue" || state.kind === "due"
      ? [`the secret ${slot.name} is ${stateSentence(state)}: run ${commandFor(environment, slot, "rotate")}`]
      : [],
  );
}

/** The same once more before an approved run is applied: a value may have been seen meanwhile. The way back stays open. */
export async function requireSecretsOfRun({ store, secrets }: Pick<Site, "store" | "secrets">, runId: string, now: Date): Promise<void> {
  const { record } = await readRun(store, runId);
  if (record.rollbackOf !== null || record.restores !== undefined) return;
  const recorded = await recordedModelOf(store, runId);
  if (recorded.kind === "environment") await requireSecrets({ environment: recorded.environment, secrets, store, now });
}

function obstacle(environment: EnvironmentModel, slot: SecretSlotModel, state: SecretState): readonly SlipwayError[] {
  const where = `${environment.target}: ${slot.key}`;
  const readers = slot.variables?.join(", ") ?? "its readers";
  switch (state.kind) {
    case "unknown":
      return [
        new SlipwayError({
          kind: "undecided",
          code: "SECRET_STATUS_UNKNOWN",
          where,
          expected: "to know whether the slot is filled",
          got: "no answer from AWS Secrets Manager",
          fix: "let the planner's role do secretsmanager:DescribeSecret and secretsmanager:ListSecretVersionIds",
        }),
      ];
    case "empty":
      return [refused("SECRET_EMPTY", where, `a value for ${readers}`, "an empty slot", `run ${commandFor(environment, slot, "put")}`)];
    case "exposed":
      return [
        refused(
          "SECRET_EXPOSED",
          where,
          `a value for ${readers} that no stranger knows`,
          stateSentence(state),
          `revoke it, then run ${commandFor(environment, slot, "rotate")}`,
        ),
      ];
    case "overdue":
      if (slot.rotation?.whenOverdue !== "refuse") return [];
      return [
        refused(
          "SECRET_OVERDUE",
          where,
          `a value of at most ${slot.rotation.everyDays} days`,
          stateSentence(state),
          `run ${commandFor(environment, slot, "rotate")}`,
        ),
      ];
    default:
      return [];
  }
}

/** What Cloudflare makes comes by another command. */
function commandFor(
  { target, turnstile = [], serviceTokens = [] }: EnvironmentModel,
  slot: SecretSlotModel,
  verb: "put" | "rotate",
): string {
  const made = [
    ...turnstile.map((each) => ({ ...each, option: "turnstile" })),
    ...serviceTokens.map((each) => ({ ...each, option: "service-token" })),
  ].find((each) => each.slot === slot.name);
  return made === undefined
    ? `slipway secret ${verb} ${target} ${slot.key}`
    : `slipway secret make ${target} --${made.option} ${made.key}${verb === "put" ? "" : " --replace"}`;
}

function refused(
  code: "SECRET_EMPTY" | "SECRET_EXPOSED" | "SECRET_OVERDUE",
  where: string,
  expected: string,
  got: string,
  fix: string,
): SlipwayError {
  return new SlipwayError({ kind: "refused", code, where, expected, got, fix });
}
