import { byId, byPath, ID, type ImportRule, joined } from "./import-rule.ts";

/** What follows the last colon but so many: ARNs name what lies in something else as `cluster/service` or `function:alias`. */
const endOfArn =
  (parts: number, sign: ":" | "/"): ImportRule["importId"] =>
  (id) =>
    id.split(sign).slice(-parts).join("/");

/**
 * By terraform's id: an ARN of certificates, load balancers, services, topics and secrets, a URL of queues, a name of the rest.
 * Source: section "Import" of each resource's page in the registry documentation of hashicorp/aws 6.25.0 (checked 2026-11-26); topic and
 * secret tried on the real provider 5.100.0, the rest against the rehearsal.
 */
export const AWS_IMPORTS: Readonly<Record<string, ImportRule>> = {
  aws_acm_certificate: { key: ["domain_name", "validation_method"], also: ["subject_alternative_names"], importId: byId },
  aws_apigatewayv2_api: { key: ["name", "protocol_type"], importId: byId },
  aws_apigatewayv2_api_mapping: { key: ["domain_name", "api_id", "stage"], importId: byPath(ID, "domain_name") },
  aws_apigatewayv2_domain_name: { key: ["domain_name"], importId: byId },
  aws_apigatewayv2_integration: { key: ["api_id", "integration_type", "integration_uri"], importId: byPath("api_id", ID) },
  aws_apigatewayv2_route: { key: ["api_id", "route_key"], importId: byPath("api_id", ID) },
  aws_apigatewayv2_stage: { key: ["api_id", "name"], importId: byPath("api_id", "name") },
  aws_budgets_budget: { key: ["name"], importId: byId },
  aws_cloudfront_distribution: { key: ["aliases"], importId: byId },
  aws_cloudfront_function: { key: ["name"], importId: byId },
  aws_cloudfront_origin_access_control: { key: ["name"], importId: byId },
  aws_cloudfront_response_headers_policy: { key: ["name"], importId: byId },
  aws_cloudtrail: { key: ["name"], importId: byId },
  aws_cloudwatch_composite_alarm: { key: ["alarm_name"], importId: byId },
  aws_cloudwatch_event_rule: { key: ["name"], importId: byId },
  aws_cloudwatch_event_target: {
    key: ["rule", "target_id"],
    importId: (_, { rule, target_id: target }) =>
      typeof rule === "string" && typeof target === "string" ? `default/${rule}/${target}` : undefined,
  },
  aws_cloudwatch_log_group: { key: ["name"], importId: byId },
  aws_cloudwatch_log_metric_filter: { key: ["log_group_name", "name"], importId: joined(":", ["log_group_name", "name"]) },
  aws_cloudwatch_metric_alarm: { key: ["alarm_name"], importId: byId },
  aws_ecs_cluster: { key: ["name"], importId: endOfArn(1, "/") },
  aws_ecs_service: { key: ["name"], importId: endOfArn(2, "/") },
  aws_iam_openid_connect_provider: { key: ["url"], importId: byId },
  aws_iam_policy: { key: ["name"], importId: byId },
  aws_iam_role: { key: ["name"], importId: byId },
  aws_iam_role_policy: { key: ["role", "name"], importId: byId },
  aws_iam_role_policy_attachment: { key: ["role", "policy_arn"], importId: byPath("role", "policy_arn") },
  aws_kms_alias: { key: ["name"], importId: byId },
  // keys have no name; a description that stands twice leaves the choice to a person
  aws_kms_key: { key: ["description"], importId: byId },
  aws_lambda_alias: { key: ["function_name", "name"], importId: endOfArn(2, ":") },
  aws_lambda_function: { key: ["function_name"], importId: byId },
  aws_lambda_function_url: { key: ["function_name"], also: ["qualifier"], importId: byId },
  aws_lambda_permission: {
    key: ["function_name", "statement_id"],
    also: ["qualifier"],
    importId: (id, { function_name: name, qualifier }) =>
      typeof name !== "string" ? undefined : `${name}${typeof qualifier === "string" ? `:${qualifier}` : ""}/${id}`,
  },
  aws_lb: { key: ["name"], importId: byId },
  aws_lb_listener: { key: ["load_balancer_arn", "port"], importId: byId },
  aws_lb_listener_rule: { key: ["listener_arn", "priority"], importId: byId },
  aws_lb_target_group: { key: ["name"], importId: byId },
  aws_lb_trust_store: { key: ["name"], importId: byId },
  aws_route53_health_check: { key: ["type", "fqdn", "port", "resource_path"], also: ["search_string"], importId: byId },
  aws_s3_bucket: { key: ["bucket"], importId: byId },
  aws_secretsmanager_secret: { key: ["name"], importId: byId },
  aws_security_group: { key: ["name", "vpc_id"], importId: byId },
  aws_sesv2_configuration_set: { key: ["configuration_set_name"], importId: byId },
  aws_sesv2_configuration_set_event_destination: { key: ["configuration_set_name", "event_destination_name"], importId: byId },
  aws_sns_topic: { key: ["name"], importId: byId },
  aws_sns_topic_subscription: { key: ["topic_arn", "protocol", "endpoint"], importId: byId },
  aws_sqs_queue: { key: ["name"], importId: byId },
  // hashicorp/aws 5.100.0 never takes an imported one for declared with insecure_value: every later plan updates it (measured)
  aws_ssm_parameter: { key: ["name"], importId: byId },
  aws_synthetics_canary: { key: ["name"], importId: byId },
  aws_vpc_security_group_egress_rule: ruleOfGroup(),
  aws_vpc_security_group_ingress_rule: ruleOfGroup(),
  aws_wafv2_ip_set: { key: ["name", "scope"], importId: byPath(ID, "name", "scope") },
  aws_wafv2_web_acl: { key: ["name", "scope"], importId: byPath(ID, "name", "scope") },
};

function ruleOfGroup(): ImportRule {
  return {
    key: ["security_group_id", "ip_protocol"],
    also: ["from_port", "to_port", "cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"],
    importId: byId,
  };
}

/**
 * Whoever creates one a second time writes the same value again, or adds an inert copy: there is nothing to lose and nothing to import.
 * Source: AWS API references: PutBucketPolicy and the bucket's other Put calls, PutObject, SetQueueAttributes, PutResourcePolicy,
 * RotateSecret, PutDataProtectionPolicy, AssociateWebACL, AddListenerCertificates, PutFunctionEventInvokeConfig, RegisterTaskDefinition;
 * hashicorp/aws, acm_certificate_validation, which only waits (checked 2026-11-26).
 */
export const AWS_WRITTEN_AGAIN: readonly string[] = [
  "aws_acm_certificate_validation",
  "aws_cloudwatch_log_data_protection_policy",
  "aws_ecs_task_definition",
  "aws_lambda_function_event_invoke_config",
  "aws_lb_listener_certificate",
  "aws_s3_bucket_lifecycle_configuration",
  "aws_s3_bucket_ownership_controls",
  "aws_s3_bucket_policy",
  "aws_s3_bucket_public_access_block",
  "aws_s3_bucket_server_side_encryption_configuration",
  "aws_s3_bucket_versioning",
  "aws_s3_object",
  "aws_secretsmanager_secret_policy",
  "aws_secretsmanager_secret_rotation",
  "aws_sns_topic_policy",
  "aws_sqs_queue_policy",
  "aws_sqs_queue_redrive_allow_policy",
  "aws_wafv2_web_acl_association",
];
