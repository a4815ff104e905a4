import type { MonitorModel } from "../monitor-model.ts";

/** "Within minutes": readiness row T9. */
export const DETECTION_TARGET_SECONDS = 600;
/** From the last data point to a mail in a mailbox: an assumption, which an alarm drill measures. */
const NOTICE_SECONDS = 60;
/** Periods that an alarm on Route 53's metric waits for; health checks report once a minute. Source: Route 53 developer guide, monitoring health checks with CloudWatch (checked 2026-11-22). */
export const ROUTE53_ALARM = { periods: 2, periodSeconds: 60 } as const;

export interface Detection {
  readonly key: string;
  readonly kind: string;
  /** Longest time from the beginning of an outage to the mail about it. */
  readonly seconds: number;
  /** How it comes about. */
  readonly sum: string;
}

/**
 * How long an outage can last before somebody is told: it begins right after a good check, every check that has to fail waits its turn,
 * the alarm waits for its periods, and the mail takes its time. In seconds.
 */
export function detectionOf(monitor: Pick<MonitorModel, "key" | "kind" | "means" | "intervalSeconds" | "failuresBeforeAlarm">): Detection {
  const { key, kind, means, intervalSeconds, failuresBeforeAlarm } = monitor;
  const checks = intervalSeconds * failuresBeforeAlarm;
  const alarm = means === "route53" ? ROUTE53_ALARM.periods * ROUTE53_ALARM.periodSeconds : 0;
  return {
    key,
    kind,
    seconds: checks + alarm + NOTICE_SECONDS,
    sum: [
      `${intervalSeconds} s x ${failuresBeforeAlarm}`,
      ...(alarm === 0 ? [] : [`${ROUTE53_ALARM.periodSeconds} s x ${ROUTE53_ALARM.periods}`]),
      `${NOTICE_SECONDS} s of notice`,
    ].join(" + "),
  };
}
