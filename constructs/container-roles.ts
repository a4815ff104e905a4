import { Construct } from "constructs";
import type { ContainerModel } from "../config/container-model.ts";
import { IamRole, IamRolePolicy } from "./aws.ts";
import { lit, litDeep } from "./lit.ts";
import { partFor } from "./part.ts";
import { decryption } from "./secret-decryption.ts";

export interface ContainerRolesProps {
  readonly target: ContainerModel;
  readonly logGroupArn: string;
  /** ARNs of the environment's secrets, by slot key. */
  readonly secretArns: ReadonlyMap<string, string>;
  /** ARNs of the keys, or of their aliases, that encrypt them; none where it is the account's own. */
  readonly kmsKeys: readonly string[];
  /** What the application may do besides what its config lists. */
  readonly statements: readonly object[];
}

/**
 * Two roles: what starts a task may fetch its image, read its secrets and open its log; what the application does, it does with its own
 * role, which may do nothing that the config does not list. Every right names its ARNs; asking ECR for a login is the one thing that AWS
 * cannot tie to any.
 * Source: Amazon ECS developer guide, task execution IAM role; Service Authorization Reference, Amazon ECR (checked 2026-11-26).
 */
export class ContainerRoles extends Construct {
  readonly execution: IamRole;
  readonly executionPolicy: IamRolePolicy;
  readonly task: IamRole;

  constructor(scope: Construct, id: string, props: ContainerRolesProps) {
    super(scope, id);
    const { target, statements } = props;
    this.execution = this.role("execution", target);
    this.executionPolicy = this.policy("execution", this.execution, startStatements(props));
    this.task = this.role("task", target);
    const own = target.permissions.map(({ actions, resources }) => litDeep({ Action: actions, Resource: resources }) as object);
    const all = [...own, ...statements];
    if (all.length > 0) this.policy("task", this.task, all);
  }

  private role(kind: "execution" | "task", { name, awsAccountId }: ContainerModel): IamRole {
    const role = new IamRole(this, kind, {
      name: lit(`${name}-${kind}`),
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { Service: "ecs-tasks.amazonaws.com" },
            // so that no other account's service borrows it
            Condition: { StringEquals: { "aws:SourceAccount": awsAccountId } },
          },
        ],
      }),
    });
    role.overrideLogicalId(kind);
    return role;
  }

  private policy(kind: "execution" | "task", role: IamRole, statements: readonly object[]): IamRolePolicy {
    const policy = new IamRolePolicy(this, `${kind}-policy`, {
      name: "least-privilege",
      role: role.name,
      policy: JSON.stringify({ Version: "2012-10-17", Statement: statements.map((each) => ({ Effect: "Allow", ...each })) }),
    });
    policy.overrideLogicalId(kind);
    return policy;
  }
}

function startStatements({ target, logGroupArn, secretArns, kmsKeys }: ContainerRolesProps): object[] {
  const slots = [...new Set(target.variables.flatMap((each) => ("slot" in each ? [each.slot] : [])))];
  const { repositoryArn } = target;
  return [
    { Sid: "WriteLogs", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: `${logGroupArn}:*` },
    ...(slots.length === 0
      ? []
      : [
          {
            Sid: "ReadSecrets",
            Action: "secretsmanager:GetSecretValue",
            Resource: slots.map((slot) => partFor(secretArns, slot, "secret")),
          },
        ]),
    ...kmsKeys.map(decryption),
    ...(repositoryArn === undefined
      ? []
      : [
          {
            Sid: "FetchImage",
            Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            Resource: lit(repositoryArn),
          },
          { Sid: "LogInToRegistry", Action: "ecr:GetAuthorizationToken", Resource: "*" },
        ]),
  ];
}
