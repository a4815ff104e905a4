import { budget, canary, iamOpenIdConnectProvider, sesConfigurationSet, sesEventDestination, trail } from "./behaviours/account-things.ts";
import { acmCertificate, acmCertificateValidation } from "./behaviours/acm.ts";
import { gatewayApi, gatewayDomain, gatewayIntegration, gatewayMapping, gatewayRoute, gatewayStage } from "./behaviours/api-gateway.ts";
import type { Behaviour } from "./behaviours/behaviour.ts";
import { cloudfrontDistribution, cloudfrontOriginAccessControl, cloudfrontResponseHeadersPolicy } from "./behaviours/cloudfront.ts";
import { cloudfrontFunction } from "./behaviours/cloudfront-function.ts";
import { compositeAlarm } from "./behaviours/composite-alarm.ts";
import { ecsCluster, ecsService, ecsTaskDefinition } from "./behaviours/ecs.ts";
import { eventRule, eventTarget } from "./behaviours/events.ts";
import { healthCheck } from "./behaviours/health-check.ts";
import { iamPolicy, iamRole, iamRolePolicy, iamRolePolicyAttachment } from "./behaviours/iam.ts";
import { kmsAlias, kmsKey } from "./behaviours/kms.ts";
import { lambdaAlias, lambdaEventInvokeConfig, lambdaFunction, lambdaFunctionUrl, lambdaPermission } from "./behaviours/lambda.ts";
import { lbListener, lbListenerRule } from "./behaviours/listener.ts";
import { lbListenerCertificate, lbTrustStore } from "./behaviours/listener-certificate.ts";
import { loadBalancer, targetGroup } from "./behaviours/load-balancer.ts";
import { logDataProtectionPolicy, logGroup, logMetricFilter } from "./behaviours/log-group.ts";
import { metricAlarm } from "./behaviours/metric-alarm.ts";
import {
  s3Bucket,
  s3Encryption,
  s3Lifecycle,
  s3Object,
  s3Ownership,
  s3Policy,
  s3PublicAccessBlock,
  s3Versioning,
} from "./behaviours/s3.ts";
import { secret } from "./behaviours/secret.ts";
import { secretPolicy, secretRotation } from "./behaviours/secret-attachments.ts";
import { egressRule, ingressRule, securityGroup } from "./behaviours/security-group.ts";
import { snsSubscription } from "./behaviours/sns-subscription.ts";
import { snsTopic, snsTopicPolicy } from "./behaviours/sns-topic.ts";
import { sqsQueue, sqsQueuePolicy, sqsRedriveAllowPolicy } from "./behaviours/sqs.ts";
import { ssmParameter } from "./behaviours/ssm-parameter.ts";
import { wafAssociation, wafIpSet, wafWebAcl } from "./behaviours/wafv2.ts";

/** The AWS types that the rehearsal plays. */
export const AWS_BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  aws_acm_certificate: acmCertificate,
  aws_acm_certificate_validation: acmCertificateValidation,
  aws_apigatewayv2_api: gatewayApi,
  aws_apigatewayv2_api_mapping: gatewayMapping,
  aws_apigatewayv2_domain_name: gatewayDomain,
  aws_apigatewayv2_integration: gatewayIntegration,
  aws_apigatewayv2_route: gatewayRoute,
  aws_apigatewayv2_stage: gatewayStage,
  aws_budgets_budget: budget,
  aws_cloudfront_distribution: cloudfrontDistribution,
  aws_cloudfront_function: cloudfrontFunction,
  aws_cloudfront_origin_access_control: cloudfrontOriginAccessControl,
  aws_cloudfront_response_headers_policy: cloudfrontResponseHeadersPolicy,
  aws_cloudtrail: trail,
  aws_cloudwatch_composite_alarm: compositeAlarm,
  aws_cloudwatch_event_rule: eventRule,
  aws_cloudwatch_event_target: eventTarget,
  aws_cloudwatch_log_data_protection_policy: logDataProtectionPolicy,
  aws_cloudwatch_log_group: logGroup,
  aws_cloudwatch_log_metric_filter: logMetricFilter,
  aws_cloudwatch_metric_alarm: metricAlarm,
  aws_ecs_cluster: ecsCluster,
  aws_ecs_service: ecsService,
  aws_ecs_task_definition: ecsTaskDefinition,
  aws_iam_openid_connect_provider: iamOpenIdConnectProvider,
  aws_iam_policy: iamPolicy,
  aws_iam_role: iamRole,
  aws_iam_role_policy: iamRolePolicy,
  aws_iam_role_policy_attachment: iamRolePolicyAttachment,
  aws_kms_alias: kmsAlias,
  aws_kms_key: kmsKey,
  aws_lambda_alias: lambdaAlias,
  aws_lambda_function: lambdaFunction,
  aws_lambda_function_event_invoke_config: lambdaEventInvokeConfig,
  aws_lambda_function_url: lambdaFunctionUrl,
  aws_lambda_permission: lambdaPermission,
  aws_lb: loadBalancer,
  aws_lb_listener: lbListener,
  aws_lb_listener_certificate: lbListenerCertificate,
  aws_lb_listener_rule: lbListenerRule,
  aws_lb_target_group: targetGroup,
  aws_lb_trust_store: lbTrustStore,
  aws_route53_health_check: healthCheck,
  aws_s3_bucket: s3Bucket,
  aws_s3_bucket_lifecycle_configuration: s3Lifecycle,
  aws_s3_bucket_ownership_controls: s3Ownership,
  aws_s3_bucket_policy: s3Policy,
  aws_s3_bucket_public_access_block: s3PublicAccessBlock,
  aws_s3_bucket_server_side_encryption_configuration: s3Encryption,
  aws_s3_bucket_versioning: s3Versioning,
  aws_s3_object: s3Object,
  aws_secretsmanager_secret: secret,
  aws_secretsmanager_secret_policy: secretPolicy,
  aws_secretsmanager_secret_rotation: secretRotation,
  aws_security_group: securityGroup,
  aws_sesv2_configuration_set: sesConfigurationSet,
  aws_sesv2_configuration_set_event_destination: sesEventDestination,
  aws_sns_topic: snsTopic,
  aws_sns_topic_policy: snsTopicPolicy,
  aws_sns_topic_subscription: snsSubscription,
  aws_sqs_queue: sqsQueue,
  aws_sqs_queue_policy: sqsQueuePolicy,
  aws_sqs_queue_redrive_allow_policy: sqsRedriveAllowPolicy,
  aws_ssm_parameter: ssmParameter,
  aws_synthetics_canary: canary,
  aws_vpc_security_group_egress_rule: egressRule,
  aws_vpc_security_group_ingress_rule: ingressRule,
  aws_wafv2_ip_set: wafIpSet,
  aws_wafv2_web_acl: wafWebAcl,
  aws_wafv2_web_acl_association: wafAssociation,
};

/** Types that the provider writes with terraform-plugin-framework, which plans otherwise than SDKv2. Source: the real provider 5.100.0, legacyTypeSystem of its plans (run on 2026-11-26). */
export const AWS_FRAMEWORK_TYPES: readonly string[] = [
  "aws_s3_bucket_lifecycle_configuration",
  "aws_vpc_security_group_egress_rule",
  "aws_vpc_security_group_ingress_rule",
];
