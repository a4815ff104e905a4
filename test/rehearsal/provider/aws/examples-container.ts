import type { AwsExample } from "./aws-example.ts";

const container = (image: string) =>
  JSON.stringify([{ name: "app", image, essential: true, portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: "tcp" }] }]);
const visibility = (name: string) => [{ cloudwatch_metrics_enabled: true, metric_name: name, sampled_requests_enabled: true }];
const role = "arn:aws:iam::999999999999:role/task";

/** Containers, and the firewall in front of them. */
export const CONTAINER_EXAMPLES: Readonly<Record<string, AwsExample>> = {
  aws_ecs_cluster: {
    base: { name: "chatbot", setting: [{ name: "containerInsights", value: "enabled" }] },
    updated: { tags: { product: "chatbot" } },
    replaced: { name: "chatbot-2" },
    drift: { tags: { product: "changed" }, tags_all: { product: "changed" } },
    importId: "{name}",
  },
  aws_ecs_task_definition: {
    base: {
      family: "chatbot",
      network_mode: "awsvpc",
      requires_compatibilities: ["FARGATE"],
      cpu: "256",
      memory: "512",
      execution_role_arn: role,
      task_role_arn: role,
      container_definitions: container("999999999999.dkr.ecr.eu-west-1.amazonaws.com/app@sha256:0000"),
    },
    replaced: { cpu: "512", memory: "1024" },
    importId: "{arn}",
    writtenAgain: true,
  },
  aws_ecs_service: {
    base: {
      name: "chatbot",
      cluster: "${aws_ecs_cluster.it.arn}",
      task_definition: "${aws_ecs_task_definition.it.arn}",
      desired_count: 2,
      launch_type: "FARGATE",
      network_configuration: [{ subnets: ["subnet-0123456789abcdef0"], security_groups: ["sg-0123456789abcdef0"] }],
      deployment_circuit_breaker: [{ enable: true, rollback: true }],
      wait_for_steady_state: true,
    },
    updated: { desired_count: 3 },
    replaced: { name: "chatbot-2" },
    without: "desired_count",
    drift: { desired_count: 1 },
    importId: "chatbot/{name}",
    writtenAgain: true,
  },
  aws_wafv2_ip_set: {
    base: { name: "office", scope: "REGIONAL", ip_address_version: "IPV4", addresses: ["192.0.2.0/24"] },
    updated: { addresses: ["192.0.2.0/24", "198.51.100.7/32"] },
    replaced: { ip_address_version: "IPV6", addresses: ["2001:db8::/32"] },
    without: "addresses",
    drift: { addresses: ["203.0.113.0/24"] },
    importId: "{id}/{name}/{scope}",
  },
  aws_wafv2_web_acl: {
    base: {
      name: "chatbot",
      scope: "REGIONAL",
      default_action: [{ block: [{}] }],
      visibility_config: visibility("chatbot"),
      rule: [
        {
          name: "origin-key",
          priority: 0,
          action: [{ allow: [{}] }],
          statement: [
            {
              byte_match_statement: [
                {
                  positional_constraint: "EXACTLY",
                  search_string: "from-the-edge",
                  field_to_match: [{ single_header: [{ name: "x-origin" }] }],
                  text_transformation: [{ priority: 0, type: "NONE" }],
                },
              ],
            },
          ],
          visibility_config: visibility("origin-key"),
        },
        {
          name: "rate",
          priority: 1,
          action: [{ block: [{}] }],
          statement: [{ rate_based_statement: [{ limit: 2000, aggregate_key_type: "IP" }] }],
          visibility_config: visibility("rate"),
        },
        {
          name: "common",
          priority: 2,
          override_action: [{ none: [{}] }],
          statement: [{ managed_rule_group_statement: [{ name: "AWSManagedRulesCommonRuleSet", vendor_name: "AWS" }] }],
          visibility_config: visibility("common"),
        },
      ],
    },
    updated: { description: "the chatbot's origin" },
    replaced: { name: "chatbot-2" },
    drift: { description: "changed" },
    importId: "{id}/{name}/{scope}",
  },
  aws_wafv2_web_acl_association: {
    base: {
      resource_arn: "arn:aws:elasticloadbalancing:eu-west-1:999999999999:loadbalancer/app/chatbot/0123456789abcdef",
      web_acl_arn: "${aws_wafv2_web_acl.it.arn}",
    },
    importId: "{web_acl_arn},{resource_arn}",
  },
};
