import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { ContainerModel } from "../config/container-model.ts";
import { type CloudwatchMetricAlarm, EcsCluster, EcsService, EcsTaskDefinition, type LbTargetGroup } from "./aws.ts";
import type { ContainerRoles } from "./container-roles.ts";
import { lit } from "./lit.ts";
import { partFor } from "./part.ts";

export interface ContainerServiceProps {
  readonly target: ContainerModel;
  readonly roles: ContainerRoles;
  readonly logGroupName: string;
  /** ARNs of the environment's secrets, by slot key. */
  readonly secretArns: ReadonlyMap<string, string>;
  readonly targetGroup: LbTargetGroup;
  readonly securityGroupId: string;
  readonly alarms: readonly CloudwatchMetricAlarm[];
  /** What has to be there before the first task can be asked anything. */
  readonly after: readonly ITerraformDependable[];
}

/** The newest for Linux, by number: LATEST could be another one tomorrow. Source: Amazon ECS developer guide, Fargate platform versions (checked 2026-11-26). */
const PLATFORM_VERSION = "1.4.0";
const CONTAINER_NAME = "app";

/**
 * A service that replaces its tasks a few at a time and goes back by itself when the new ones do not start, fail their health check or
 * answer with errors. The apply waits until it has come to rest, so that a deployment that went back is no success: the next plan shows it.
 *
 * An image is a revision of the task definition, and revisions stay: going back names the earlier one. Deployment alarms need the
 * controller ECS, and the circuit breaker needs rolling updates.
 * Source: Amazon ECS developer guide, deployment circuit breaker, CloudWatch alarms (checked 2026-11-26).
 */
export class ContainerService extends Construct {
  readonly service: EcsService;

  constructor(scope: Construct, id: string, props: ContainerServiceProps) {
    super(scope, id);
    const { target, roles, targetGroup, securityGroupId, alarms, after } = props;
    const { deployment, network } = target;
    const cluster = new EcsCluster(this, "cluster", {
      name: lit(target.name),
      setting: [{ name: "containerInsights", value: "enabled" }],
    });
    cluster.overrideLogicalId("container");
    const definition = this.definition(props);
    const timeout = `${deployment.timeoutMinutes}m`;
    this.service = new EcsService(this, "service", {
      name: lit(target.name),
      cluster: cluster.arn,
      taskDefinition: definition.arn,
      desiredCount: target.tasks,
      launchType: "FARGATE",
      platformVersion: PLATFORM_VERSION,
      deploymentController: { type: "ECS" },
      deploymentMinimumHealthyPercent: deployment.minimumHealthyPercent,
      deploymentMaximumPercent: deployment.maximumPercent,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      alarms: { enable: true, rollback: true, alarmNames: alarms.map(({ alarmName }) => alarmName) },
      healthCheckGracePeriodSeconds: deployment.graceSeconds,
      waitForSteadyState: true,
      enableExecuteCommand: false,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      networkConfiguration: {
        subnets: [...network.taskSubnetIds],
        securityGroups: [securityGroupId],
        assignPublicIp: network.tasksHaveAddresses,
      },
      loadBalancer: [{ targetGroupArn: targetGroup.arn, containerName: CONTAINER_NAME, containerPort: target.port }],
      timeouts: { create: timeout, update: timeout, delete: timeout },
      dependsOn: [roles.executionPolicy, ...after],
    });
    this.service.overrideLogicalId("container");
  }

  private definition({ target, roles, logGroupName, secretArns }: ContainerServiceProps): EcsTaskDefinition {
    const definition = new EcsTaskDefinition(this, "definition", {
      family: lit(target.name),
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: String(target.cpu),
      memory: String(target.memoryMiB),
      executionRoleArn: roles.execution.arn,
      taskRoleArn: roles.task.arn,
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: target.architecture },
      volume: target.writablePaths.map((path) => ({ name: volumeOf(path) })),
      containerDefinitions: JSON.stringify([container(target, logGroupName, secretArns)]),
      // a running service, and the way back of a deployment, hold on to the earlier revision
      skipDestroy: true,
      lifecycle: { createBeforeDestroy: true },
    });
    definition.overrideLogicalId("container");
    return definition;
  }
}

/** Source: Amazon ECS API reference, ContainerDefinition; LogConfiguration for mode and buffer (checked 2026-11-26). */
function container(target: ContainerModel, logGroupName: string, secretArns: ReadonlyMap<string, string>): object {
  return {
    name: CONTAINER_NAME,
    image: lit(target.image),
    essential: true,
    user: target.user,
    readonlyRootFilesystem: true,
    linuxParameters: { capabilities: { drop: ["ALL"] }, initProcessEnabled: true },
    portMappings: [{ containerPort: target.port, hostPort: target.port, protocol: "tcp" }],
    environment: target.variables.flatMap((each) => ("value" in each ? [{ name: each.variable, value: lit(each.value) }] : [])),
    secrets: target.variables.flatMap((each) =>
      "slot" in each ? [{ name: each.variable, valueFrom: partFor(secretArns, each.slot, "secret") }] : [],
    ),
    mountPoints: target.writablePaths.map((path) => ({ sourceVolume: volumeOf(path), containerPath: lit(path), readOnly: false })),
    stopTimeout: target.stopSeconds,
    ...(target.restart === undefined ? {} : { dockerLabels: { "slipway.restart": lit(target.restart) } }),
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": logGroupName,
        "awslogs-region": target.region,
        "awslogs-stream-prefix": CONTAINER_NAME,
        // a log that cannot be written must not stop the application
        mode: "non-blocking",
        "max-buffer-size": "25m",
      },
    },
  };
}

/** Letters, digits, _ and -. Source: Amazon ECS API reference, Volume, name (checked 2026-11-26). */
function volumeOf(path: string): string {
  return path.slice(1).replace(/[^A-Za-z0-9]/g, (sign) => (sign === "/" ? "_" : `-${sign.charCodeAt(0)}-`));
}
