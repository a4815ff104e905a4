import { makeOutside } from "../../../rehearsal/outside.ts";
import type { PlainObject } from "../../../rehearsal/value.ts";
import { FAILED, PLAN, rehearse, worldOf } from "./harness.ts";
import { refusalOf } from "./refusal-of.ts";

describe("AWS types", () => {
  const alarm = {
    alarm_name: "n",
    comparison_operator: "LessThanThreshold",
    evaluation_periods: 2,
    metric_name: "HealthCheckStatus",
    namespace: "AWS/Route53",
    period: 60,
    statistic: "Minimum",
    threshold: 1,
  };
  const check = { type: "HTTPS_STR_MATCH", fqdn: "api.example.com", port: 443, request_interval: 30, search_string: "ok" };
  const parameter = { name: "/a/B", type: "String", insecure_value: "x" };
  const topicArn = "arn:aws:sns:us-east-1:123456789012:ops";
  const subscription = { topic_arn: topicArn, protocol: "email", endpoint: "a@example.net" };

  it.each<[string, PlainObject, string]>([
    ["aws_secretsmanager_secret", { name: "n", recovery_window_in_days: 7 }, ""],
    ["aws_secretsmanager_secret", { name: "n", recovery_window_in_days: 6 }, "expected one of 0, 7"],
    ["aws_secretsmanager_secret", { name: "n", recovery_window_in_days: 31 }, "expected one of 0, 7"],
    ["aws_secretsmanager_secret", { name: "a b" }, "only alphanumeric characters"],
    ["aws_secretsmanager_secret", { name: "n", name_prefix: "p" }, "conflicts with"],
    ["aws_secretsmanager_secret", { name: "n", policy: "junk" }, "invalid JSON"],
    ["aws_ssm_parameter", parameter, ""],
    ["aws_ssm_parameter", { ...parameter, value: "y" }, "exactly one of"],
    ["aws_ssm_parameter", { name: "/a/B", type: "String" }, "exactly one of"],
    ["aws_ssm_parameter", { ...parameter, type: "Text" }, "expected one of String"],
    ["aws_ssm_parameter", { ...parameter, type: "SecureString" }, "insecure_value"],
    ["aws_ssm_parameter", { ...parameter, name: "a/B" }, "fully qualified"],
    ["aws_ssm_parameter", { ...parameter, name: "/aws/B" }, "can't be prefixed"],
    ["aws_ssm_parameter", { ...parameter, name: "/a b" }, "can't hold other characters"],
    ["aws_ssm_parameter", { ...parameter, insecure_value: "a {{b}}" }, "can't nest another parameter"],
    ["aws_ssm_parameter", { ...parameter, tags: { owner: "ana+ops@x.example" } }, ""],
    ["aws_ssm_parameter", { ...parameter, tags: { owner: "o'brien@x.example" } }, "the tag owner="],
    ["aws_ssm_parameter", { ...parameter, tags: { owner: "x".repeat(257) } }, "the tag owner="],
    ["aws_ssm_parameter", { ...parameter, insecure_value: "" }, "at least 1 character"],
    ["aws_ssm_parameter", { ...parameter, insecure_value: "x".repeat(4097) }, "the tier admits 4096"],
    ["aws_ssm_parameter", { ...parameter, value_wo_version: 1 }, "must go with value_wo"],
    ["aws_route53_health_check", check, ""],
    ["aws_route53_health_check", { ...check, type: "HTTPS" }, "has no search_string"],
    ["aws_route53_health_check", { ...check, search_string: null }, "must have search_string"],
    ["aws_route53_health_check", { ...check, request_interval: 60 }, "expected one of 10, 30"],
    ["aws_route53_health_check", { ...check, request_interval: null }, "request_interval must be set"],
    ["aws_route53_health_check", { ...check, failure_threshold: 11 }, "1 to 10"],
    ["aws_route53_health_check", { ...check, fqdn: null }, "fqdn or ip_address"],
    ["aws_route53_health_check", { ...check, regions: ["us-east-1", "us-west-1"] }, "3 to 64 elements"],
    ["aws_route53_health_check", { ...check, regions: ["us-east-1", "us-west-1", "eu-central-1"] }, "no health checkers in eu-central-1"],
    ["aws_cloudwatch_metric_alarm", alarm, ""],
    ["aws_cloudwatch_metric_alarm", { ...alarm, statistic: null }, "One of `statistic` or `extended_statistic`"],
    ["aws_cloudwatch_metric_alarm", { ...alarm, extended_statistic: "p95" }, "conflicts with"],
    ["aws_cloudwatch_metric_alarm", { ...alarm, statistic: null, extended_statistic: "p95" }, ""],
    ["aws_cloudwatch_metric_alarm", { ...alarm, statistic: null, extended_statistic: "95" }, "not a percentile"],
    ["aws_cloudwatch_metric_alarm", { ...alarm, period: 90 }, "a multiple of 60"],
    ["aws_cloudwatch_metric_alarm", { ...alarm, datapoints_to_alarm: 3 }, "more than evaluation_periods"],
    ["aws_cloudwatch_metric_alarm", { ...alarm, treat_missing_data: "ok" }, "expected one of breaching"],
    ["aws_cloudwatch_metric_alarm", { ...alarm, alarm_actions: ["ops"] }, "expected an ARN"],
    [
      "aws_cloudwatch_metric_alarm",
      { ...alarm, alarm_actions: [topicArn.replace("us-east-1", "eu-west-1")] },
      "Invalid region eu-west-1 specified",
    ],
    [
      "aws_cloudwatch_metric_alarm",
      { ...alarm, alarm_actions: Array.from({ length: 6 }, (_, index) => `${topicArn}${index}`) },
      "expected 0 to 5 elements",
    ],
    ["aws_cloudwatch_metric_alarm", { ...alarm, period: null }, "period must be set"],
    ["aws_sns_topic", { name: "ops" }, ""],
    ["aws_sns_topic", { name: "a b" }, "invalid topic name"],
    ["aws_sns_topic", { name: "ops", fifo_topic: true }, "invalid topic name"],
    ["aws_sns_topic", { name: "ops", tracing_config: "On" }, "expected one of Active"],
    ["aws_sns_topic", { name: "ops", content_based_deduplication: true }, "only be set for FIFO"],
    ["aws_sns_topic_subscription", subscription, ""],
    ["aws_sns_topic_subscription", { ...subscription, topic_arn: `${topicArn}x` }, "Topic does not exist"],
    ["aws_sns_topic_subscription", { ...subscription, topic_arn: topicArn.replace("us-east-1", "eu-west-1") }, "is not in us-east-1"],
    ["aws_sns_topic_subscription", { ...subscription, protocol: "pager" }, "expected one of application"],
    ["aws_sns_topic_subscription", { ...subscription, protocol: "sms" }, "does not know subscriptions of protocol sms"],
    ["aws_sns_topic_subscription", { ...subscription, endpoint: "ops" }, "Endpoint for protocol email"],
    ["aws_sns_topic_subscription", { ...subscription, filter_policy_scope: "MessageBody" }, "filter_policy is required"],
  ])("%s %j: %s", (type, attributes, says) => {
    const world = worldOf();
    if (type === "aws_sns_topic_subscription")
      makeOutside({ world, type: "aws_sns_topic", attributes: { name: "ops" }, region: "us-east-1" });
    const refusal = refusalOf(type, attributes, world);
    expect(says === "" ? refusal : refusal.includes(says) ? says : refusal).toBe(says);
  });

  it("refuses a second secret or parameter of a name in one region, but not in another", () => {
    const world = worldOf();
    expect(refusalOf("aws_secretsmanager_secret", { name: "n" }, world)).toBe("");
    expect(refusalOf("aws_secretsmanager_secret", { name: "n" }, world)).toContain("ResourceExistsException");
    expect(refusalOf("aws_secretsmanager_secret", { name: "n" }, world, "eu-west-1")).toBe("");
    expect(refusalOf("aws_ssm_parameter", parameter, world)).toBe("");
    expect(refusalOf("aws_ssm_parameter", parameter, world)).toContain("ParameterAlreadyExists");
    expect(refusalOf("aws_ssm_parameter", parameter, world, "eu-west-1")).toBe("");
  });
});

describe("provider configurations", () => {
  const aws = (settings: object) => ({ provider: { aws: [{ region: "eu-west-1", ...settings }] } });

  it.each<[string, object, string]>([
    ["no region", { provider: { aws: [{}] } }, "region must be set in the provider block"],
    ["another account", aws({ allowed_account_ids: ["999999999999"] }), "AWS account ID not allowed"],
    ["a forbidden account", aws({ forbidden_account_ids: ["123456789012"] }), "AWS account ID not allowed"],
    ["ignored tags", aws({ ignore_tags: [{ keys: ["a"] }] }), "does not know ignore_tags"],
    ["an attribute that there is not", aws({ regions: "eu-west-1" }), "regions"],
  ])("refuses %s", async (_, more, says) => {
    const site = await rehearse();
    site.write({ aws_sns_topic: { ops: { name: "ops" } } }, more);
    const plan = await site.run(...PLAN);
    await site.close();
    expect(plan.code).toBe(FAILED);
    expect(plan.errors.join()).toContain(says);
  });
});
