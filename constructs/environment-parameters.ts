import { Construct } from "constructs";
import type { EnvironmentValueModel } from "../config/target-model.ts";
import { addressOf } from "./address.ts";
import { SsmParameter } from "./aws.ts";
import { lit } from "./lit.ts";

export interface EnvironmentParametersProps {
  readonly values: readonly EnvironmentValueModel[];
}

/**
 * What the application reads at start, one SSM parameter each, named after the variable.
 *
 * `insecure_value` keeps the value readable in plans and reviews; it can hold no secret, because for a secret it holds the secret's name.
 * Source: hashicorp/terraform-provider-aws, ssm_parameter, insecure_value (checked 2026-11-22).
 */
export class EnvironmentParameters extends Construct {
  constructor(scope: Construct, id: string, props: EnvironmentParametersProps) {
    super(scope, id);
    for (const each of props.values) {
      const name = addressOf("aws_ssm_parameter", each.variable);
      new SsmParameter(this, name, {
        name: lit(each.parameterName),
        type: "String",
        insecureValue: lit(each.value),
        description: each.isSecretReference
          ? `Name of the secret in AWS Secrets Manager that holds ${each.variable}`
          : `Value of ${each.variable}`,
      }).overrideLogicalId(name);
    }
  }
}
