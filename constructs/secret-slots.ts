import { Construct } from "constructs";
import type { SecretSlotModel } from "../config/secret-model.ts";
import { addressOf } from "./address.ts";
import { SecretsmanagerSecret } from "./aws.ts";
import { lit } from "./lit.ts";

export interface SecretSlotsProps {
  readonly slots: readonly SecretSlotModel[];
}

/**
 * Places for secrets in AWS Secrets Manager, without a version: the value never passes through Terraform, its plan or its state.
 *
 * The recovery window, in days, is explicit because a deleted secret keeps its name until the window is over.
 * Source: AWS Secrets Manager API reference, DeleteSecret (checked 2026-11-22).
 */
export class SecretSlots extends Construct {
  constructor(scope: Construct, id: string, props: SecretSlotsProps) {
    super(scope, id);
    for (const slot of props.slots) {
      const name = addressOf("aws_secretsmanager_secret", slot.key);
      new SecretsmanagerSecret(this, name, {
        name: lit(slot.name),
        description: lit(slot.description),
        recoveryWindowInDays: slot.recoveryWindowDays,
        lifecycle: { preventDestroy: true },
      }).overrideLogicalId(name);
    }
  }
}
