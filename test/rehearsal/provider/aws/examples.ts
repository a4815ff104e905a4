import type { AwsExample } from "./aws-example.ts";
import { ACCOUNT_AWS_EXAMPLES } from "./examples-account.ts";
import { CONTAINER_EXAMPLES } from "./examples-container.ts";
import { FUNCTION_EXAMPLES } from "./examples-function.ts";
import { IDENTITY_EXAMPLES } from "./examples-identity.ts";
import { LISTENER_EXAMPLES } from "./examples-listener.ts";
import { MONITORING_EXAMPLES } from "./examples-monitoring.ts";
import { NETWORK_EXAMPLES } from "./examples-network.ts";
import { STATIC_EXAMPLES } from "./examples-static.ts";

/** Examples that stand in one configuration, by subject. */
export const AWS_SUBJECTS: Readonly<Record<string, Readonly<Record<string, AwsExample>>>> = {
  identity: IDENTITY_EXAMPLES,
  network: { ...NETWORK_EXAMPLES, ...LISTENER_EXAMPLES },
  containers: CONTAINER_EXAMPLES,
  functions: FUNCTION_EXAMPLES,
  files: STATIC_EXAMPLES,
  accounts: ACCOUNT_AWS_EXAMPLES,
  monitoring: MONITORING_EXAMPLES,
};

export const AWS_EXAMPLES: Readonly<Record<string, AwsExample>> = Object.assign({}, ...Object.values(AWS_SUBJECTS));
