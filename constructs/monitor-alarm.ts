import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import type { AlertsModel, CanaryMonitorModel, Route53MonitorModel } from "../config/monitor-model.ts";
import { CloudwatchMetricAlarm } from "./aws.ts";
import { lit } from "./lit.ts";

/** What a monitor reports, and where. */
export interface Report {
  readonly monitor: Route53MonitorModel | CanaryMonitorModel;
  readonly alarm: CloudwatchMetricAlarm;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** CloudWatch keeps an alarm that another one names, so whoever names it changes first. Source: Terraform language, create_before_destroy: destroying waits for what depends on it. */
const OUTLIVES_USERS = { createBeforeDestroy: true } as const;

interface MonitorAlarmProps {
  readonly monitor: Report["monitor"];
  /** Of the monitor's resource, and so of its alarm. */
  readonly name: string;
  readonly description: string;
  readonly dimensions: Report["dimensions"];
  readonly statistic: "Minimum" | "Average";
  /** Bad periods in a row. */
  readonly periods: number;
  readonly alerts: AlertsModel;
  readonly provider: TerraformProvider;
}

/** The alarm of one monitor. Silence counts as breaching: a monitor that says nothing must not look healthy. Times are in seconds. */
export function monitorAlarm(scope: Construct, props: MonitorAlarmProps): Report {
  const { monitor, name, dimensions, provider } = props;
  const { results } = monitor;
  const actions = props.alerts.topicArns.map(lit);
  const alarm = new CloudwatchMetricAlarm(scope, `alarm-${name}`, {
    provider,
    alarmName: lit(results.alarmName),
    alarmDescription: lit(props.description),
    namespace: results.namespace,
    metricName: results.metricName,
    dimensions,
    statistic: props.statistic,
    comparisonOperator: "LessThanThreshold",
    threshold: results.successAt,
    period: results.periodSeconds,
    evaluationPeriods: props.periods,
    datapointsToAlarm: props.periods,
    treatMissingData: "breaching",
    alarmActions: actions,
    okActions: actions,
    lifecycle: OUTLIVES_USERS,
  });
  alarm.overrideLogicalId(name);
  return { monitor, alarm, dimensions };
}
