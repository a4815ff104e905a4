import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { AlertsModel, Route53MonitorModel } from "../config/monitor-model.ts";
import { addressOf } from "./address.ts";
import { Route53HealthCheck } from "./aws.ts";
import { lit } from "./lit.ts";
import { monitorAlarm, type Report } from "./monitor-alarm.ts";

export interface EndpointMonitorsProps {
  readonly monitors: readonly Route53MonitorModel[];
  readonly alerts: AlertsModel;
  /** AWS provider of us-east-1: Route 53 publishes its metrics there and nowhere else, and an alarm reads its own region only. */
  readonly metricsProvider: TerraformProvider;
}

/**
 * Asks endpoints over HTTPS from several continents and pages when one does not answer with the expected text.
 *
 * Missing data counts as breaching: a monitor that fell silent must not look healthy. Times are in seconds.
 * Source: Route 53 API reference, HealthCheckConfig (checked 2026-11-22).
 */
export class EndpointMonitors extends Construct {
  readonly reports: readonly Report[];

  constructor(scope: Construct, id: string, props: EndpointMonitorsProps) {
    super(scope, id);
    this.reports = props.monitors.map((monitor) => this.watch(monitor, props));
  }

  private watch(monitor: Route53MonitorModel, { alerts, metricsProvider }: EndpointMonitorsProps): Report {
    const { results, contains } = monitor;
    const name = addressOf("aws_route53_health_check", monitor.key);

    const healthCheck = new Route53HealthCheck(this, `check-${name}`, {
      type: contains === undefined ? "HTTPS" : "HTTPS_STR_MATCH",
      fqdn: lit(monitor.host),
      port: 443,
      enableSni: true,
      resourcePath: lit(monitor.path),
      ...(contains === undefined ? {} : { searchString: lit(contains) }),
      requestInterval: monitor.intervalSeconds,
      failureThreshold: monitor.failuresBeforeAlarm,
      // the console shows health checks by their Name tag only
      tags: { Name: lit(results.alarmName) },
    });
    healthCheck.overrideLogicalId(name);

    return monitorAlarm(this, {
      monitor,
      name,
      description: `https://${monitor.host}${monitor.path} does not answer${contains === undefined ? "" : ` with ${contains}`}`,
      dimensions: { HealthCheckId: healthCheck.id },
      statistic: "Minimum",
      // two bad minutes in a row, so that one lost data point pages nobody
      periods: monitor.alarmPeriods,
      alerts,
      provider: metricsProvider,
    });
  }
}
