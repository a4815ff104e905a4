import type { MonitorKind } from "./schema/monitors.ts";

interface WatchedModel {
  readonly key: string;
  readonly kind: MonitorKind;
  /** Name that is asked for: the host's, whatever it is at this stage. */
  readonly host: string;
  readonly path: string;
  readonly intervalSeconds: number;
  readonly results: MonitorResults;
}

/** Health check of Route 53, from several continents. */
export interface Route53MonitorModel extends WatchedModel {
  readonly means: "route53";
  readonly intervalSeconds: 10 | 30;
  /** Absent: any status from 200 to 399 is healthy. */
  readonly contains?: string;
  readonly failuresBeforeAlarm: number;
}

export type MonitorModel = Route53MonitorModel;

/** Where CloudWatch keeps what a monitor found. The dimensions hold ids that the vendor makes: they stand in the alarm of this name. */
export interface MonitorResults {
  readonly alarmName: string;
  readonly region: string;
  readonly namespace: "AWS/Route53" | "CloudWatchSynthetics";
  readonly metricName: "HealthCheckStatus" | "SuccessPercent";
  readonly periodSeconds: number;
  /** Lowest value of a period in which all was well. */
  readonly successAt: number;
}

/** Whom alarms tell. Computed from account, region and name, because stacks share plain strings, never outputs. */
export interface AlertsModel {
  /** Topics in the region of the monitors' metrics. */
  readonly topicArns: readonly string[];
}
