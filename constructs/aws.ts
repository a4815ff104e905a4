// biome-ignore-all lint/performance/noBarrelFile: naming the provider package in one place is what this file is for
// The only file that names the AWS bindings. Deep imports: the package root costs over five seconds and half a gigabyte at start.
export { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
export { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
export { CloudwatchLogDataProtectionPolicy } from "@cdktf/provider-aws/lib/cloudwatch-log-data-protection-policy";
export { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
export { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
export { AwsProvider } from "@cdktf/provider-aws/lib/provider";
export { Route53HealthCheck } from "@cdktf/provider-aws/lib/route53-health-check";
export { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
export { SecretsmanagerSecretPolicy } from "@cdktf/provider-aws/lib/secretsmanager-secret-policy";
export { SecretsmanagerSecretRotation } from "@cdktf/provider-aws/lib/secretsmanager-secret-rotation";
export { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
export { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
export { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
