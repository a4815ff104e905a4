import { isObject, listAt, objectAt, parseJson, textAt } from "../json.ts";
import type { StackPlanInput } from "../plan.ts";
import type { StackPlan } from "../stack-plan.ts";
import type { ResourceChange } from "../terraform/plan-json.ts";
import type { SecretKeeper, SecretName, SecretStatus } from "./secrets.ts";

const TYPE = "aws_secretsmanager_secret";

/** A secret that a plan makes, and what became of its name. */
export interface NewSecret extends SecretName {
  readonly stack: string;
  readonly address: string;
  readonly change: ResourceChange["change"];
  /** Text of the stack's configuration. */
  readonly config: string;
  /** Undefined: nobody could tell, or the name is not known before the apply. */
  readonly status: SecretStatus | undefined;
}

/** Asks after the name of every secret that a plan makes. */
export async function newSecrets(
  keeper: Pick<SecretKeeper, "find"> | undefined,
  plans: readonly Pick<StackPlan, "stack" | "plan">[],
  inputs: readonly StackPlanInput[],
): Promise<readonly NewSecret[]> {
  return await Promise.all(
    plans.flatMap(({ stack, plan }) => {
      const config = inputs.find((each) => each.stack === stack)?.config ?? "";
      return plan.resource_changes.filter(makesSecret).map(async ({ address, change }): Promise<NewSecret> => {
        const [name, region] = [textAt(change.after, "name"), regionOf(config, address, change.after)];
        const status = name === undefined ? undefined : await keeper?.find({ name, region });
        return { stack, address, change, name: name ?? address, region, config, status };
      });
    }),
  );
}

/** A replacement makes one as well. */
function makesSecret({ type, mode, change }: ResourceChange): boolean {
  return mode === "managed" && type === TYPE && change.actions.includes("create");
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
