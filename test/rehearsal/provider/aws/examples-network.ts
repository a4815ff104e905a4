import type { AwsExample } from "./aws-example.ts";

const fixedResponse = (text: string) => [
  { type: "fixed-response", fixed_response: [{ content_type: "text/plain", message_body: text, status_code: "404" }] },
];
const forward = [{ type: "forward", target_group_arn: "${aws_lb_target_group.it.arn}" }];

/** What stands in front of a container. */
export const NETWORK_EXAMPLES: Readonly<Record<string, AwsExample>> = {
  aws_security_group: {
    base: { name: "chatbot-lb", description: "load balancer", vpc_id: "vpc-0123456789abcdef0", tags: { Name: "lb" } },
    updated: { tags: { Name: "balancer" } },
    replaced: { description: "another" },
    without: "tags",
    importId: "{id}",
    writtenAgain: true,
  },
  aws_vpc_security_group_ingress_rule: {
    base: {
      security_group_id: "${aws_security_group.it.id}",
      description: "Cloudflare",
      cidr_ipv4: "173.245.48.0/20",
      ip_protocol: "tcp",
      from_port: 443,
      to_port: 443,
    },
    updated: { description: "Cloudflare's edge" },
    without: "description",
    drift: { description: "changed" },
    importId: "{security_group_rule_id}",
  },
  aws_vpc_security_group_egress_rule: {
    base: { security_group_id: "${aws_security_group.it.id}", cidr_ipv4: "0.0.0.0/0", ip_protocol: "-1" },
    updated: { cidr_ipv4: "10.0.0.0/16" },
    drift: { cidr_ipv4: "10.1.0.0/16" },
    importId: "{security_group_rule_id}",
  },
  aws_lb: {
    base: {
      name: "chatbot",
      load_balancer_type: "application",
      security_groups: ["${aws_security_group.it.id}"],
      subnets: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
      drop_invalid_header_fields: true,
      idle_timeout: 120,
    },
    updated: { idle_timeout: 60 },
    replaced: { name: "chatbot-2" },
    without: "idle_timeout",
    drift: { idle_timeout: 30 },
    importId: "{arn}",
  },
  aws_lb_target_group: {
    base: {
      name: "chatbot",
      port: 8080,
      protocol: "HTTP",
      target_type: "ip",
      vpc_id: "vpc-0123456789abcdef0",
      health_check: [{ path: "/health", matcher: "200" }],
      deregistration_delay: "30",
    },
    updated: { deregistration_delay: "60" },
    replaced: { name: "chatbot-2" },
    without: "deregistration_delay",
    drift: { deregistration_delay: "5" },
    importId: "{arn}",
  },
  aws_lb_listener: {
    base: {
      load_balancer_arn: "${aws_lb.it.arn}",
      port: 443,
      protocol: "HTTPS",
      certificate_arn: "${aws_acm_certificate_validation.it.certificate_arn}",
      ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      default_action: fixedResponse("not here"),
    },
    updated: { default_action: fixedResponse("nothing here") },
    drift: { ssl_policy: "ELBSecurityPolicy-2016-08" },
    importId: "{arn}",
  },
  aws_lb_listener_rule: {
    base: {
      listener_arn: "${aws_lb_listener.it.arn}",
      priority: 10,
      action: forward,
      condition: [{ host_header: [{ values: ["api.example.net"] }] }],
    },
    updated: { condition: [{ host_header: [{ values: ["api.example.net", "www.example.net"] }] }] },
    drift: {},
    importId: "{arn}",
  },
  aws_acm_certificate: {
    base: { domain_name: "api.example.net", subject_alternative_names: ["www.example.net"], validation_method: "DNS" },
    updated: { tags: { product: "chatbot" } },
    replaced: { domain_name: "app.example.net" },
    drift: {},
    importId: "{arn}",
  },
  aws_acm_certificate_validation: {
    base: {
      certificate_arn: "${aws_acm_certificate.it.arn}",
      validation_record_fqdns: "${[for proof in aws_acm_certificate.it.domain_validation_options : proof.resource_record_name]}",
    },
  },
};
