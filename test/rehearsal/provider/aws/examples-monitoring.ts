import type { AwsExample } from "./aws-example.ts";

const protection = (identifier: string) =>
  JSON.stringify({
    Name: "secrets",
    Version: "2021-06-01",
    Statement: [
      { Sid: "Audit", DataIdentifier: [identifier], Operation: { Audit: { FindingsDestination: {} } } },
      { Sid: "Redact", DataIdentifier: [identifier], Operation: { Deidentify: { MaskConfig: {} } } },
    ],
  });
const errors = { namespace: "AWS/Lambda", metric_name: "Errors", period: 300, stat: "Sum" };

/** Logs, metrics, alarms, queues and topics. */
export const MONITORING_EXAMPLES: Readonly<Record<string, AwsExample>> = {
  aws_cloudwatch_log_group: {
    base: { name: "/slipway/chatbot", retention_in_days: 30, tags: { product: "chatbot" } },
    updated: { retention_in_days: 90 },
    replaced: { name: "/slipway/portal" },
    without: "retention_in_days",
    drift: { retention_in_days: 7 },
    importId: "{name}",
    writtenAgain: true,
  },
  aws_cloudwatch_log_metric_filter: {
    base: {
      name: "errors",
      log_group_name: "${aws_cloudwatch_log_group.it.name}",
      pattern: '{ $.level = "error" }',
      metric_transformation: [{ name: "Errors", namespace: "Slipway/chatbot", value: "1" }],
    },
    updated: { pattern: '{ $.level = "fatal" }' },
    replaced: { name: "fatal-errors" },
    drift: { pattern: "changed" },
    importId: "{log_group_name}:{name}",
  },
  aws_cloudwatch_log_data_protection_policy: {
    base: {
      log_group_name: "${aws_cloudwatch_log_group.it.name}",
      policy_document: protection("arn:aws:dataprotection::aws:data-identifier/AwsSecretKey"),
    },
    updated: { policy_document: protection("arn:aws:dataprotection::aws:data-identifier/EmailAddress") },
    drift: { policy_document: protection("arn:aws:dataprotection::aws:data-identifier/Address") },
    importId: "{log_group_name}",
  },
  aws_cloudwatch_metric_alarm: {
    base: {
      alarm_name: "error-rate",
      comparison_operator: "GreaterThanThreshold",
      evaluation_periods: 2,
      threshold: 5,
      alarm_actions: ["${aws_sns_topic.it.arn}"],
      metric_query: [
        { id: "rate", expression: "100 * errors / calls", label: "error rate", return_data: true },
        { id: "errors", metric: [errors] },
        { id: "calls", metric: [{ ...errors, metric_name: "Invocations" }] },
      ],
    },
    updated: { threshold: 10 },
    replaced: { alarm_name: "error-ratio" },
    without: "alarm_actions",
    drift: { threshold: 99 },
    importId: "{alarm_name}",
  },
  aws_cloudwatch_composite_alarm: {
    base: {
      alarm_name: "chatbot-down",
      alarm_rule: 'ALARM("${aws_cloudwatch_metric_alarm.it.alarm_name}")',
      alarm_actions: ["${aws_sns_topic.it.arn}"],
    },
    updated: { alarm_description: "the chatbot is down" },
    replaced: { alarm_name: "chatbot-out" },
    without: "alarm_actions",
    drift: { alarm_description: "changed" },
    importId: "{alarm_name}",
  },
  aws_sqs_queue: {
    base: { name: "dead-letters", message_retention_seconds: 1_209_600, sqs_managed_sse_enabled: true },
    updated: { visibility_timeout_seconds: 60 },
    replaced: { name: "dead-letters-2" },
    without: "message_retention_seconds",
    drift: { visibility_timeout_seconds: 5 },
    importId: "{url}",
  },
  aws_sqs_queue_redrive_allow_policy: {
    base: { queue_url: "${aws_sqs_queue.it.id}", redrive_allow_policy: JSON.stringify({ redrivePermission: "denyAll" }) },
    updated: { redrive_allow_policy: JSON.stringify({ redrivePermission: "allowAll" }) },
    drift: { redrive_allow_policy: JSON.stringify({ redrivePermission: "allowAll" }) },
    importId: "{queue_url}",
  },
  aws_sqs_queue_policy: {
    base: { queue_url: "${aws_sqs_queue.it.id}", policy: topicMaySend("sqs:SendMessage") },
    updated: { policy: topicMaySend("sqs:*") },
    drift: { policy: topicMaySend("*") },
    importId: "{queue_url}",
  },
  aws_sns_topic: {
    base: { name: "alerts", display_name: "alerts" },
    updated: { display_name: "alarms" },
    replaced: { name: "alarms" },
    without: "display_name",
    drift: { display_name: "changed" },
    importId: "{arn}",
  },
  aws_sns_topic_policy: {
    base: { arn: "${aws_sns_topic.it.arn}", policy: topicMaySend("sns:Publish") },
    updated: { policy: topicMaySend("sns:*") },
    drift: { policy: topicMaySend("*") },
    importId: "{arn}",
  },
};

function topicMaySend(action: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "cloudwatch.amazonaws.com" }, Action: action, Resource: "*" }],
  });
}
