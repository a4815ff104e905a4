import type { MonitorKind } from "./schema/monitor-fields.ts";

interface WatchedModel {
  readonly key: string;
  readonly kind: MonitorKind;
  /** Name that is asked for: the host's, whatever it is at this stage. */
  readonly host: string;
  readonly path: string;
  readonly intervalSeconds: number;
  /** Failures in a row before it counts. */
  readonly failuresBeforeAlarm: number;
}

/** Health check of Route 53, from several continents. */
export interface Route53MonitorModel extends WatchedModel {
  readonly means: "route53";
  readonly intervalSeconds: 10 | 30;
  /** Absent: any status from 200 to 399 is healthy. */
  readonly contains?: string;
  /** Bad periods in a row before the alarm goes off. */
  readonly alarmPeriods: number;
  readonly results: MonitorResults;
}

/** Script of CloudWatch Synthetics. It runs in the region of Route 53's metrics, so that all monitors alarm in one place. */
export interface CanaryMonitorModel extends WatchedModel {
  readonly means: "canary";
  readonly name: string;
  readonly runtime: string;
  readonly script: CanaryScriptModel;
  readonly results: MonitorResults;
}

export type CanaryScriptModel =
  | { readonly kind: "api"; readonly steps: readonly CanaryStepModel[] }
  | { readonly kind: "page"; readonly contains: string }
  | { readonly kind: "s3"; readonly bucket: string; readonly key: string; readonly version: string; readonly handler: string };

export interface CanaryStepModel {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly contains?: string;
  readonly json?: Readonly<Record<string, unknown>>;
  /** Name of the secret with the fields that join the body. */
  readonly credentials?: string;
  /** Name of the secret with the token. */
  readonly bearer?: string;
  /** Field of the answer with the token of later steps. */
  readonly keepBearer?: string;
}

/** Health check by Cloudflare, of the origin behind the edge. Its results are at Cloudflare alone. */
export interface CloudflareMonitorModel extends WatchedModel {
  readonly means: "cloudflare";
  readonly name: string;
  readonly origin: string;
  readonly contains?: string;
}

export type MonitorModel = Route53MonitorModel | CanaryMonitorModel | CloudflareMonitorModel;

export interface ErrorTrackerModel {
  readonly secretName: string;
  readonly project: string;
}

/** What the canaries of an environment share. */
export interface CanaryPlaceModel {
  /** Holds scripts and what runs left behind. */
  readonly bucket: string;
  readonly roleName: string;
  readonly secretsRegion: string;
  /** Secrets of the synthetic user; Secrets Manager ends each with six random characters. */
  readonly secretArns: readonly string[];
}

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

/** Alarms over all monitors whose results CloudWatch holds. */
export interface OutageModel {
  /** At least two monitors agree that something is down. */
  readonly confirmedName: string;
  /** A monitor has nothing to say any more. */
  readonly silentName: string;
}

/** Whom alarms tell. Computed from account, region and name, because stacks share plain strings, never outputs. */
export interface AlertsModel {
  /** Topics in the region of the monitors' metrics. */
  readonly topicArns: readonly string[];
  /** The same in the home region. */
  readonly homeTopicArns: readonly string[];
  /** Mailboxes behind them, for vendors that write mail themselves. */
  readonly addresses: readonly string[];
}
