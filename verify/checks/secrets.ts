import type { SecretSlotModel } from "../../config/secret-model.ts";
import type { Check, Probe, Verdict } from "../check.ts";
import type { EnvironmentScope } from "../scope.ts";
import { rotationFault, type SecretState, secretStateOf, stateSentence } from "../secret-state.ts";

const RISK = "the application cannot start, or a stranger with an old or leaked value acts in its name";

/** Readiness row R4, slot by slot. Asks for no value. */
export const SECRET_CHECKS: readonly Check<EnvironmentScope>[] = [
  {
    id: "secret.value",
    source: "readiness row R4; AWS Secrets Manager API reference, ListSecretVersionIds",
    businessRisk: RISK,
    probes: eachSlot((slot, isDirect) => ({
      expected: slot.rotation === undefined ? "a current value" : `a current value of at most ${slot.rotation.everyDays} days`,
      ask: async ({ secret, now }) => verdictOf(secretStateOf(slot, await secret(slot), { now: now() }), isDirect),
    })),
  },
  {
    id: "secret.rotation",
    source: "readiness row R4; AWS Secrets Manager API reference, DescribeSecret, RotationEnabled",
    businessRisk: RISK,
    probes: eachSlot((slot) => {
      if (slot.rotation?.functionArn === undefined) return undefined;
      return {
        expected: `rotated by ${slot.rotation.functionArn}`,
        ask: async ({ secret }) => {
          const answer = await secret(slot);
          if (answer === undefined) return { outcome: "unknown", got: "no answer from AWS Secrets Manager" };
          const fault = answer.kind === "present" ? rotationFault(slot, answer) : "no secret";
          return fault === undefined ? { outcome: "pass", got: "as declared" } : { outcome: "fail", got: fault };
        },
      };
    }),
  },
];

function eachSlot(
  probeOf: (slot: SecretSlotModel, isDirect: boolean) => Omit<Probe, "subject"> | undefined,
): Check<EnvironmentScope>["probes"] {
  return ({ environment }) =>
    environment.secretSlots.flatMap((slot) => {
      const probe = probeOf(slot, environment.direct !== undefined);
      // slots alone are made to be filled afterwards
      return probe === undefined || environment.stage === "slots" ? [] : [{ subject: slot.name, ...probe }];
    });
}

/** What goes live in one run makes its slots in that run, so nobody can have filled them; no later plan goes through until somebody has. */
function verdictOf(state: SecretState, isDirect: boolean): Verdict {
  const got = stateSentence(state);
  if (state.kind === "unknown") return { outcome: "unknown", got };
  if (state.kind === "empty" && isDirect) return { outcome: "not-applicable", got: `${got} yet` };
  return { outcome: state.kind === "active" || state.kind === "due" ? "pass" : "fail", got };
}
