import { SlipwayError } from "../errors/slipway-error.ts";
import { importBlocks } from "./import-blocks.ts";
import { isObject, listAt, objectAt, parseJson, textAt } from "./json.ts";
import type { StackPlanInput } from "./plan.ts";
import type { ResourceChange } from "./plan-json.ts";
import { refusal } from "./refusal.ts";
import { placeOf, type SecretKeeper, type SecretToRestore } from "./secrets.ts";
import type { StackPlan } from "./stack-plan.ts";

const TYPE = "aws_secretsmanager_secret";
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
  const found = await Promise.all(
    plans.flatMap(({ stack, plan }) => {
      const config = inputs.find((each) => each.stack === stack)?.config ?? "";
      return plan.resource_changes.filter(makesSecret).map(async ({ address, change }) => {
        const [name, region] = [textAt(change.after, "name"), regionOf(config, address, change.after)];
        const status = name === undefined ? undefined : await keeper?.find({ name, region });
        return { stack, address, name: name ?? address, region, config, status };
      });
    }),
  );
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

function makesSecret({ type, mode, change }: ResourceChange): boolean {
  return mode === "managed" && type === TYPE && change.actions.join() === "create";
}

/** The resource's own region, or that of the provider configuration that it names. */
function regionOf(config: string, address: string, after: unknown): string | null {
  const own = textAt(after, "region");
  if (own !== undefined) return own;
  const parsed = parseJson(config);
  const [type = "", name = ""] = address.replace(/\[.*$/, "").split(".");
  const provider = textAt(objectAt(objectAt(objectAt(parsed, "resource"), type), name), "provider") ?? "aws";
  const [, alias] = provider.split(".");
  const blocks = listAt(objectAt(parsed, "provider"), "aws");
  const block = blocks.find((each) => isObject(each) && textAt(each, "alias") === alias);
  return textAt(block, "region") ?? null;
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
