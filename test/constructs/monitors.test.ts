import type { CanaryMonitorModel, CloudflareMonitorModel, MonitorModel } from "../../config/monitor-model.ts";
import { AwsProvider } from "../../constructs/aws.ts";
import { Monitors } from "../../constructs/monitors.ts";
import { environmentModel } from "../fixtures/models.ts";
import { resourcesOf } from "../fixtures/synth.ts";

const results = {
  alarmName: "shop-production-login",
  region: "us-east-1",
  namespace: "CloudWatchSynthetics",
  metricName: "SuccessPercent",
  periodSeconds: 300,
  successAt: 100,
} as const;
const canary: CanaryMonitorModel = {
  key: "login",
  kind: "login",
  means: "canary",
  name: "shop-production-login",
  host: "api.shop.example",
  path: "/v1/login",
  intervalSeconds: 300,
  failuresBeforeAlarm: 2,
  runtime: "syn-nodejs-puppeteer-15.0",
  script: { kind: "api", steps: [{ method: "POST", path: "/v1/login", status: 200, credentials: "shop/production/probe" }] },
  results,
};
const origin: CloudflareMonitorModel = {
  key: "origin",
  kind: "api-health",
  means: "cloudflare",
  name: "shop-production-origin",
  host: "api.shop.example",
  path: "/healthz",
  contains: '"${status}":"ok"',
  intervalSeconds: 60,
  failuresBeforeAlarm: 2,
  origin: "api.shop-origin.example",
};
const SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/production/probe-??????";

type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

function made(...monitors: readonly MonitorModel[]): Resources {
  // the synthesized document is plain JSON
  return resourcesOf((stack) => {
    const metricsProvider = new AwsProvider(stack, "aws", { region: "us-east-1", alias: "us_east_1" });
    const canaryPlace = {
      bucket: "shop-production-canaries-111122223333",
      roleName: "shop-production-canaries",
      secretsRegion: "eu-west-1",
      secretArns: [SECRET],
    };
    const outage = { confirmedName: "shop-production--outage", silentName: "shop-production--monitors-silent" };
    const model = { ...environmentModel, monitors, canaryPlace, ...(monitors.length < 2 ? {} : { outage }) };
    new Monitors(stack, "monitors", { model, accountId: "a".repeat(32), metricsProvider });
  }) as Resources;
}

it("runs a canary from a reviewed version of its script, and alarms when it fails or falls silent", () => {
  const { aws_synthetics_canary: canaries, aws_s3_object: objects, aws_cloudwatch_metric_alarm: alarms } = made(canary);
  expect(canaries?.login).toMatchObject({
    provider: "aws.us_east_1",
    name: "shop-production-login",
    start_canary: true,
    schedule: { expression: "rate(5 minutes)" },
    s3_bucket: "${aws_s3_bucket.canaries.id}",
    s3_key: "${aws_s3_object.login.key}",
    s3_version: "${aws_s3_object.login.version_id}",
    artifact_s3_location: "s3://${aws_s3_bucket.canaries.id}/runs/shop-production-login",
    depends_on: ["aws_s3_bucket_public_access_block.canaries", "aws_s3_bucket_versioning.canaries", "aws_iam_role_policy.canaries"],
  });
  expect(objects?.login).toMatchObject({
    key: "scripts/shop-production-login.zip",
    depends_on: expect.arrayContaining(["aws_s3_bucket_versioning.canaries"]),
  });
  const archive = Buffer.from(String(objects?.login?.content_base64), "base64").toString("utf8");
  expect(archive).toContain("nodejs/node_modules/index.js");
  expect(archive).toContain('"credentials":"shop/production/probe"');
  expect(alarms?.login).toMatchObject({
    namespace: "CloudWatchSynthetics",
    metric_name: "SuccessPercent",
    dimensions: { CanaryName: "${aws_synthetics_canary.login.name}" },
    statistic: "Average",
    comparison_operator: "LessThanThreshold",
    threshold: 100,
    period: 300,
    evaluation_periods: 2,
    treat_missing_data: "breaching",
    alarm_actions: ["arn:aws:sns:us-east-1:111122223333:shop-oncall"],
  });
});

it("says rate(1 minute), because AWS takes no plural there", () => {
  const everyMinute = { ...canary, intervalSeconds: 60, results: { ...results, periodSeconds: 60 } };
  expect(made(everyMinute).aws_synthetics_canary?.login?.schedule).toEqual({ expression: "rate(1 minute)" });
});

it("lets canaries write where they must, read one secret, and nothing else", () => {
  const policy: { Statement: readonly { Action: string; Resource: unknown }[] } = JSON.parse(
    String(made(canary).aws_iam_role_policy?.canaries?.policy),
  );
  expect(policy.Statement.map(({ Action, Resource }) => [Action, Resource])).toEqual([
    ["s3:PutObject", "arn:aws:s3:::shop-production-canaries-111122223333/runs/*"],
    ["s3:GetBucketLocation", "arn:aws:s3:::shop-production-canaries-111122223333"],
    ["s3:ListAllMyBuckets", "*"],
    ["cloudwatch:PutMetricData", "*"],
    ["secretsmanager:GetSecretValue", [SECRET]],
  ]);
});

it("takes a script of somebody else's from where it lies", () => {
  const script = { kind: "s3", bucket: "b", key: "k.zip", version: "v1", handler: "flow.handler" } as const;
  const resources = made({ ...canary, script });
  expect(resources.aws_synthetics_canary?.login).toMatchObject({
    s3_bucket: "b",
    s3_key: "k.zip",
    s3_version: "v1",
    handler: "flow.handler",
  });
  expect(resources.aws_s3_object).toBeUndefined();
});

it("makes nothing of canaries where there is none", () => {
  const resources = resourcesOf((stack) => {
    const metricsProvider = new AwsProvider(stack, "aws", { region: "us-east-1", alias: "us_east_1" });
    new Monitors(stack, "monitors", { model: environmentModel, accountId: "a".repeat(32), metricsProvider });
  });
  expect(Object.keys(Object(resources)).sort()).toEqual(["aws_cloudwatch_metric_alarm", "aws_route53_health_check"]);
});

it("has Cloudflare ask the origin and write a mail", () => {
  const { cloudflare_healthcheck: checks, cloudflare_notification_policy: alerts } = made(origin);
  expect(checks?.origin).toMatchObject({
    zone_id: environmentModel.zone.zoneId,
    name: "shop-production-origin",
    address: "api.shop-origin.example",
    type: "HTTPS",
    suspended: false,
    http_config: {
      path: "/healthz",
      port: 443,
      expected_codes: ["200"],
      expected_body: '"$${status}":"ok"',
      follow_redirects: false,
      allow_insecure: false,
      header: { Host: ["api.shop.example"] },
    },
  });
  expect(alerts?.origin).toMatchObject({
    alert_type: "health_check_status_notification",
    enabled: true,
    mechanisms: { email: [{ id: "oncall@alerts.example" }] },
    filters: { health_check_id: ["${cloudflare_healthcheck.origin.id}"], status: ["Unhealthy"] },
  });
});

describe("alarms over several monitors", () => {
  const { aws_cloudwatch_composite_alarm: composites, aws_cloudwatch_metric_alarm: alarms } = made(canary, ...environmentModel.monitors);

  it("go off when two of them agree", () => {
    expect(composites?.outage).toMatchObject({
      alarm_name: "shop-production--outage",
      alarm_rule:
        '(ALARM("${aws_cloudwatch_metric_alarm.health.alarm_name}") AND ALARM("${aws_cloudwatch_metric_alarm.login.alarm_name}"))',
    });
  });

  it("go off when one of them says nothing any more", () => {
    expect(alarms?.["monitors--silent"]).toMatchObject({
      treat_missing_data: "breaching",
      evaluation_periods: 3,
      metric_query: [
        { expression: "IF(FILL(m0, 0) > 0, 0, 1) + IF(FILL(m1, 0) > 0, 0, 1)", return_data: true },
        { id: "m0", metric: { namespace: "AWS/Route53", period: 300, stat: "SampleCount" } },
        { id: "m1", metric: { namespace: "CloudWatchSynthetics", metric_name: "SuccessPercent", period: 300 } },
      ],
    });
  });

  it("let a monitor's alarm go only after they no longer name it", () => {
    expect(alarms?.health?.lifecycle).toEqual({ create_before_destroy: true });
    expect(alarms?.login?.lifecycle).toEqual({ create_before_destroy: true });
  });

  it("name as many pairs as a rule has room for", () => {
    const long = "x".repeat(200);
    const many = Array.from(
      { length: 20 },
      (_, index): CanaryMonitorModel => ({
        ...canary,
        key: `k${index}`,
        results: { ...results, alarmName: `${long}${index}` },
      }),
    );
    const rule = String(made(...many).aws_cloudwatch_composite_alarm?.outage?.alarm_rule);
    expect(rule.split(" OR ").length).toBe(23);
    expect(Object(made(...many).aws_cloudwatch_metric_alarm?.["monitors--silent"]).metric_query).toHaveLength(11);
  });
});
