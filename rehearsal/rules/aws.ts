import { ACCOUNT_RULES } from "./aws-account.ts";
import { CLOUDFRONT_RULES } from "./aws-cloudfront.ts";
import { CONTAINER_RULES } from "./aws-container.ts";
import { FUNCTION_RULES } from "./aws-function.ts";
import { IDENTITY_RULES } from "./aws-identity.ts";
import { LISTENER_RULES } from "./aws-listener.ts";
import { MONITORING_RULES } from "./aws-monitoring.ts";
import { NETWORK_RULES } from "./aws-network.ts";
import { STATIC_RULES } from "./aws-static.ts";
import { ARN, AWS_REGION } from "./aws-values.ts";
import { WAF_RULES } from "./aws-waf.ts";
import { atMost, between, conflictsWith, exactlyOneWith, items, JSON_TEXT, length, matches, oneOf, type Rules, requires } from "./rule.ts";

// What the AWS provider enforces beyond its schema: replacement, defaults and validators, probed attribute by attribute.
// Source: hashicorp/terraform-provider-aws 5.100.0, answers of the real provider to one-attribute changes (run on 2026-11-22).

const SECRET_NAME = matches(/^[A-Za-z0-9/_+=.@-]+$/, "only alphanumeric characters and /_+=.@- special characters");
/** Longest path name and prefix that the API takes. Source: Route 53 API reference, HealthCheckConfig. */
const HEALTH_TEXT = length(0, 255);

const FEEDBACK_ROLES = ["application", "firehose", "http", "lambda", "sqs"].flatMap((protocol) => [
  `${protocol}_failure_feedback_role_arn`,
  `${protocol}_success_feedback_role_arn`,
]);

export const AWS_RULES: Readonly<Record<string, Rules>> = {
  ...IDENTITY_RULES,
  ...MONITORING_RULES,
  ...LISTENER_RULES,
  ...NETWORK_RULES,
  ...CONTAINER_RULES,
  ...WAF_RULES,
  ...FUNCTION_RULES,
  ...STATIC_RULES,
  ...CLOUDFRONT_RULES,
  ...ACCOUNT_RULES,
  aws_secretsmanager_secret: {
    force_overwrite_replica_secret: { default: false },
    name: { replace: true, checks: [conflictsWith("name_prefix"), length(1, 512), SECRET_NAME] },
    name_prefix: { replace: true, checks: [conflictsWith("name"), length(1, 474), SECRET_NAME] },
    policy: { checks: [JSON_TEXT] },
    recovery_window_in_days: { default: 30, checks: [oneOf(0, ...Array.from({ length: 24 }, (_, index) => index + 7))] },
    replica: { computedBlock: true },
  },
  aws_ssm_parameter: {
    allowed_pattern: { checks: [length(0, 1024)] },
    data_type: { replace: true, checks: [oneOf("aws:ec2:image", "aws:ssm:integration", "text")] },
    description: { checks: [length(0, 1024)] },
    insecure_value: { checks: [exactlyOneWith("value", "value_wo")] },
    name: { replace: true, checks: [length(1, 2048)] },
    tier: { checks: [oneOf("Standard", "Advanced", "Intelligent-Tiering")] },
    type: { checks: [oneOf("String", "StringList", "SecureString")] },
    value_wo_version: { checks: [requires("value_wo")] },
  },
  aws_route53_health_check: {
    child_health_threshold: { checks: [atMost(256)] },
    cloudwatch_alarm_region: { checks: [AWS_REGION] },
    child_healthchecks: { checks: [items(0, 256)] },
    disabled: { default: false },
    failure_threshold: { checks: [between(1, 10)] },
    fqdn: { checks: [HEALTH_TEXT] },
    insufficient_data_health_status: { checks: [oneOf("Healthy", "Unhealthy", "LastKnownStatus")] },
    ip_address: { checks: [matches(/^[0-9a-fA-F:.]+$/, "a valid IP")] },
    measure_latency: { replace: true, default: false },
    port: { checks: [between(1, 65_535)] },
    reference_name: { replace: true, checks: [length(0, 27)] },
    regions: { checks: [items(3, 64)] },
    request_interval: { replace: true, checks: [oneOf(10, 30)] },
    resource_path: { checks: [HEALTH_TEXT] },
    routing_control_arn: { replace: true, checks: [ARN] },
    search_string: { checks: [HEALTH_TEXT] },
    type: {
      replace: true,
      checks: [oneOf("HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP", "CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL")],
    },
  },
  aws_sns_topic: {
    ...Object.fromEntries(FEEDBACK_ROLES.map((name) => [name, { checks: [ARN] }])),
    archive_policy: { checks: [JSON_TEXT] },
    fifo_throughput_scope: { checks: [oneOf("Topic", "MessageGroup")] },
    application_success_feedback_sample_rate: { checks: [between(0, 100)] },
    content_based_deduplication: { default: false },
    delivery_policy: { checks: [JSON_TEXT] },
    fifo_topic: { replace: true, default: false },
    firehose_success_feedback_sample_rate: { checks: [between(0, 100)] },
    http_success_feedback_sample_rate: { checks: [between(0, 100)] },
    lambda_success_feedback_sample_rate: { checks: [between(0, 100)] },
    name: { replace: true, checks: [conflictsWith("name_prefix")] },
    name_prefix: { replace: true, checks: [conflictsWith("name")] },
    policy: { checks: [JSON_TEXT] },
    signature_version: { checks: [between(1, 2)] },
    sqs_success_feedback_sample_rate: { checks: [between(0, 100)] },
    tracing_config: { checks: [oneOf("Active", "PassThrough")] },
  },
  aws_sns_topic_subscription: {
    confirmation_timeout_in_minutes: { default: 1 },
    delivery_policy: { checks: [JSON_TEXT] },
    endpoint: { replace: true },
    endpoint_auto_confirms: { default: false },
    filter_policy: { checks: [JSON_TEXT] },
    filter_policy_scope: { checks: [oneOf("MessageAttributes", "MessageBody")] },
    protocol: {
      replace: true,
      checks: [oneOf("application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs")],
    },
    raw_message_delivery: { default: false },
    redrive_policy: { checks: [JSON_TEXT] },
    replay_policy: { checks: [JSON_TEXT] },
    subscription_role_arn: { checks: [ARN] },
    topic_arn: { replace: true, checks: [ARN] },
  },
};
