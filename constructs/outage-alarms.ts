import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { AlertsModel, OutageModel } from "../config/monitor-model.ts";
import { CloudwatchCompositeAlarm, CloudwatchMetricAlarm } from "./aws.ts";
import { lit } from "./lit.ts";
import type { Report } from "./monitor-alarm.ts";

/** Metrics in one alarm, and characters in a rule. Source: CloudWatch API reference, PutMetricAlarm and PutCompositeAlarm (checked 2026-11-26). */
const MOST_METRICS = 10;
const MOST_RULE_CHARACTERS = 10_240;
/** Periods without a word before a monitor counts as dead: a run may be late. */
const SILENT_PERIODS = 3;

export interface OutageAlarmsProps {
  readonly outage: OutageModel;
  readonly reports: readonly Report[];
  readonly alerts: AlertsModel;
  readonly metricsProvider: TerraformProvider;
}

/**
 * Two alarms over all monitors: at least two of them agree that something is down, and a monitor no longer says anything. Each monitor
 * alarms by itself too; these tell a page in the night from a whim, and a dead monitor from a dead product.
 */
export class OutageAlarms extends Construct {
  constructor(scope: Construct, id: string, { outage, reports, alerts, metricsProvider: provider }: OutageAlarmsProps) {
    super(scope, id);
    const actions = alerts.topicArns.map(lit);
    new CloudwatchCompositeAlarm(this, "confirmed", {
      provider,
      alarmName: lit(outage.confirmedName),
      alarmDescription: "At least two monitors agree that something is down",
      alarmRule: agreement(reports),
      alarmActions: actions,
      okActions: actions,
    }).overrideLogicalId("outage");

    const heard = reports.slice(0, MOST_METRICS);
    new CloudwatchMetricAlarm(this, "silent", {
      provider,
      alarmName: lit(outage.silentName),
      alarmDescription: `A monitor has said nothing for ${SILENT_PERIODS} periods; what it watches may be down or not`,
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      evaluationPeriods: SILENT_PERIODS,
      datapointsToAlarm: SILENT_PERIODS,
      treatMissingData: "breaching",
      alarmActions: actions,
      okActions: actions,
      metricQuery: [
        {
          id: "silent",
          label: "monitors that say nothing",
          expression: heard.map((_, index) => `IF(FILL(m${index}, 0) > 0, 0, 1)`).join(" + "),
          returnData: true,
        },
        ...heard.map(({ monitor: { results }, dimensions }, index) => ({
          id: `m${index}`,
          metric: {
            namespace: results.namespace,
            metricName: results.metricName,
            dimensions: { ...dimensions },
            // one clock for all, the slowest one's
            period: Math.max(...heard.map((each) => each.monitor.results.periodSeconds)),
            stat: "SampleCount",
          },
        })),
      ],
    }).overrideLogicalId("monitors--silent");
  }
}

/** Every pair, for as many monitors as a rule has room for. */
function agreement(reports: readonly Report[]): string {
  const pairs = reports.flatMap(({ alarm, monitor }, index) =>
    reports.slice(index + 1).map((other) => ({
      rule: `(ALARM("${alarm.alarmName}") AND ALARM("${other.alarm.alarmName}"))`,
      length: monitor.results.alarmName.length + other.monitor.results.alarmName.length,
    })),
  );
  let room = MOST_RULE_CHARACTERS;
  const kept = pairs.filter(({ length }) => {
    room -= length + '(ALARM("") AND ALARM("")) OR '.length;
    return room >= 0;
  });
  return kept.map(({ rule }) => rule).join(" OR ");
}
