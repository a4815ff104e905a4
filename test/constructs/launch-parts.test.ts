import { AlertTopics } from "../../constructs/alert-topics.ts";
import { AwsProvider } from "../../constructs/aws.ts";
import { EndpointMonitors } from "../../constructs/endpoint-monitors.ts";
import { EnvironmentParameters } from "../../constructs/environment-parameters.ts";
import { SecretSlots } from "../../constructs/secret-slots.ts";
import { accountModel, environmentModel } from "../fixtures/models.ts";
import { resourcesOf } from "../fixtures/synth.ts";

const topicArn = "arn:aws:sns:us-east-1:111122223333:shop-oncall";

it("makes a secret slot without a version, protected and with an explicit recovery window", () => {
  expect(resourcesOf((stack) => new SecretSlots(stack, "secrets", { slots: environmentModel.secretSlots }))).toEqual({
    aws_secretsmanager_secret: {
      "llm-key": {
        name: "shop/production/llm-key",
        description: "calls to the language model provider",
        recovery_window_in_days: 30,
        lifecycle: { prevent_destroy: true },
      },
    },
  });
});

it("guards a slot and has it rotated, without a rotation before there is a value", () => {
  const reader = "arn:aws:iam::111122223333:role/worker";
  const functionArn = "arn:aws:lambda:eu-west-1:111122223333:function:rotate";
  const [slot] = environmentModel.secretSlots;
  if (slot === undefined) throw new Error("no slot");
  const guarded = {
    ...slot,
    kmsKey: "arn:aws:kms:eu-west-1:111122223333:alias/shop",
    readers: [reader],
    onlyReaders: true as const,
    rotation: { everyDays: 30, functionArn, whenOverdue: "warn" as const },
  };
  const resources = resourcesOf((stack) => new SecretSlots(stack, "secrets", { slots: [guarded] }));
  expect(resources).toMatchObject({
    aws_secretsmanager_secret: { "llm-key": { kms_key_id: guarded.kmsKey } },
    aws_secretsmanager_secret_rotation: {
      "llm-key": {
        secret_id: "${aws_secretsmanager_secret.llm-key.arn}",
        rotation_lambda_arn: functionArn,
        rotate_immediately: false,
        rotation_rules: { automatically_after_days: 30 },
      },
    },
    aws_secretsmanager_secret_policy: {
      "llm-key": { secret_arn: "${aws_secretsmanager_secret.llm-key.arn}", block_public_policy: true },
    },
  });
  const { policy } = Object(resources).aws_secretsmanager_secret_policy["llm-key"];
  expect(JSON.parse(policy).Statement).toEqual([
    { Sid: "ReadersRead", Effect: "Allow", Principal: { AWS: [reader] }, Action: "secretsmanager:GetSecretValue", Resource: "*" },
    {
      Sid: "NobodyElseReads",
      Effect: "Deny",
      Principal: { AWS: "*" },
      Action: "secretsmanager:GetSecretValue",
      Resource: "*",
      Condition: { ArnNotEquals: { "aws:PrincipalArn": [reader] } },
    },
  ]);
});

it("publishes values and references to secrets as readable parameters", () => {
  expect(resourcesOf((stack) => new EnvironmentParameters(stack, "environment", { values: environmentModel.environmentValues }))).toEqual({
    aws_ssm_parameter: {
      LOG_LEVEL: { name: "/shop/production/LOG_LEVEL", type: "String", insecure_value: "info", description: "Value of LOG_LEVEL" },
      LLM_API_KEY: {
        name: "/shop/production/LLM_API_KEY",
        type: "String",
        insecure_value: "shop/production/llm-key",
        description: "Name of the secret in AWS Secrets Manager that holds LLM_API_KEY",
      },
    },
  });
});

it("watches the health endpoint and pages when it falls silent", () => {
  const build = resourcesOf((stack) => {
    const metricsProvider = new AwsProvider(stack, "aws", { region: "us-east-1", alias: "us_east_1" });
    new EndpointMonitors(stack, "monitors", { monitors: environmentModel.monitors, alerts: environmentModel.alerts, metricsProvider });
  });
  expect(build).toEqual({
    aws_route53_health_check: {
      health: {
        type: "HTTPS_STR_MATCH",
        fqdn: "api.shop.example",
        port: 443,
        enable_sni: true,
        resource_path: "/healthz",
        search_string: '"status":"ok"',
        request_interval: 30,
        failure_threshold: 3,
        tags: { Name: "shop-production-health" },
      },
    },
    aws_cloudwatch_metric_alarm: {
      health: {
        provider: "aws.us_east_1",
        alarm_name: "shop-production-health",
        alarm_description: 'https://api.shop.example/healthz does not answer with "status":"ok"',
        namespace: "AWS/Route53",
        metric_name: "HealthCheckStatus",
        dimensions: { HealthCheckId: "${aws_route53_health_check.health.id}" },
        statistic: "Minimum",
        comparison_operator: "LessThanThreshold",
        threshold: 1,
        period: 60,
        evaluation_periods: 2,
        datapoints_to_alarm: 2,
        treat_missing_data: "breaching",
        alarm_actions: [topicArn],
        ok_actions: [topicArn],
        lifecycle: { create_before_destroy: true },
      },
    },
  });
});

it("sends alerts to a mailbox, in the region of the alarms", () => {
  const build = resourcesOf((stack) => {
    const alarmsProvider = new AwsProvider(stack, "aws", { region: "us-east-1", alias: "us_east_1" });
    new AlertTopics(stack, "topics", { topics: accountModel.topics, alarmsProvider });
  });
  expect(build).toEqual({
    aws_sns_topic: { oncall: { provider: "aws.us_east_1", name: "shop-oncall" } },
    aws_sns_topic_subscription: {
      oncall: {
        provider: "aws.us_east_1",
        topic_arn: "${aws_sns_topic.oncall.arn}",
        protocol: "email",
        endpoint: "oncall@alerts.example",
      },
    },
  });
});
