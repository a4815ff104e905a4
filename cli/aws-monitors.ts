import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import type { AskMonitor } from "../launch/stage/live-gate.ts";
import type { WatchedMonitor } from "../launch/stage/stage.ts";

export interface AwsMonitorsOptions {
  readonly now: () => Date;
  /** Of a local CloudWatch. */
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** How far back results are read, in periods: enough for the last few, and within what CloudWatch keeps minute by minute. */
const MOST_PERIODS = 120;

/**
 * What a monitor has found, out of CloudWatch. The metric's dimensions hold ids that AWS made, and stand in the monitor's alarm.
 * Source: CloudWatch API reference, DescribeAlarms and GetMetricData (checked 2026-11-26).
 */
export function awsMonitors({ now, ...config }: AwsMonitorsOptions): AskMonitor {
  return async ({ results }, since) => {
    // loaded by those alone who ask
    const { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } = await import("@aws-sdk/client-cloudwatch");
    const [start, end] = [startOf(results.periodSeconds, since, now()), now()];
    if (start >= end) return []; // no period has begun since then
    const client = new CloudWatchClient({ ...config, region: results.region });
    try {
      const { MetricAlarms: alarms = [] } = await client.send(
        new DescribeAlarmsCommand({ AlarmNames: [results.alarmName], AlarmTypes: ["MetricAlarm"] }),
      );
      const { Namespace, MetricName, Dimensions } = metricOf(results, alarms);
      const found: { readonly at: Date; readonly ok: boolean }[] = [];
      let page: string | undefined;
      do {
        const answer = await client.send(
          new GetMetricDataCommand({
            StartTime: start,
            EndTime: end,
            ScanBy: "TimestampAscending",
            MetricDataQueries: [
              {
                Id: "found",
                MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: results.periodSeconds, Stat: "Minimum" },
              },
            ],
            ...(page === undefined ? {} : { NextToken: page }),
          }),
        );
        for (const { StatusCode: status, Timestamps: times = [], Values: values = [] } of answer.MetricDataResults ?? []) {
          if (status !== "Complete" && status !== "PartialData") throw new Error(`CloudWatch answers ${status} for ${results.alarmName}`);
          found.push(...times.map((at, index) => ({ at, ok: (values[index] ?? Number.NaN) >= results.successAt })));
        }
        page = answer.NextToken;
      } while (page !== undefined);
      return found;
    } finally {
      client.destroy();
    }
  };
}

function metricOf({ alarmName, region, namespace, metricName }: WatchedMonitor["results"], alarms: readonly MetricAlarm[]): MetricAlarm {
  const alarm = alarms.find(({ AlarmName: name }) => name === alarmName);
  if (alarm === undefined) throw new Error(`no alarm ${alarmName} in ${region}`);
  if (alarm.Namespace === namespace && alarm.MetricName === metricName) return alarm;
  throw new Error(`alarm ${alarmName} watches ${alarm.Namespace} ${alarm.MetricName}, not ${namespace} ${metricName}`);
}

/** The first period that begins at `since` or later; CloudWatch rounds down, into what was before. */
function startOf(periodSeconds: number, since: Date, now: Date): Date {
  const period = periodSeconds * 1000;
  const earliest = Math.max(since.getTime(), now.getTime() - MOST_PERIODS * period);
  return new Date(Math.ceil(earliest / period) * period);
}
