import { AwsProvider } from "../../../../constructs/aws.ts";
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
