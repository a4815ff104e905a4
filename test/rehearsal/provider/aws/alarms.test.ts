import type { CanaryMonitorModel } from "../../../../config/monitor-model.ts";
import { AwsProvider } from "../../../../constructs/aws.ts";
import { Canaries } from "../../../../constructs/canaries.ts";
import { EndpointMonitors } from "../../../../constructs/endpoint-monitors.ts";
import { LogGroup } from "../../../../constructs/log-group.ts";
import { OutageAlarms } from "../../../../constructs/outage-alarms.ts";
import { LOG_GROUP, ServiceAlarms } from "../../../../constructs/service-alarms.ts";
import { ALARMS, SUBJECTS } from "../../../fixtures/alarms.ts";
import { environmentModel } from "../../../fixtures/models.ts";
import { resourcesOf } from "../../../fixtures/synth.ts";
import { ACCOUNT_ID, APPLY, DESTROY, EMPTY, PLAN, REGION, type Rehearsed, rehearse } from "../harness.ts";

const outage = { confirmedName: "shop-production--outage", silentName: "shop-production--monitors-silent" };
const [health] = environmentModel.monitors;

/** Every alarm that a launch can have, but for those of canaries, on `keys` monitors. */
function resources(keys: readonly string[]) {
  return resourcesOf((stack) => {
    const metricsProvider = new AwsProvider(stack, "aws", { region: "us-east-1", alias: "us_east_1" });
    const topic = (region: string) => `arn:aws:sns:${region}:${ACCOUNT_ID}:ops`;
    const alerts = { topicArns: [topic("us-east-1")], homeTopicArns: [topic(REGION)], addresses: [] };
    const logs = new LogGroup(stack, "logs", { key: "container", name: "/aws/ecs/shop", logs: { retentionDays: 30 } });
    new ServiceAlarms(stack, "alarms", {
      alarms: Object.values(ALARMS).filter((alarm) => alarm !== ALARMS.slowApi),
      subjects: new Map([...SUBJECTS, ["log", { [LOG_GROUP]: logs.groupName }]]),
      alerts,
    });
    if (health?.means !== "route53") throw new Error("the fixture has no health check");
    const monitors = keys.map((key) => ({ ...health, key, path: `/${key}`, results: { ...health.results, alarmName: `shop-${key}` } }));
    const { reports } = new EndpointMonitors(stack, "monitors", { monitors, alerts, metricsProvider });
    new OutageAlarms(stack, "outage", { outage, reports, alerts, metricsProvider });
  });
}

describe("canaries, in a world", () => {
  const canary: CanaryMonitorModel = {
    key: "login",
    kind: "login",
    means: "canary",
    name: "shop-production-login",
    host: "api.shop.example",
    path: "/v1/login",
    intervalSeconds: 180,
    failuresBeforeAlarm: 2,
    runtime: "syn-nodejs-puppeteer-15.0",
    script: { kind: "api", steps: [{ method: "POST", path: "/v1/login", status: 200 }] },
    results: {
      alarmName: "shop-production-login",
      region: "us-east-1",
      namespace: "CloudWatchSynthetics",
      metricName: "SuccessPercent",
      periodSeconds: 180,
      successAt: 100,
    },
  };
  const made = (host: string) =>
    resourcesOf((stack) => {
      const metricsProvider = new AwsProvider(stack, "aws", { region: "us-east-1", alias: "us_east_1" });
      const place = { bucket: `shop-canaries-${ACCOUNT_ID}`, roleName: "shop-canaries", secretsRegion: REGION, secretArns: [] };
      const alerts = { topicArns: [`arn:aws:sns:us-east-1:${ACCOUNT_ID}:ops`], homeTopicArns: [], addresses: [] };
      new Canaries(stack, "canaries", { monitors: [{ ...canary, host }], place, alerts, metricsProvider });
    });
  let site: Rehearsed;
  beforeAll(async () => {
    site = await rehearse();
  });
  afterAll(() => site.close());
  const versionOf = () => site.world.objects("aws_synthetics_canary")[0]?.attributes.s3_version;

  it("run the version of the script that was uploaded, and nothing is left to do", async () => {
    site.write(Object(made("api.shop.example")));
    expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
    expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY, errors: [], changes: {}, drift: {} });
    expect(versionOf()).toBe(site.world.objects("aws_s3_object")[0]?.attributes.version_id);
  });

  it("run another version when the script changes", async () => {
    const before = versionOf();
    site.write(Object(made("api-preview.shop.example")));
    expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
    expect(versionOf()).not.toBe(before);
    expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY, errors: [], changes: {}, drift: {} });
  });

  it("go together", async () => {
    expect(await site.run(...DESTROY)).toMatchObject({ code: 0, errors: [] });
  });
});

describe("the alarms of a launch, in a world", () => {
  let site: Rehearsed;
  beforeAll(async () => {
    site = await rehearse();
  });
  afterAll(() => site.close());

  it("are made, and nothing is left to do", async () => {
    site.write(Object(resources(["a", "b", "c"])));
    expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
    expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY, errors: [], changes: {}, drift: {} });
    const alarms = site.world.objects("aws_cloudwatch_metric_alarm").map(({ attributes }) => [attributes.alarm_name, attributes.region]);
    expect(new Map(alarms.map(([name, region]) => [String(name), region]))).toEqual(
      new Map<string, unknown>([
        ...["errors", "latency", "auth-failures", "bounces"].map((key): [string, unknown] => [`chatbot-production--${key}`, REGION]),
        ...["a", "b", "c"].map((key): [string, unknown] => [`shop-${key}`, "us-east-1"]),
        [outage.silentName, "us-east-1"],
      ]),
    );
  });

  it("let a monitor go that the others no longer name", async () => {
    site.write(Object(resources(["a", "b"])));
    expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
    expect(site.world.objects("aws_cloudwatch_metric_alarm").map(({ attributes }) => attributes.alarm_name)).not.toContain("shop-c");
  });

  it("go together", async () => {
    expect(await site.run(...DESTROY)).toMatchObject({ code: 0, errors: [] });
  });
});
