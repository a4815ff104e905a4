import type { PolicyStatement } from "../account-model.ts";
import type { Residual } from "../model.ts";
import { environmentTarget, toolRoleName } from "../names.ts";
import { type EnvironmentPlace, where } from "../rules/world.ts";
import type { AccountConfig } from "../schema/account.ts";
import type { ToolsConfig } from "../schema/tools.ts";
import type { ToolRoleModel } from "../tool-model.ts";

const RUNNERS: Readonly<Record<ToolsConfig["runsIn"], string>> = { container: "ecs-tasks.amazonaws.com", function: "lambda.amazonaws.com" };

export function toolRoleOf({ launch, name }: EnvironmentPlace, account: AccountConfig): ToolRoleModel | undefined {
  const { tools } = launch;
  if (tools === undefined) return undefined;
  const { permissionsBoundary } = tools;
  return {
    name: toolRoleName(launch.name, name),
    description: `Tools of ${environmentTarget(launch.name, name)}`,
    trust: { Version: "2012-10-17", Statement: [trustIn(tools, account)] },
    policy: { Version: "2012-10-17", Statement: toolStatements(tools, name) },
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
  };
}

/** Tasks of other accounts must not be able to have ECS use it. Source: Amazon ECS Developer Guide, task IAM role, confused deputy (checked 2026-11-26). */
function trustIn({ runsIn }: ToolsConfig, { aws }: AccountConfig): PolicyStatement {
  return {
    Effect: "Allow",
    Principal: { Service: RUNNERS[runsIn] },
    Action: "sts:AssumeRole",
    ...(runsIn === "container" ? { Condition: { StringEquals: { "aws:SourceAccount": aws.accountId } } } : {}),
  };
}

/** What is allowed, then what is dangerous and does something at AWS. */
export function toolStatements({ allow, dangerous }: ToolsConfig, environment: string): PolicyStatement[] {
  return [...Object.values(allow), ...Object.values(dangerous)].flatMap(({ actions, resources }) =>
    actions.length === 0 ? [] : [{ Effect: "Allow", Action: actions, Resource: resources.map((arn) => inEnvironment(arn, environment)) }],
  );
}

export function inEnvironment(arn: string, environment: string): string {
  return arn.replaceAll("{environment}", environment);
}

/** Nothing at AWS waits for a person; the application does, or nobody. */
export function toolResiduals(environment: EnvironmentPlace): Residual[] {
  const { tools } = environment.launch;
  return Object.entries(tools?.dangerous ?? {}).map(([key, { purpose, approver, actions }]) => ({
    where: where({ file: environment.file, path: ["tools", "dangerous", key] }),
    wanted: `${approver} confirms each time: ${purpose}`,
    enforced: actions.length === 0 ? "nothing at AWS" : `only the tools' role may do ${actions.join(", ")}`,
    remaining: `the application asks ${approver} before it happens, and keeps the answer`,
  }));
}
