import { renderStack } from "../../stacks/render.ts";
import { fullAccount } from "../fixtures/account-parts.ts";
import { accountModel } from "../fixtures/models.ts";

const rendered = (account: typeof accountModel) => JSON.parse(renderStack({ kind: "account", account })).resource;
const full = rendered(fullAccount);
const addressesIn = (resources: object) =>
  Object.entries(resources).flatMap(([type, all]) => Object.keys(all).map((name) => `${type}.${name}`));
const statements = (text: string): { readonly Sid: string; readonly Condition: unknown }[] => JSON.parse(text).Statement;

it("makes what an account asks for and nothing else", () => {
  expect(addressesIn(rendered(accountModel))).toEqual(["aws_sns_topic.oncall", "aws_sns_topic_subscription.oncall"]);
  const [keys, bucket] = [
    ["state", "audit", "secrets", "logs", "alerts"],
    [
      "lifecycle_configuration",
      "ownership_controls",
      "policy",
      "public_access_block",
      "server_side_encryption_configuration",
      "versioning",
    ],
  ];
  expect(addressesIn(full).sort()).toEqual(
    [
      "aws_budgets_budget.account",
      "aws_cloudtrail.trail",
      "aws_sns_topic.oncall",
      "aws_sns_topic_subscription.oncall",
      ...keys.flatMap((use) => [`aws_kms_key.${use}`, `aws_kms_alias.${use}`]),
      ...["state", "audit"].flatMap((name) => [`aws_s3_bucket.${name}`, ...bucket.map((part) => `aws_s3_bucket_${part}.${name}`)]),
    ].sort(),
  );
});

it("destroys neither a bucket nor a key", () => {
  for (const each of [...Object.values(full.aws_s3_bucket), ...Object.values(full.aws_kms_key)])
    expect(each).toMatchObject({ lifecycle: { prevent_destroy: true } });
});

it("rotates every key and lets only those use it whom it is for", () => {
  const users = Object.fromEntries(
    Object.entries<{ enable_key_rotation: boolean; policy: string }>(full.aws_kms_key).map(([use, key]) => [
      use,
      [key.enable_key_rotation, ...statements(key.policy).map(({ Sid }) => Sid)],
    ]),
  );
  expect(users).toEqual({
    state: [true, "AccountDecides"],
    audit: [true, "AccountDecides", "TrailDescribes", "TrailEncrypts"],
    secrets: [true, "AccountDecides", "ThroughSecretsManager"],
    logs: [true, "AccountDecides", "LogGroupsEncrypt"],
    alerts: [true, "AccountDecides", "AlarmsPublish"],
  });
});

it("lets alarms publish to topics under its own key, in the topics' region", () => {
  expect(full.aws_sns_topic.oncall).toMatchObject({ kms_master_key_id: "${aws_kms_key.alerts.arn}", provider: "aws.us_east_1" });
  expect(full.aws_kms_key.alerts.provider).toBe("aws.us_east_1");
  const [, alarms] = statements(full.aws_kms_key.alerts.policy);
  expect(alarms).toMatchObject({
    Principal: { Service: "cloudwatch.amazonaws.com" },
    Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
    Condition: {
      StringEquals: { "aws:SourceAccount": "111122223333" },
      ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:us-east-1:111122223333:alarm:*" },
    },
  });
});

it("leaves topics without a key of their own as they are", () => {
  expect(rendered(accountModel).aws_sns_topic.oncall).not.toHaveProperty("kms_master_key_id");
});

it("keeps the states where only TLS reaches them, under their own key, in old versions too", () => {
  expect(statements(full.aws_s3_bucket_policy.state.policy).map(({ Sid, Condition }) => [Sid, Condition])).toEqual([
    ["OnlyOverTls", { Bool: { "aws:SecureTransport": "false" } }],
    [
      "NoWeakerEncryption",
      {
        Null: { "s3:x-amz-server-side-encryption": "false" },
        StringNotEquals: { "s3:x-amz-server-side-encryption": "aws:kms" },
      },
    ],
    ["NoKeysOfCallers", { Null: { "s3:x-amz-server-side-encryption-customer-algorithm": "false" } }],
  ]);
  expect(full.aws_s3_bucket_server_side_encryption_configuration.state.rule).toEqual([
    {
      apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: "${aws_kms_key.state.arn}" },
      bucket_key_enabled: true,
    },
  ]);
  expect(full.aws_s3_bucket_public_access_block.state).toMatchObject({
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  });
  expect(full.aws_s3_bucket_versioning.state).toMatchObject({ versioning_configuration: { status: "Enabled" } });
  expect(full.aws_s3_bucket_ownership_controls.state).toMatchObject({ rule: { object_ownership: "BucketOwnerEnforced" } });
  expect(full.aws_s3_bucket_lifecycle_configuration.state.rule).toMatchObject([
    { noncurrent_version_expiration: [{ noncurrent_days: 365, newer_noncurrent_versions: 20 }] },
  ]);
  expect(full.aws_s3_bucket_lifecycle_configuration.state.rule[0]).not.toHaveProperty("expiration");
});

it("records every region, provably whole, and lets nobody but the trail write there", () => {
  expect(full.aws_cloudtrail.trail).toMatchObject({
    s3_bucket_name: "shop-audit-111122223333",
    is_multi_region_trail: true,
    include_global_service_events: true,
    enable_log_file_validation: true,
    kms_key_id: "${aws_kms_key.audit.arn}",
    depends_on: ["aws_s3_bucket_policy.audit"],
  });
  const from = { "aws:SourceArn": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/shop-trail" };
  expect(statements(full.aws_s3_bucket_policy.audit.policy)).toMatchObject([
    { Sid: "OnlyOverTls", Effect: "Deny" },
    { Sid: "TrailChecks", Condition: { StringEquals: from } },
    { Sid: "TrailWrites", Condition: { StringEquals: { ...from, "s3:x-amz-acl": "bucket-owner-full-control" } } },
  ]);
  expect(full.aws_s3_bucket_lifecycle_configuration.audit.rule).toMatchObject([{ expiration: [{ days: 400 }] }]);
});

it("tells the channel at 80 and 100 percent, and when 100 are to come", () => {
  const { notification, ...budget } = full.aws_budgets_budget.account;
  expect(budget).toMatchObject({ name: "shop-monthly", limit_amount: "500", limit_unit: "USD", time_unit: "MONTHLY", budget_type: "COST" });
  expect(
    notification.map(({ threshold, notification_type, subscriber_email_addresses }: Record<string, unknown>) => [
      threshold,
      notification_type,
      subscriber_email_addresses,
    ]),
  ).toEqual([
    [80, "ACTUAL", ["oncall@alerts.example"]],
    [100, "ACTUAL", ["oncall@alerts.example"]],
    [100, "FORECASTED", ["oncall@alerts.example"]],
  ]);
});
