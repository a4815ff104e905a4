import type { Behaviour } from "./behaviours/behaviour.ts";
import { compositeAlarm } from "./behaviours/composite-alarm.ts";
import { healthCheck } from "./behaviours/health-check.ts";
import { iamPolicy, iamRole, iamRolePolicy, iamRolePolicyAttachment } from "./behaviours/iam.ts";
import { kmsAlias, kmsKey } from "./behaviours/kms.ts";
import { logDataProtectionPolicy, logGroup, logMetricFilter } from "./behaviours/log-group.ts";
import { metricAlarm } from "./behaviours/metric-alarm.ts";
import { secret } from "./behaviours/secret.ts";
import { secretPolicy, secretRotation } from "./behaviours/secret-attachments.ts";
import { snsSubscription } from "./behaviours/sns-subscription.ts";
import { snsTopic, snsTopicPolicy } from "./behaviours/sns-topic.ts";
import { sqsQueue, sqsQueuePolicy, sqsRedriveAllowPolicy } from "./behaviours/sqs.ts";
import { ssmParameter } from "./behaviours/ssm-parameter.ts";

/** The AWS types that the rehearsal plays. */
export const AWS_BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  aws_cloudwatch_composite_alarm: compositeAlarm,
  aws_cloudwatch_log_data_protection_policy: logDataProtectionPolicy,
  aws_cloudwatch_log_group: logGroup,
  aws_cloudwatch_log_metric_filter: logMetricFilter,
  aws_cloudwatch_metric_alarm: metricAlarm,
  aws_iam_policy: iamPolicy,
  aws_iam_role: iamRole,
  aws_iam_role_policy: iamRolePolicy,
  aws_iam_role_policy_attachment: iamRolePolicyAttachment,
  aws_kms_alias: kmsAlias,
  aws_kms_key: kmsKey,
  aws_route53_health_check: healthCheck,
  aws_secretsmanager_secret: secret,
  aws_secretsmanager_secret_policy: secretPolicy,
  aws_secretsmanager_secret_rotation: secretRotation,
  aws_sns_topic: snsTopic,
  aws_sns_topic_policy: snsTopicPolicy,
  aws_sns_topic_subscription: snsSubscription,
  aws_sqs_queue: sqsQueue,
  aws_sqs_queue_policy: sqsQueuePolicy,
  aws_sqs_queue_redrive_allow_policy: sqsRedriveAllowPolicy,
  aws_ssm_parameter: ssmParameter,
};

/** Types that the provider writes with terraform-plugin-framework, which plans otherwise than SDKv2. Source: the real provider 5.100.0, legacyTypeSystem of its plans (run on 2026-11-26). */
export const AWS_FRAMEWORK_TYPES: readonly string[] = [];
