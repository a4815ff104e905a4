import { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { awsMonitors } from "../../../cli/aws-monitors.ts";
import type { WatchedMonitor } from "../../../launch/stage/stage.ts";
import { createAwsServer } from "../../../rehearsal/net/aws-server.ts";
import { CLOUDWATCH, cloudWatch } from "../../../rehearsal/net/cloudwatch.ts";
import type { EdgeWatch } from "../../../rehearsal/net/edge-watch.ts";
import { LOOPBACK, listen } from "../../../rehearsal/net/listen.ts";
import { makeOutside } from "../../../rehearsal/outside.ts";
import type { World } from "../../../rehearsal/world.ts";
import { worldOf } from "../provider/harness.ts";

const REGION = "us-east-1";
const credentials = { accessKeyId: "rehearsal", secretAccessKey: "rehearsal" };
const WATCHED: WatchedMonitor = {
  key: "health",
  kind: "api-health",
  host: "preview-api.opsdesk.example",
  results: {
    alarmName: "chatbot-production-health",
    region: REGION,
    namespace: "AWS/Route53",
    metricName: "HealthCheckStatus",
    periodSeconds: 60,
    successAt: 1,
  },
};

let world: World;
let asked: string[];
let isWell: boolean;
let now: Date;
let endpoint: string;
let close: () => Promise<void>;

beforeEach(async () => {
  world = worldOf();
  asked = [];
  isWell = true;
  now = new Date("2026-11-26T05:10:30Z");
  const watch: EdgeWatch = async ({ host, path, contains }) => {
    asked.push(`https://${host}${path} ${contains}`);
    return isWell;
  };
  const server = createAwsServer(new Map([[CLOUDWATCH, cloudWatch({ world, now: () => now, watch })]]));
  endpoint = `http://${LOOPBACK}:${await listen(server, 0, "aws")}`;
  close = async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
});
afterEach(async () => await close());

function watched(fqdn: string, alarm: { readonly metric_name?: string } = {}): void {
  const check = makeOutside({
    world,
    type: "aws_route53_health_check",
    attributes: { type: "HTTPS_STR_MATCH", fqdn, port: 443, resource_path: "/healthz", search_string: "ok", request_interval: 30 },
    region: REGION,
  });
  makeOutside({
    world,
    type: "aws_cloudwatch_metric_alarm",
    attributes: {
      alarm_name: WATCHED.results.alarmName,
      comparison_operator: "LessThanThreshold",
      evaluation_periods: 2,
      namespace: "AWS/Route53",
      metric_name: "HealthCheckStatus",
      dimensions: { HealthCheckId: String(check.attributes.id) },
      period: 60,
      statistic: "Minimum",
      threshold: 1,
      ...alarm,
    },
    region: REGION,
  });
}

const ask = async (since: string, monitor: WatchedMonitor = WATCHED) =>
  (await awsMonitors({ now: () => now, endpoint, credentials })(monitor, new Date(since))).map(
    ({ at, ok }) => `${at.toISOString().slice(11, 16)} ${ok}`,
  );

it("gives a result for each whole period that has begun since", async () => {
  watched("preview-api.opsdesk.example");
  expect(await ask("2026-11-26T05:06:10Z")).toEqual(["05:07 true", "05:08 true", "05:09 true"]);
  expect(asked).toEqual(["https://preview-api.opsdesk.example/healthz ok"]);
  isWell = false;
  expect(await ask("2026-11-26T05:08:00Z")).toEqual(["05:08 false", "05:09 false"]);
});

it("has nothing to say of a period that has not ended, and asks nobody then", async () => {
  watched("preview-api.opsdesk.example");
  expect(await ask("2026-11-26T05:09:30Z")).toEqual([]);
  expect(await ask("2026-11-26T05:10:10Z")).toEqual([]);
  expect(asked).toEqual([]);
});

it("has nothing to say of a check that is gone, or asked for elsewhere", async () => {
  watched("preview-api.opsdesk.example");
  for (const { type, id } of world.objects("aws_route53_health_check")) world.remove(type, id);
  expect(await ask("2026-11-26T05:00:00Z")).toEqual([]);
});

it("counts a canary that was started as well, and has nothing to say of one that was not", async () => {
  const canary = {
    ...WATCHED,
    results: { ...WATCHED.results, namespace: "CloudWatchSynthetics", metricName: "SuccessPercent", successAt: 100 },
  };
  const attributes = { alarm_name: canary.results.alarmName, namespace: "CloudWatchSynthetics", metric_name: "SuccessPercent" };
  const alarm = { ...attributes, dimensions: { CanaryName: "chatbot-login" }, region: REGION };
  world.put({ type: "aws_cloudwatch_metric_alarm", id: "alarm", attributes: alarm });
  expect(await ask("2026-11-26T05:08:00Z", canary)).toEqual([]);
  const started = { name: "chatbot-login", start_canary: false, region: REGION };
  world.put({ type: "aws_synthetics_canary", id: "canary", attributes: started });
  expect(await ask("2026-11-26T05:08:00Z", canary)).toEqual([]);
  world.drift("aws_synthetics_canary", "canary", { start_canary: true });
  expect(await ask("2026-11-26T05:08:00Z", canary)).toEqual(["05:08 true", "05:09 true"]);
});

it("does not take another metric, another region or no alarm for an answer", async () => {
  await expect(ask("2026-11-26T05:00:00Z")).rejects.toThrow("no alarm chatbot-production-health in us-east-1");
  watched("preview-api.opsdesk.example", { metric_name: "ConnectionTime" });
  await expect(ask("2026-11-26T05:00:00Z")).rejects.toThrow(
    "alarm chatbot-production-health watches AWS/Route53 ConnectionTime, not AWS/Route53 HealthCheckStatus",
  );
  const elsewhere = { ...WATCHED, results: { ...WATCHED.results, region: "eu-west-1" } };
  await expect(ask("2026-11-26T05:00:00Z", elsewhere)).rejects.toThrow("no alarm chatbot-production-health in eu-west-1");
});

it("gives no answer where nobody listens", async () => {
  await close();
  close = async () => undefined;
  await expect(ask("2026-11-26T05:00:00Z")).rejects.toThrow();
});

it("refuses what CloudWatch refuses, and what Slipway does not do", async () => {
  const client = new CloudWatchClient({ endpoint, region: REGION, credentials, maxAttempts: 1 });
  const query = {
    Id: "found",
    MetricStat: { Metric: { Namespace: "AWS/Route53", MetricName: "HealthCheckStatus", Dimensions: [] }, Period: 60, Stat: "Minimum" },
  };
  const range = {
    StartTime: new Date("2026-11-26T05:00:00Z"),
    EndTime: new Date("2026-11-26T05:00:00Z"),
    ScanBy: "TimestampAscending",
  } as const;
  await expect(client.send(new GetMetricDataCommand({ ...range, MetricDataQueries: [query] }))).rejects.toThrow(/EndTime must be greater/);
  await expect(client.send(new GetMetricDataCommand({ ...range, MetricDataQueries: [{ ...query, Id: "1" }] }))).rejects.toThrow();
  await expect(client.send(new DescribeAlarmsCommand({ StateValue: "ALARM" }))).rejects.toThrow();
});
