import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { LogModel } from "../config/log-model.ts";
import { addressOf } from "./address.ts";
import { CloudwatchLogDataProtectionPolicy, CloudwatchLogGroup } from "./aws.ts";
import { lit } from "./lit.ts";

/** Managed identifiers that need no country. Source: CloudWatch Logs user guide, types of data that you can protect (checked 2026-11-26). */
const MANAGED = [
  "AwsSecretKey",
  "CreditCardNumber",
  "EmailAddress",
  "OpenSshPrivateKey",
  "PgpPrivateKey",
  "PkcsPrivateKey",
  "PuttyPrivateKey",
].map((name) => `arn:aws:dataprotection::aws:data-identifier/${name}`);

/**
 * Tokens in the forms that applications log by mistake. At most 10 expressions of 200 characters, without parentheses.
 * Source: CloudWatch Logs user guide, custom data identifiers, constraints (checked 2026-11-26).
 */
const CUSTOM: readonly { readonly Name: string; readonly Regex: string }[] = [
  { Name: "BearerToken", Regex: "[Bb]earer [A-Za-z0-9_=.+/-]{16,}" },
  { Name: "JsonWebToken", Regex: "eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}" },
];

export interface LogGroupProps {
  /** Key in the model; becomes the address. */
  readonly key: string;
  /** As the service that writes to it expects: `/aws/lambda/<function>`, for one. */
  readonly name: string;
  readonly logs: LogModel;
  /** The home region's when left out. */
  readonly provider?: TerraformProvider;
}

/**
 * A place for logs, with an end to their life (in days) and a policy that audits and masks secrets and personal data on the way in.
 *
 * The policy masks everything that leaves the group, metric filters included: a filter must not look for a masked text.
 * Source: CloudWatch Logs user guide, help protect sensitive log data with masking (checked 2026-11-26).
 */
export class LogGroup extends Construct {
  /** Reference to the name: whoever writes to the group waits for it. */
  readonly groupName: string;
  readonly groupArn: string;

  constructor(scope: Construct, id: string, { key, name, logs, provider }: LogGroupProps) {
    super(scope, id);
    const address = addressOf("aws_cloudwatch_log_group", key);
    const placed = provider === undefined ? {} : { provider };
    const group = new CloudwatchLogGroup(this, "group", {
      ...placed,
      name: lit(name),
      retentionInDays: logs.retentionDays,
      ...(logs.kmsKeyArn === undefined ? {} : { kmsKeyId: lit(logs.kmsKeyArn) }),
    });
    group.overrideLogicalId(address);
    new CloudwatchLogDataProtectionPolicy(this, "protection", {
      ...placed,
      logGroupName: group.name,
      policyDocument: lit(JSON.stringify(protection())),
    }).overrideLogicalId(address);
    this.groupName = group.name;
    this.groupArn = group.arn;
  }
}

/** Both statements must list the same identifiers. Source: CloudWatch Logs API reference, PutDataProtectionPolicy (checked 2026-11-26). */
function protection(): object {
  const identifiers = [...MANAGED, ...CUSTOM.map(({ Name }) => Name)];
  return {
    Name: "slipway",
    Description: "Audits and masks secrets and personal data",
    Version: "2021-06-01",
    Configuration: { CustomDataIdentifier: CUSTOM },
    Statement: [
      { Sid: "audit", DataIdentifier: identifiers, Operation: { Audit: { FindingsDestination: {} } } },
      { Sid: "mask", DataIdentifier: identifiers, Operation: { Deidentify: { MaskConfig: {} } } },
    ],
  };
}
