import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { HealthCheckModel } from "../config/monitor-model.ts";
import { addressOf } from "./address.ts";
import { CloudwatchMetricAlarm, Route53HealthCheck } from "./aws.ts";
import { lit } from "./lit.ts";

/** Shortest period of a standard metric; health checks report once a minute. Source: Route 53 developer guide, monitoring health checks with CloudWatch (checked 2026-11-22). */
const PERIOD_SECONDS = 60;
/** Two bad minutes in a row, so that one lost data point pages nobody. */
const PERIODS = 2;

export interface HealthMonitorProps {
  readonly check: HealthCheckModel;
  /** AWS provider of us-east-1: Route 53 publishes its metrics there and nowhere else, and an alarm reads its own region only. */
  readonly metricsProvider: TerraformProvider;
}

/**
 * Asks the health endpoint over HTTPS from several continents and pages when it does not answer with the expected text.
 *
 * Missing data counts as breaching: a monitor that fell silent must not look healthy. Times are in seconds.
 * Source: Route 53 API reference, HealthCheckConfig (checked 2026-11-22).
 */
export class HealthMonitor extends Construct {
  constructor(scope: Construct, id: string, props: HealthMonitorProps) {
    super(scope, id);
    const { check } = props;
    const name = addressOf("aws_route53_health_check", check.key);

    const healthCheck = new Route53HealthCheck(this, `check-${name}`, {
      type: "HTTPS_STR_MATCH",
      fqdn: lit(check.host),
      port: 443,
      enableSni: true,
      resourcePath: lit(check.path),
      searchString: lit(check.contains),
      requestInterval: check.intervalSeconds,
      failureThreshold: check.failuresBeforeAlarm,
      // the console shows health checks by their Name tag only
      tags: { Name: lit(check.alarmName) },
    });
    healthCheck.overrideLogicalId(name);

    new CloudwatchMetricAlarm(this, `alarm-${name}`, {
      provider: props.metricsProvider,
      alarmName: lit(check.alarmName),
      alarmDescription: lit(`https://${check.host}${check.path} does not answer with ${check.contains}`),
      namespace: "AWS/Route53",
      metricName: "HealthCheckStatus",
      dimensions: { HealthCheckId: healthCheck.id },
      statistic: "Minimum",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      period: PERIOD_SECONDS,
      evaluationPeriods: PERIODS,
      datapointsToAlarm: PERIODS,
      treatMissingData: "breaching",
      alarmActions: [lit(check.alarmTopicArn)],
      okActions: [lit(check.alarmTopicArn)],
    }).overrideLogicalId(name);
  }
}
