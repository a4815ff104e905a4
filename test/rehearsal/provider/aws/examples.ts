import type { AwsExample } from "./aws-example.ts";
import { IDENTITY_EXAMPLES } from "./examples-identity.ts";
import { MONITORING_EXAMPLES } from "./examples-monitoring.ts";

/** Examples that stand in one configuration, by subject. */
export const AWS_SUBJECTS: Readonly<Record<string, Readonly<Record<string, AwsExample>>>> = {
  identity: IDENTITY_EXAMPLES,
  monitoring: MONITORING_EXAMPLES,
};

export const AWS_EXAMPLES: Readonly<Record<string, AwsExample>> = Object.assign({}, ...Object.values(AWS_SUBJECTS));
