import type { KeyModel, PolicyDocument, PolicyStatement } from "../account-model.ts";
import { keyAlias, METRICS_REGION, trailArn } from "../names.ts";
import type { AccountConfig } from "../schema/account.ts";

const DESCRIPTIONS: Readonly<Record<KeyModel["key"], string>> = {
  state: "Terraform states and the records of runs",
  audit: "the audit trail",
  secrets: "secrets of launches",
  logs: "log groups",
  alerts: "alert topics",
};

export function keyModel(key: KeyModel["key"], account: AccountConfig): KeyModel {
  return {
    key,
    alias: keyAlias(account.name, key),
    description: `${account.name}: ${DESCRIPTIONS[key]}`,
    policy: { Version: "2012-10-17", Statement: [accountDecides(account), ...usersOf(key, account)] },
    place: key === "alerts" ? "metrics" : "home",
  };
}

/** Without it nobody could ever change the key again. Source: AWS KMS Developer Guide, default key policy (checked 2026-11-26). */
function accountDecides({ aws }: AccountConfig): PolicyStatement {
  return {
    Sid: "AccountDecides",
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${aws.accountId}:root` },
    Action: "kms:*",
    Resource: "*",
  };
}

function usersOf(key: KeyModel["key"], account: AccountConfig): PolicyStatement[] {
  const { accountId, region } = account.aws;
  const service = (name: string): { readonly Service: string } => ({ Service: name });
  switch (key) {
    case "state":
      return []; // whoever may use the bucket is the account's decision
    case "alerts":
      // Source: Amazon SNS Developer Guide, key management, compatibility with AWS services (checked 2026-11-26)
      return [
        {
          Sid: "AlarmsPublish",
          Effect: "Allow",
          Principal: service("cloudwatch.amazonaws.com"),
          Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
          Resource: "*",
          Condition: {
            StringEquals: { "aws:SourceAccount": accountId },
            ArnLike: { "aws:SourceArn": `arn:aws:cloudwatch:${METRICS_REGION}:${accountId}:alarm:*` },
          },
        },
      ];
    case "logs":
      // Source: Amazon CloudWatch Logs User Guide, encrypt log data using AWS KMS (checked 2026-11-26)
      return [
        {
          Sid: "LogGroupsEncrypt",
          Effect: "Allow",
          Principal: service(`logs.${region}.amazonaws.com`),
          Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
          Resource: "*",
          Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${accountId}:log-group:*` } },
        },
      ];
    case "secrets":
      // as the policy of aws/secretsmanager, whose place it takes. Source: AWS Secrets Manager User Guide, permissions for the KMS key
      // (checked 2026-11-26)
      return [
        {
          Sid: "ThroughSecretsManager",
          Effect: "Allow",
          Principal: { AWS: "*" },
          Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey"],
          Resource: "*",
          Condition: {
            StringEquals: { "kms:CallerAccount": accountId, "kms:ViaService": `secretsmanager.${region}.amazonaws.com` },
          },
        },
      ];
    case "audit":
      return trailWrites(account);
  }
}

/** Source: AWS CloudTrail User Guide, configure AWS KMS key policies for CloudTrail (checked 2026-11-26). */
function trailWrites({ name, aws: { accountId, region } }: AccountConfig): PolicyStatement[] {
  const Condition = { StringEquals: { "aws:SourceArn": trailArn(accountId, region, name) } };
  const common = { Effect: "Allow", Principal: { Service: "cloudtrail.amazonaws.com" }, Resource: "*" };
  return [
    { Sid: "TrailDescribes", ...common, Action: "kms:DescribeKey", Condition },
    {
      Sid: "TrailEncrypts",
      ...common,
      Action: "kms:GenerateDataKey*",
      Condition: {
        ...Condition,
        StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": `arn:aws:cloudtrail:*:${accountId}:trail/*` },
      },
    },
  ];
}

export function document(...statements: readonly PolicyStatement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}
