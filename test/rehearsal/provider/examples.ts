import type { Example } from "./example.ts";
import { ACCOUNT_EXAMPLES } from "./examples-account.ts";
import { ZONE_EXAMPLES } from "./examples-zone.ts";
import { ZONE_ID } from "./harness.ts";

const expression = '(http.host eq "www.example.com")';
const redirect = (url: string) => ({
  ref: "zone--www",
  description: "www to apex",
  expression,
  action: "redirect",
  action_parameters: { from_value: { status_code: 301, target_url: { value: url } } },
});
const ruleset = { zone_id: ZONE_ID, kind: "zone", name: "default", phase: "http_request_dynamic_redirect" };

/** One resource of every type that the rehearsal serves; further AWS types have theirs in `aws/`. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  cloudflare_dns_record: {
    address: "cloudflare_dns_record.it",
    base: { zone_id: ZONE_ID, name: "www.example.com", type: "A", content: "192.0.2.1", ttl: 300, comment: "web" },
    updated: { content: "192.0.2.2" },
    replaced: { type: "AAAA", content: "2001:db8::1" },
    without: "comment",
    removal: "update",
    drift: { content: "192.0.2.99" },
  },
  cloudflare_zone_setting: {
    address: "cloudflare_zone_setting.it",
    base: { zone_id: ZONE_ID, setting_id: "min_tls_version", value: "1.2" },
    updated: { value: "1.3" },
    replaced: { setting_id: "tls_1_3", value: "on" },
    // value is all there is to leave out, and it is required
    without: "",
    removal: "noop",
    drift: { value: "1.0" },
  },
  cloudflare_ruleset: {
    address: "cloudflare_ruleset.it",
    base: { ...ruleset, description: "redirects", rules: [redirect("https://example.com/")] },
    updated: { rules: [{ ...redirect("https://example.com/first"), ref: "zone--first" }, redirect("https://example.com/")] },
    replaced: { phase: "http_response_headers_transform", rules: [] },
    without: "description",
    removal: "update",
    drift: { description: "changed in the dashboard" },
  },
  ...ACCOUNT_EXAMPLES,
  ...ZONE_EXAMPLES,
  aws_secretsmanager_secret: {
    address: "aws_secretsmanager_secret.it",
    base: { name: "chatbot/production/key", description: "key", recovery_window_in_days: 7 },
    updated: { description: "other key" },
    replaced: { name: "chatbot/production/other" },
    without: "description",
    removal: "update",
    drift: { description: "changed in the console" },
  },
  aws_ssm_parameter: {
    address: "aws_ssm_parameter.it",
    base: { name: "/chatbot/production/MODEL", type: "String", insecure_value: "small", description: "model" },
    updated: { insecure_value: "large" },
    replaced: { name: "/chatbot/production/OTHER" },
    without: "description",
    removal: "update",
    drift: { insecure_value: "changed" },
  },
  aws_route53_health_check: {
    address: "aws_route53_health_check.it",
    base: {
      type: "HTTPS_STR_MATCH",
      fqdn: "api.example.com",
      port: 443,
      resource_path: "/health",
      search_string: "ok",
      request_interval: 30,
      failure_threshold: 3,
      enable_sni: true,
      tags: { Name: "api" },
    },
    updated: { failure_threshold: 2 },
    replaced: { request_interval: 10 },
    without: "failure_threshold",
    removal: "noop",
    drift: { disabled: true },
  },
  aws_cloudwatch_metric_alarm: {
    address: "aws_cloudwatch_metric_alarm.it",
    base: {
      provider: "aws.us_east_1",
      alarm_name: "api",
      namespace: "AWS/Route53",
      metric_name: "HealthCheckStatus",
      dimensions: { HealthCheckId: "${aws_route53_health_check.it.id}" },
      statistic: "Minimum",
      comparison_operator: "LessThanThreshold",
      threshold: 1,
      period: 60,
      evaluation_periods: 2,
      treat_missing_data: "breaching",
      alarm_actions: ["${aws_sns_topic.it.arn}"],
    },
    updated: { evaluation_periods: 3 },
    replaced: { alarm_name: "api-2" },
    without: "treat_missing_data",
    removal: "update",
    drift: { threshold: 2 },
  },
  aws_sns_topic: {
    address: "aws_sns_topic.it",
    base: { provider: "aws.us_east_1", name: "ops", display_name: "ops" },
    updated: { display_name: "operations" },
    replaced: { name: "ops-2" },
    without: "display_name",
    removal: "update",
    drift: { display_name: "changed" },
  },
  aws_sns_topic_subscription: {
    address: "aws_sns_topic_subscription.it",
    base: {
      provider: "aws.us_east_1",
      topic_arn: "${aws_sns_topic.it.arn}",
      protocol: "email",
      endpoint: "ops@example.net",
      raw_message_delivery: false,
    },
    updated: { confirmation_timeout_in_minutes: 5 },
    replaced: { endpoint: "oncall@example.net" },
    without: "raw_message_delivery",
    removal: "noop",
    drift: { raw_message_delivery: true },
  },
};

export const EXAMPLE_TYPES: readonly string[] = Object.keys(EXAMPLES);

type Change = (example: Example) => Example["base"];

/** The resource block of a configuration with every example, each changed in the same way. */
export function resources(change: Change = () => ({})): Record<string, Record<string, object>> {
  return Object.fromEntries(Object.entries(EXAMPLES).map(([type, example]) => [type, { it: { ...example.base, ...change(example) } }]));
}

export function byAddress<T>(value: (example: Example) => T): Record<string, T> {
  return Object.fromEntries(Object.values(EXAMPLES).map((example) => [example.address, value(example)]));
}

/** The same for the examples that `admits` admits. */
export function byAddressOf<T>(admits: (example: Example) => boolean, value: (example: Example) => T): Record<string, T> {
  const admitted = Object.values(EXAMPLES).filter(admits);
  return Object.fromEntries(admitted.map((example) => [example.address, value(example)]));
}
