import type { AwsExample } from "./aws-example.ts";

const sns = (topic: string) => [{ topic_arn: topic }];
const topic = "arn:aws:sns:eu-west-1:999999999999:alerts";
const notice = (threshold: number) => [
  {
    comparison_operator: "GREATER_THAN",
    notification_type: "ACTUAL",
    subscriber_email_addresses: ["ops@example.net"],
    threshold,
    threshold_type: "PERCENTAGE",
  },
];

/** What an account has once: its trail, its budget, its mail and its checks. */
export const ACCOUNT_AWS_EXAMPLES: Readonly<Record<string, AwsExample>> = {
  aws_synthetics_canary: {
    base: {
      name: "chatbot",
      artifact_s3_location: "s3://canary-artifacts/chatbot/",
      execution_role_arn: "arn:aws:iam::999999999999:role/canary",
      handler: "index.handler",
      runtime_version: "syn-nodejs-puppeteer-9.1",
      s3_bucket: "artifacts-chatbot",
      s3_key: "canary/abc.zip",
      start_canary: true,
      schedule: [{ expression: "rate(5 minutes)" }],
    },
    updated: { schedule: [{ expression: "rate(1 minute)" }] },
    replaced: { name: "portal" },
    drift: { runtime_version: "syn-nodejs-puppeteer-9.0" },
    importId: "{name}",
    writtenAgain: true,
  },
  aws_cloudtrail: {
    base: { name: "audit", s3_bucket_name: "audit-logs-999999999999", is_multi_region_trail: true, enable_log_file_validation: true },
    updated: { include_global_service_events: true, is_multi_region_trail: true, sns_topic_name: "audit" },
    replaced: { name: "audit-2" },
    without: "enable_log_file_validation",
    drift: { enable_log_file_validation: false },
    importId: "{arn}",
  },
  aws_budgets_budget: {
    base: { name: "monthly", budget_type: "COST", limit_amount: "100", limit_unit: "USD", time_unit: "MONTHLY", notification: notice(80) },
    updated: { notification: notice(90) },
    replaced: { name: "quarterly", time_unit: "QUARTERLY" },
    drift: { limit_amount: "999" },
    importId: "123456789012:{name}",
  },
  aws_sesv2_configuration_set: {
    base: {
      configuration_set_name: "chatbot",
      reputation_options: [{ reputation_metrics_enabled: true }],
      sending_options: [{ sending_enabled: true }],
    },
    updated: { tags: { product: "chatbot" } },
    replaced: { configuration_set_name: "portal" },
    drift: {},
    importId: "{configuration_set_name}",
  },
  aws_sesv2_configuration_set_event_destination: {
    base: {
      configuration_set_name: "${aws_sesv2_configuration_set.it.configuration_set_name}",
      event_destination_name: "alerts",
      event_destination: [{ enabled: true, matching_event_types: ["BOUNCE", "COMPLAINT"], sns_destination: sns(topic) }],
    },
    updated: { event_destination: [{ enabled: true, matching_event_types: ["BOUNCE"], sns_destination: sns(topic) }] },
    replaced: { event_destination_name: "ops" },
    drift: {},
    importId: "{configuration_set_name}|{event_destination_name}",
  },
  aws_iam_openid_connect_provider: {
    base: { url: "https://token.actions.githubusercontent.com", client_id_list: ["sts.amazonaws.com"] },
    updated: { tags: { purpose: "deploy" } },
    replaced: { url: "https://gitlab.example.net" },
    drift: { tags: { purpose: "changed" }, tags_all: { purpose: "changed" } },
    importId: "{arn}",
  },
  aws_cloudwatch_event_rule: {
    base: { name: "root-login", event_pattern: JSON.stringify({ "detail-type": ["AWS Console Sign In via CloudTrail"] }) },
    updated: { description: "somebody signs in as root" },
    replaced: { name: "root-sign-in" },
    drift: { description: "changed" },
    importId: "{name}",
    writtenAgain: true,
  },
  aws_cloudwatch_event_target: {
    base: { rule: "${aws_cloudwatch_event_rule.it.name}", target_id: "alerts", arn: topic },
    updated: { arn: `${topic}-2` },
    replaced: { target_id: "ops" },
    drift: { arn: `${topic}-3` },
    importId: "default/{rule}/{target_id}",
    writtenAgain: true,
  },
};
