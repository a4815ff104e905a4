import type { AlertsModel, MonitorModel, MonitorResults } from "../monitor-model.ts";
import { launchStackName, METRICS_REGION, topicArn } from "../names.ts";
import type { EnvironmentPlace } from "../rules/world.ts";
import type { AccountConfig } from "../schema/account.ts";
import type { MonitorConfig } from "../schema/monitors.ts";

/** Health checks report once a minute. Source: Route 53 developer guide, monitoring health checks with CloudWatch (checked 2026-11-22). */
const ROUTE53_PERIOD_SECONDS = 60;

export function monitorsOf({ launch, name, config }: EnvironmentPlace, hostNames: ReadonlyMap<string, string>): MonitorModel[] {
  const stack = launchStackName(launch.name, name);
  return Object.entries(config.monitors).map(([key, monitor]) =>
    monitorOf(key, monitor, hostNames.get(monitor.host) ?? monitor.host, stack),
  );
}

function monitorOf(key: string, monitor: MonitorConfig, host: string, stack: string): MonitorModel {
  const { kind, path, contains, intervalSeconds, failuresBeforeAlarm } = monitor;
  return {
    key,
    kind,
    means: "route53",
    host,
    path,
    intervalSeconds,
    ...(contains === undefined ? {} : { contains }),
    failuresBeforeAlarm,
    results: route53Results(`${stack}-${key}`),
  };
}

/** 1 is healthy, 0 is not. */
function route53Results(alarmName: string): MonitorResults {
  return {
    alarmName,
    region: METRICS_REGION,
    namespace: "AWS/Route53",
    metricName: "HealthCheckStatus",
    periodSeconds: ROUTE53_PERIOD_SECONDS,
    successAt: 1,
  };
}

export function alertsOf({ config: { alerts } }: EnvironmentPlace, { name, aws }: AccountConfig): AlertsModel {
  return { topicArns: alerts.channels.map((channel) => topicArn(aws.accountId, name, channel)) };
}
