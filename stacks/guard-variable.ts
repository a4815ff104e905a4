import { lit } from "../constructs/lit.ts";

/** The root variable that every stack carries and that only a run of ours sets. */
export const GUARD_NAME = "slipway_run";

/** Shape only: at apply a condition is not ordered before the resources, so one that could fail there would fail too late. */
const CONDITION = '${can(regex("^run-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}$", var.slipway_run))}';

const DESCRIPTION = "the reviewed run that plans or applies ";

/**
 * A seat belt against a bare `terraform apply`, `cdktf deploy` or apply of a saved plan: the default fails the validation.
 *
 * Ephemeral, so that the value stands neither in the plan file nor in the plan's content, and so that whoever applies a saved plan has to
 * give it again. Not a lock: who knows the variable can set it; credentials are the lock.
 *
 * Source: Terraform language, input variables, `ephemeral` and custom validation rules (checked 2026-11-22).
 */
export function guardVariable(target: string): Readonly<Record<string, unknown>> {
  return {
    type: "string",
    default: "",
    ephemeral: true,
    description: `${DESCRIPTION}${lit(target)}`,
    validation: [
      {
        condition: CONDITION,
        error_message:
          `${lit(target)} is changed by reviewed runs only: run slipway plan ${lit(target)}. ` +
          "For a look at the difference, cdktf diff works with TERRAFORM_BINARY_NAME=slipway-terraform.",
      },
    ],
  };
}

/** The target that a synthesized stack belongs to, as its guard says; undefined when there is no guard. */
export function targetOfGuard(variable: unknown): string | undefined {
  if (typeof variable !== "object" || variable === null || !("description" in variable)) return undefined;
  const { description } = variable;
  return typeof description === "string" && description.startsWith(DESCRIPTION) ? description.slice(DESCRIPTION.length) : undefined;
}
