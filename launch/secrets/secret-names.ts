import { numberAt, textAt } from "../json.ts";
import type { StackPlanInput } from "../plan.ts";
import { refusal } from "../refusal.ts";
import type { StackPlan } from "../stack-plan.ts";
import { type NewSecret, newSecrets } from "./new-secrets.ts";
import { placeOf, type SecretKeeper } from "./secrets.ts";

/**
 * A plan that makes a secret whose name is taken, or stays taken for as long as a deletion can be taken back, would fail half-way.
 * Source: AWS Secrets Manager API reference, CreateSecret, ResourceExistsException and InvalidRequestException (checked 2026-11-25).
 * @returns what the review has to say of names that nobody could be asked about
 * @throws SlipwayError kind "refused", code SECRET_NAME_TAKEN, with every name
 */
export async function refuseTakenNames(
  keeper: Pick<SecretKeeper, "find"> | undefined,
  target: string,
  plans: readonly Pick<StackPlan, "stack" | "plan">[],
  inputs: readonly StackPlanInput[],
): Promise<readonly string[]> {
  const found = await newSecrets(keeper, plans, inputs);
  const taken = found.flatMap((each) => {
    const why = whyTaken(each);
    return why === undefined ? [] : [`${each.stack}/${each.address}: ${placeOf(each)} ${why}`];
  });
  if (taken.length > 0) {
    throw refusal(
      "SECRET_NAME_TAKEN",
      target,
      "free names for new secrets",
      taken.join("; "),
      `run slipway rollback ${target}, with --to and a run that had the secret: it restores it, then takes it up; or give the slot another name`,
    );
  }
  return found.flatMap((each) =>
    each.status === undefined
      ? [
          `nobody could tell whether the name of the new secret ${placeOf(each)} is free: a secret that is deleted keeps it for up to 30 days`,
        ]
      : [],
  );
}

function whyTaken({ change, status }: NewSecret): string | undefined {
  if (status?.kind === "scheduled") return `is scheduled for deletion (${status.arn})`;
  if (status?.kind !== "present") return undefined;
  const name = textAt(change.before, "name");
  if (name === undefined || name !== textAt(change.after, "name")) return `is there already (${status.arn})`;
  // without a window, the old one is gone before the new one comes
  const isGoneAtOnce = numberAt(change.before, "recovery_window_in_days") === 0 && change.actions[0] === "delete";
  return isGoneAtOnce ? undefined : "would be deleted and made again, and its name stays taken meanwhile";
}
