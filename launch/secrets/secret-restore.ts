import { SlipwayError } from "../../errors/slipway-error.ts";
import type { StackPlanInput } from "../plan.ts";
import { refusal } from "../refusal.ts";
import { importBlocks } from "../rollback/import-blocks.ts";
import type { StackPlan } from "../stack-plan.ts";
import { newSecrets } from "./new-secrets.ts";
import { placeOf, type SecretKeeper, type SecretToRestore } from "./secrets.ts";

/** The way back needs a step of its own first: terraform can neither create nor import a secret whose deletion is scheduled. */
export class RestoreFirst extends Error {
  readonly secrets: readonly SecretToRestore[];
  constructor(secrets: readonly SecretToRestore[]) {
    super("secrets have to be restored first");
    this.secrets = secrets;
  }
}

/**
 * Import blocks, by stack, for the secrets that a rollback's plans would create although they are still there.
 * Source: AWS Secrets Manager API reference, CreateSecret, RestoreSecret (checked 2026-11-25); measured with provider aws 5.100.0.
 * @throws RestoreFirst; SlipwayError SECRET_NOT_RESTORABLE, or of kind "undecided", code SECRET_STATUS_UNKNOWN
 */
export async function importsOfSecrets(
  keeper: SecretKeeper | undefined,
  target: string,
  plans: readonly StackPlan[],
  inputs: readonly StackPlanInput[],
): Promise<ReadonlyMap<string, string>> {
  const found = (await newSecrets(keeper, plans, inputs)).filter(({ change }) => change.actions.join() === "create");
  refuseUnsure(target, found.filter(({ status }) => status === undefined).map(placeOf));
  refuseGone(target, found.filter(({ status }) => status?.kind === "absent").map(placeOf));
  const scheduled = found.flatMap(({ stack, address, name, region, status }) =>
    status?.kind === "scheduled" ? [{ stack, address, name, region, arn: status.arn }] : [],
  );
  if (scheduled.length > 0) throw new RestoreFirst(scheduled);
  const present = found.flatMap((each) => (each.status?.kind === "present" ? [{ ...each, importId: each.status.arn }] : []));
  const stacks = new Map(present.map(({ stack, config }) => [stack, config]));
  return new Map(
    [...stacks].map(([stack, config]) => [
      stack,
      importBlocks(
        config,
        present.filter((each) => each.stack === stack),
      ),
    ]),
  );
}

function refuseUnsure(target: string, names: readonly string[]): void {
  if (names.length === 0) return;
  throw new SlipwayError({
    kind: "undecided",
    code: "SECRET_STATUS_UNKNOWN",
    where: target,
    expected: "to know of every secret whether it is deleted",
    got: `nobody who could tell of ${names.join(", ")}`,
    fix: "let the planner's role do secretsmanager:DescribeSecret, and plan the rollback again",
  });
}

function refuseGone(target: string, names: readonly string[]): void {
  if (names.length === 0) return;
  throw refusal(
    "SECRET_NOT_RESTORABLE",
    target,
    "secrets that can be restored",
    `${names.join(", ")}: deleted for good`,
    "declare the slot in the config, plan it as a new one, then give it a value; a rollback cannot bring the old one back",
  );
}
