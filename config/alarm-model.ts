/** Classes of alarms besides those of the monitors. Source: readiness row R14. */
export type AlarmClass = "errors" | "latency" | "auth-failures" | "mail";

/** Whose metric it is: a part of the target, by what the vendor calls its dimension. */
export type AlarmSubject =
  | "balancer"
  | "api"
  | "log"
  /** The whole account in a region. */
  | "account";

/** Unit in which a vendor publishes a metric; a threshold carries its own, so that 500 ms never stands against seconds. */
export type LatencyUnit = "seconds" | "milliseconds";

export interface AlarmMetric {
  readonly namespace: string;
  readonly metricName: string;
  readonly subject: AlarmSubject;
}

interface AlarmBase {
  readonly key: string;
  readonly alarmClass: AlarmClass;
  readonly name: string;
  readonly description: string;
  readonly periodSeconds: number;
  readonly periods: number;
  /** Of these, how many have to be bad. */
  readonly badPeriods: number;
  /** What silence means: nobody asked, or somebody died. */
  readonly silence: "notBreaching" | "breaching" | "ignore";
}

/** Bad answers as a share of all, because what is much by night is nothing by day. */
export interface ShareAlarmModel extends AlarmBase {
  readonly kind: "share";
  readonly failures: readonly AlarmMetric[];
  readonly requests: AlarmMetric;
  readonly percent: number;
}

/** The slowest twentieth. */
export interface PercentileAlarmModel extends AlarmBase {
  readonly kind: "percentile";
  readonly metric: AlarmMetric;
  readonly threshold: { readonly value: number; readonly unit: LatencyUnit };
}

/** Above what is usual at this hour, not above a number. */
export interface BandAlarmModel extends AlarmBase {
  readonly kind: "band";
  readonly metric: AlarmMetric;
  /** Width of the band, in standard deviations. */
  readonly deviations: number;
  /** What the metric counts: lines of the target's log. */
  readonly filter: { readonly name: string; readonly pattern: string };
}

/** A rate that the vendor computes. */
export interface RateAlarmModel extends AlarmBase {
  readonly kind: "rate";
  readonly metric: AlarmMetric;
  /** Share in [0, 1]. */
  readonly share: number;
}

export type ServiceAlarmModel = ShareAlarmModel | PercentileAlarmModel | BandAlarmModel | RateAlarmModel;
