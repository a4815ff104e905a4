import { Construct } from "constructs";
import type { ContainerModel } from "../config/container-model.ts";
import { CloudwatchMetricAlarm, type Lb, type LbTargetGroup } from "./aws.ts";
import { failureShare } from "./failure-share.ts";
import { lit } from "./lit.ts";

export interface DeploymentAlarmsProps {
  readonly target: ContainerModel;
  readonly loadBalancer: Lb;
  readonly targetGroup: LbTargetGroup;
}

const PERIOD_SECONDS = 60;
const MINUTES = 3;

/**
 * What takes a deployment back by itself: the share of answers with 5xx, of the application and of the load balancer for it, and tasks that
 * fail their health check. They page nobody; ECS watches them while it deploys.
 *
 * A share and not a number, because what is much by night is nothing by day. Nobody asking is no failure.
 * Source: Application Load Balancer user guide, CloudWatch metrics (checked 2026-11-26).
 */
export class DeploymentAlarms extends Construct {
  readonly alarms: readonly CloudwatchMetricAlarm[];

  constructor(scope: Construct, id: string, { target, loadBalancer, targetGroup }: DeploymentAlarmsProps) {
    super(scope, id);
    const perBalancer = { LoadBalancer: loadBalancer.arnSuffix };
    const sum = (name: string, metricName: string) => ({
      id: name,
      metric: { namespace: "AWS/ApplicationELB", metricName, period: PERIOD_SECONDS, stat: "Sum", dimensions: perBalancer },
    });
    const errors = new CloudwatchMetricAlarm(this, "errors", {
      alarmName: lit(`${target.name}-deployment-errors`),
      alarmDescription: `More than ${target.deployment.errorPercent} % of the answers are 5xx; a running deployment goes back`,
      comparisonOperator: "GreaterThanThreshold",
      threshold: target.deployment.errorPercent,
      evaluationPeriods: MINUTES,
      datapointsToAlarm: MINUTES,
      treatMissingData: "notBreaching",
      metricQuery: [
        {
          id: "share",
          label: "answers with 5xx, percent",
          expression: failureShare(["application", "balancer"]),
          returnData: true,
        },
        sum("application", "HTTPCode_Target_5XX_Count"),
        sum("balancer", "HTTPCode_ELB_5XX_Count"),
        sum("requests", "RequestCount"),
      ],
    });
    errors.overrideLogicalId("deployment-errors");
    const unhealthy = new CloudwatchMetricAlarm(this, "unhealthy", {
      alarmName: lit(`${target.name}-deployment-unhealthy`),
      alarmDescription: "Tasks fail their health check; a running deployment goes back",
      namespace: "AWS/ApplicationELB",
      metricName: "UnHealthyHostCount",
      dimensions: { ...perBalancer, TargetGroup: targetGroup.arnSuffix },
      statistic: "Maximum",
      period: PERIOD_SECONDS,
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      evaluationPeriods: MINUTES,
      datapointsToAlarm: MINUTES,
      treatMissingData: "notBreaching",
    });
    unhealthy.overrideLogicalId("deployment-unhealthy");
    this.alarms = [errors, unhealthy];
  }
}
