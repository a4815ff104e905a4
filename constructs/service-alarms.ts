import { Construct } from "constructs";
import type { AlarmMetric, AlarmSubject, ServiceAlarmModel } from "../config/alarm-model.ts";
import type { AlertsModel } from "../config/monitor-model.ts";
import { addressOf } from "./address.ts";
import { CloudwatchLogMetricFilter, CloudwatchMetricAlarm } from "./aws.ts";
import { failureShare } from "./failure-share.ts";
import { lit } from "./lit.ts";
import { partFor } from "./part.ts";

/** What of the target the metrics are about: dimensions by subject, and the name of the log group behind the subject log. */
export type AlarmSubjects = ReadonlyMap<AlarmSubject, Readonly<Record<string, string>>>;

/** Key of the log group's name among the dimensions of the subject log, which has none. */
export const LOG_GROUP = "LogGroupName";

export interface ServiceAlarmsProps {
  readonly alarms: readonly ServiceAlarmModel[];
  readonly subjects: AlarmSubjects;
  readonly alerts: AlertsModel;
}

/** Alarms on what the vendors count while the product is used, in its own region. */
export class ServiceAlarms extends Construct {
  constructor(scope: Construct, id: string, props: ServiceAlarmsProps) {
    super(scope, id);
    for (const alarm of props.alarms) this.add(alarm, props);
  }

  private add(alarm: ServiceAlarmModel, { subjects, alerts }: ServiceAlarmsProps): void {
    const address = addressOf("aws_cloudwatch_metric_alarm", `service--${alarm.key}`);
    const actions = alerts.homeTopicArns.map(lit);
    if (alarm.kind === "band") this.count(alarm, subjects);
    new CloudwatchMetricAlarm(this, `alarm-${alarm.key}`, {
      alarmName: lit(alarm.name),
      alarmDescription: lit(alarm.description),
      evaluationPeriods: alarm.periods,
      datapointsToAlarm: alarm.badPeriods,
      treatMissingData: alarm.silence,
      alarmActions: actions,
      okActions: actions,
      ...condition(alarm, subjects),
    }).overrideLogicalId(address);
  }

  private count({ key, metric, filter }: Extract<ServiceAlarmModel, { kind: "band" }>, subjects: AlarmSubjects): void {
    new CloudwatchLogMetricFilter(this, `filter-${key}`, {
      name: lit(filter.name),
      pattern: lit(filter.pattern),
      logGroupName: partFor(new Map(Object.entries(partFor(subjects, "log", "log group"))), LOG_GROUP, "log group"),
      metricTransformation: { name: metric.metricName, namespace: metric.namespace, value: "1", defaultValue: "0", unit: "Count" },
    }).overrideLogicalId(addressOf("aws_cloudwatch_log_metric_filter", key));
  }
}

type Condition = Partial<ConstructorParameters<typeof CloudwatchMetricAlarm>[2]> & { readonly comparisonOperator: string };

function condition(alarm: ServiceAlarmModel, subjects: AlarmSubjects): Condition {
  const dimensions = ({ subject }: AlarmMetric): Record<string, string> =>
    subject === "account" || subject === "log" ? {} : { ...partFor(subjects, subject, "metric") };
  const query = (id: string, metric: AlarmMetric) => ({
    id,
    metric: {
      namespace: metric.namespace,
      metricName: metric.metricName,
      dimensions: dimensions(metric),
      period: alarm.periodSeconds,
      stat: "Sum",
    },
  });
  switch (alarm.kind) {
    case "share": {
      const ids = alarm.failures.map((_, index) => `f${index}`);
      return {
        comparisonOperator: "GreaterThanThreshold",
        threshold: alarm.percent,
        metricQuery: [
          {
            id: "share",
            label: alarm.description,
            expression: failureShare(ids),
            returnData: true,
          },
          ...alarm.failures.map((metric, index) => query(`f${index}`, metric)),
          query("requests", alarm.requests),
        ],
      };
    }
    case "percentile":
      return {
        comparisonOperator: "GreaterThanThreshold",
        threshold: alarm.threshold.value,
        namespace: alarm.metric.namespace,
        metricName: alarm.metric.metricName,
        dimensions: dimensions(alarm.metric),
        extendedStatistic: "p95",
        period: alarm.periodSeconds,
        // ten requests in a night have no slowest twentieth
        evaluateLowSampleCountPercentiles: "ignore",
      };
    case "band":
      return {
        comparisonOperator: "GreaterThanUpperThreshold",
        thresholdMetricId: "band",
        metricQuery: [
          { id: "band", label: "usual", expression: `ANOMALY_DETECTION_BAND(found, ${alarm.deviations})`, returnData: true },
          { ...query("found", alarm.metric), returnData: true },
        ],
      };
    case "rate":
      return {
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        threshold: alarm.share,
        namespace: alarm.metric.namespace,
        metricName: alarm.metric.metricName,
        statistic: "Maximum",
        period: alarm.periodSeconds,
      };
  }
}
