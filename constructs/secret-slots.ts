import { Construct } from "constructs";
import type { SecretSlotModel } from "../config/secret-model.ts";
import { addressOf } from "./address.ts";
import { SecretsmanagerSecret, SecretsmanagerSecretPolicy, SecretsmanagerSecretRotation } from "./aws.ts";
import { lit } from "./lit.ts";

export interface SecretSlotsProps {
  readonly slots: readonly SecretSlotModel[];
}

/**
 * Places for secrets in AWS Secrets Manager, without a version: the value never passes through Terraform, its plan or its state.
 *
 * The recovery window, in days, is explicit because a deleted secret keeps its name until the window is over.
 * Source: AWS Secrets Manager API reference, DeleteSecret (checked 2026-11-22).
 *
 * A rotation does not start with the apply that declares it: there is no value yet to be rotated.
 * Source: hashicorp/terraform-provider-aws, secretsmanager_secret_rotation, rotate_immediately (checked 2026-11-26).
 */
export class SecretSlots extends Construct {
  /** By slot key: the secret's ARN, for whoever may read it. */
  readonly arns: ReadonlyMap<string, string>;

  constructor(scope: Construct, id: string, props: SecretSlotsProps) {
    super(scope, id);
    const arns = new Map<string, string>();
    for (const slot of props.slots) {
      const name = addressOf("aws_secretsmanager_secret", slot.key);
      const secret = new SecretsmanagerSecret(this, name, {
        name: lit(slot.name),
        description: lit(slot.description),
        recoveryWindowInDays: slot.recoveryWindowDays,
        ...(slot.kmsKey === undefined ? {} : { kmsKeyId: slot.kmsKey }),
        lifecycle: { preventDestroy: true },
      });
      secret.overrideLogicalId(name);
      this.guard(slot, secret);
      this.rotate(slot, secret);
      arns.set(slot.key, secret.arn);
    }
    this.arns = arns;
  }

  private guard({ key, readers = [], onlyReaders }: SecretSlotModel, secret: SecretsmanagerSecret): void {
    if (readers.length === 0) return;
    const name = addressOf("aws_secretsmanager_secret_policy", key);
    new SecretsmanagerSecretPolicy(this, `${name}-policy`, {
      secretArn: secret.arn,
      blockPublicPolicy: true,
      policy: lit(JSON.stringify(policyOf(readers, onlyReaders === true))),
    }).overrideLogicalId(name);
  }

  private rotate({ key, rotation }: SecretSlotModel, secret: SecretsmanagerSecret): void {
    if (rotation?.functionArn === undefined) return;
    const name = addressOf("aws_secretsmanager_secret_rotation", key);
    new SecretsmanagerSecretRotation(this, `${name}-rotation`, {
      secretId: secret.arn,
      rotationLambdaArn: lit(rotation.functionArn),
      rotateImmediately: false,
      rotationRules: { automaticallyAfterDays: rotation.everyDays },
    }).overrideLogicalId(name);
  }
}

const READ = "secretsmanager:GetSecretValue";

/** Source: AWS Secrets Manager user guide, resource-based policies; AWS IAM, aws:PrincipalArn (checked 2026-11-26). */
function policyOf(readers: readonly string[], onlyReaders: boolean): object {
  return {
    Version: "2012-10-17",
    Statement: [
      { Sid: "ReadersRead", Effect: "Allow", Principal: { AWS: readers }, Action: READ, Resource: "*" },
      ...(onlyReaders
        ? [
            {
              Sid: "NobodyElseReads",
              Effect: "Deny",
              Principal: { AWS: "*" },
              Action: READ,
              Resource: "*",
              Condition: { ArnNotEquals: { "aws:PrincipalArn": readers } },
            },
          ]
        : []),
    ],
  };
}
