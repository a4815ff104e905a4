import type { Behaviour } from "./behaviours/behaviour.ts";
import { healthCheck } from "./behaviours/health-check.ts";
import { metricAlarm } from "./behaviours/metric-alarm.ts";
import { secret } from "./behaviours/secret.ts";
import { snsSubscription } from "./behaviours/sns-subscription.ts";
import { snsTopic } from "./behaviours/sns-topic.ts";
import { ssmParameter } from "./behaviours/ssm-parameter.ts";

/** The AWS types that the rehearsal plays. */
export const AWS_BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  aws_cloudwatch_metric_alarm: metricAlarm,
  aws_route53_health_check: healthCheck,
  aws_secretsmanager_secret: secret,
  aws_sns_topic: snsTopic,
  aws_sns_topic_subscription: snsSubscription,
  aws_ssm_parameter: ssmParameter,
};
