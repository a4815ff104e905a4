import type { ServiceAlarmModel } from "../../config/alarm-model.ts";
import { LOG_GROUP, ServiceAlarms } from "../../constructs/service-alarms.ts";
import { ALARMS, SUBJECTS } from "../fixtures/alarms.ts";
import { environmentModel } from "../fixtures/models.ts";
import { resourcesOf } from "../fixtures/synth.ts";

type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

function made(...alarms: readonly ServiceAlarmModel[]): Resources {
  const { alerts } = environmentModel;
  // the synthesized document is plain JSON
  return resourcesOf((stack) => new ServiceAlarms(stack, "alarms", { alarms, subjects: SUBJECTS, alerts })) as Resources;
}

const TOPIC = "arn:aws:sns:eu-west-1:111122223333:shop-oncall";

it("alarms on the share of bad answers, the balancer's own among them", () => {
  expect(made(ALARMS.errors).aws_cloudwatch_metric_alarm?.["service--errors"]).toEqual({
    alarm_name: "chatbot-production--errors",
    alarm_description: "more than 1 % of the answers are 5xx",
    comparison_operator: "GreaterThanThreshold",
    threshold: 1,
    evaluation_periods: 5,
    datapoints_to_alarm: 3,
    treat_missing_data: "notBreaching",
    alarm_actions: [TOPIC],
    ok_actions: [TOPIC],
    metric_query: [
      {
        id: "share",
        label: "more than 1 % of the answers are 5xx",
        expression: "IF(requests > 0, 100 * (FILL(f0, 0) + FILL(f1, 0)) / requests, 0)",
        return_data: true,
      },
      ...[
        ["f0", "HTTPCode_Target_5XX_Count"],
        ["f1", "HTTPCode_ELB_5XX_Count"],
        ["requests", "RequestCount"],
      ].map(([id, metric_name]) => ({
        id,
        metric: { namespace: "AWS/ApplicationELB", metric_name, dimensions: { LoadBalancer: "app/shop/1" }, period: 60, stat: "Sum" },
      })),
    ],
  });
});

it.each([
  ["seconds", ALARMS.latency, 0.5],
  ["milliseconds", ALARMS.slowApi, 500],
])("holds the slowest twentieth against a threshold in %s", (_, alarm, threshold) => {
  expect(made(alarm).aws_cloudwatch_metric_alarm?.[`service--${alarm.key}`]).toMatchObject({
    extended_statistic: "p95",
    threshold,
    period: 60,
    evaluate_low_sample_count_percentiles: "ignore",
  });
});

it("counts failed logins and alarms above the usual band", () => {
  const { aws_cloudwatch_log_metric_filter: filters, aws_cloudwatch_metric_alarm: alarms } = made(ALARMS.logins);
  expect(filters?.["auth-failures"]).toEqual({
    name: "chatbot-production--auth-failures",
    pattern: '{ $.event = "auth.failed" }',
    log_group_name: SUBJECTS.get("log")?.[LOG_GROUP],
    metric_transformation: {
      name: "auth-failures",
      namespace: "slipway/chatbot-production",
      value: "1",
      default_value: "0",
      unit: "Count",
    },
  });
  expect(alarms?.["service--auth-failures"]).toMatchObject({
    comparison_operator: "GreaterThanUpperThreshold",
    threshold_metric_id: "band",
    metric_query: [
      { id: "band", expression: "ANOMALY_DETECTION_BAND(found, 3)", return_data: true },
      { id: "found", return_data: true, metric: { namespace: "slipway/chatbot-production", metric_name: "auth-failures", stat: "Sum" } },
    ],
  });
});

it("alarms where SES looks into the account", () => {
  expect(made(ALARMS.bounces).aws_cloudwatch_metric_alarm?.["service--bounces"]).toMatchObject({
    namespace: "AWS/SES",
    metric_name: "Reputation.BounceRate",
    comparison_operator: "GreaterThanOrEqualToThreshold",
    threshold: 0.05,
    treat_missing_data: "ignore",
  });
});

it("makes no alarm about a part that the target does not have", () => {
  const { alerts } = environmentModel;
  const build = () => resourcesOf((stack) => new ServiceAlarms(stack, "alarms", { alarms: [ALARMS.errors], subjects: new Map(), alerts }));
  expect(build).toThrow(expect.objectContaining({ parts: expect.objectContaining({ code: "SYNTH_PART_MISSING" }) }));
});
