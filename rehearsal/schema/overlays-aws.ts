import type { Overlay } from "./overlay.ts";
import { WAF_STATEMENT } from "./wafv2-statement.ts";

/** Types whose schema the bindings give in full, but for the version, which is 0. */
const PLAIN = [
  "aws_acm_certificate_validation",
  "aws_ecs_cluster",
  "aws_lb",
  "aws_lb_listener_certificate",
  "aws_lb_target_group",
  "aws_lb_trust_store",
  "aws_vpc_security_group_egress_rule",
  "aws_vpc_security_group_ingress_rule",
  "aws_wafv2_ip_set",
  "aws_wafv2_web_acl_association",
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
  aws_acm_certificate: { version: 0, attributes: { private_key: "OS" } },
  aws_cloudwatch_metric_alarm: { version: 1 },
  aws_ecs_service: { version: 1, blocks: { ordered_placement_strategy: "0..5", placement_constraints: "0..10" } },
  aws_ecs_task_definition: { version: 1, blocks: { placement_constraints: "0..10" } },
  aws_lb_listener: {
    version: 0,
    attributes: { "default_action[].authenticate_oidc[].client_secret": "RS" },
    blocks: { "default_action[].forward[].target_group": "1..5" },
  },
  aws_lb_listener_rule: {
    version: 0,
    attributes: { "action[].authenticate_oidc[].client_secret": "RS" },
    blocks: { "action[].forward[].target_group": "1..5" },
  },
  aws_secretsmanager_secret_rotation: { version: 1 },
  aws_security_group: { version: 1, objects: { egress: "OC", ingress: "OC" } },
  aws_sqs_queue_policy: { version: 1 },
  aws_ssm_parameter: { version: 0, attributes: { value: "OCS", value_wo: "OSW" } },
  aws_wafv2_web_acl: {
    version: 0,
    blocks: { "data_protection_config[].data_protection": "0..26" },
    nested: { "rule[].statement": WAF_STATEMENT },
  },
};
