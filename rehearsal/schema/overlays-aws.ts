import type { Overlay } from "./overlay.ts";

/** Types whose schema the bindings give in full, but for the version, which is 0. */
const PLAIN = [
  "aws_cloudwatch_composite_alarm",
  "aws_cloudwatch_log_data_protection_policy",
  "aws_cloudwatch_log_group",
  "aws_cloudwatch_log_metric_filter",
  "aws_iam_policy",
  "aws_iam_role",
  "aws_iam_role_policy",
  "aws_iam_role_policy_attachment",
  "aws_kms_alias",
  "aws_kms_key",
  "aws_route53_health_check",
  "aws_secretsmanager_secret",
  "aws_secretsmanager_secret_policy",
  "aws_sns_topic",
  "aws_sns_topic_policy",
  "aws_sns_topic_subscription",
  "aws_sqs_queue",
  "aws_sqs_queue_redrive_allow_policy",
];

/** What the bindings of the AWS types do not say. Source: schemas of hashicorp/aws 5.100.0 (run on 2026-11-26). */
export const AWS_OVERLAYS: Readonly<Record<string, Overlay>> = {
  ...Object.fromEntries(PLAIN.map((type) => [type, { version: 0 }])),
  aws_cloudwatch_metric_alarm: { version: 1 },
  aws_secretsmanager_secret_rotation: { version: 1 },
  aws_sqs_queue_policy: { version: 1 },
  aws_ssm_parameter: { version: 0, attributes: { value: "OCS", value_wo: "OSW" } },
};
