import { isPlainObject, type Plain, type PlainObject, plainList } from "../value.ts";
import type { StoredObject } from "../world.ts";
import { arnOf, regionOf } from "./aws-names.ts";
import { awsThing, missing, namedBy } from "./aws-thing.ts";
import type { Change, Surroundings } from "./behaviour.ts";
import { refusedTaskDefinition } from "./ecs-task.ts";
import { isForwardedTo, TARGET_GROUP } from "./load-balancer.ts";

// Source: Amazon ECS API reference, CreateCluster, DeleteCluster, RegisterTaskDefinition, CreateService (checked 2026-11-26).

const CLUSTER = "aws_ecs_cluster";
const TASK = "aws_ecs_task_definition";
const SERVICE = "aws_ecs_service";
/** Deregistered revisions keep their numbers. */
const INACTIVE_TASKS = "aws_ecs_task_definition, inactive";
const ALL_FAMILIES = [TASK, INACTIVE_TASKS];

export const ecsCluster = awsThing({
  type: CLUSTER,
  key: "arn",
  importBy: "name",
  // the API would answer the cluster that is there, and two stacks would then own it
  unique: { by: "name", says: (name) => `a cluster ${name} already exists` },
  make: (change) => {
    const arn = arnOf("ecs", `cluster/${String(change.planned.name)}`, regionOf(change), change.around);
    return { arn, id: arn, setting: [{ name: "containerInsights", value: "disabled" }] };
  },
  more: {
    refuseRemoval: ({ arn }, { world }) =>
      world.objects(SERVICE).some(({ attributes }) => attributes.cluster === arn)
        ? ["ClusterContainsServicesException: The Cluster cannot be deleted while Services are active."]
        : [],
  },
});

export const ecsTaskDefinition = awsThing({
  type: TASK,
  key: "arn",
  make: (change) => {
    const { planned, around } = change;
    const family = String(planned.family);
    const before = ALL_FAMILIES.flatMap((type) => around.world.objects(type)).filter(({ attributes }) => attributes.family === family);
    const revision = Math.max(0, ...before.map(({ attributes }) => Number(attributes.revision))) + 1;
    const arn = arnOf("ecs", `task-definition/${family}`, regionOf(change), around);
    return {
      id: family,
      arn: `${arn}:${revision}`,
      arn_without_revision: arn,
      revision,
      network_mode: "",
      enable_fault_injection: false,
    };
  },
  refuse: ({ planned, around }) => [
    ...refusedTaskDefinition(planned),
    ...["execution_role_arn", "task_role_arn"].flatMap((name) =>
      missing(planned[name], "aws_iam_role", around, (arn) => `ClientException: Role is not valid: ${arn}`),
    ),
  ],
  more: {
    notReturned: ["skip_destroy", "track_latest"],
    remove: (object, { world }) => {
      world.remove(TASK, object.id);
      world.put({ ...object, type: INACTIVE_TASKS });
    },
  },
});

export const ecsService = awsThing({
  type: SERVICE,
  key: "id",
  importBy: (importId, { world }) => {
    const [cluster = "", name = ""] = importId.split("/");
    const found = world
      .objects(SERVICE)
      .find(({ attributes }) => attributes.name === name && String(attributes.cluster).endsWith(`cluster/${cluster}`));
    return found ?? `Cannot import non-existent remote object: ${importId}`;
  },
  make: (change) => {
    const { planned, around } = change;
    const cluster = String(planned.cluster ?? arnOf("ecs", "cluster/default", regionOf(change), around));
    const arn = arnOf("ecs", `service/${cluster.split("/").at(-1) ?? ""}/${String(planned.name)}`, regionOf(change), around);
    return {
      arn,
      id: arn,
      cluster,
      iam_role: "/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
      launch_type: "EC2",
      platform_version: planned.launch_type === "FARGATE" ? "LATEST" : "",
      availability_zone_rebalancing: "DISABLED",
      triggers: {},
    };
  },
  refuse: refusedService,
  more: { notReturned: ["wait_for_steady_state"] },
});

function refusedService(change: Change): string[] {
  const { action, planned, around } = change;
  const task = namedBy(planned.task_definition, TASK, around);
  const cluster = clusterOf(planned, around);
  const twin = around.world
    .objects(SERVICE)
    .some(({ attributes }) => attributes.name === planned.name && attributes.cluster === planned.cluster);
  return [
    ...(cluster === undefined ? [`ClusterNotFoundException: Cluster not found: ${String(planned.cluster)}`] : []),
    ...(task === "nothing" ? [`ClientException: TaskDefinition not found: ${String(planned.task_definition)}`] : []),
    ...(action === "create" && twin ? ["InvalidParameterException: Creation of service was not idempotent."] : []),
    ...(planned.health_check_grace_period_seconds !== null && plainList(planned.load_balancer).length === 0
      ? ["InvalidParameterException: Health check grace period is only valid for services configured to use load balancers"]
      : []),
    ...(typeof task === "string" ? [] : refusedByTask(planned, task.attributes)),
    ...plainList(planned.load_balancer)
      .filter(isPlainObject)
      .flatMap((balancer) => [
        ...refusedTargetGroup(balancer, task, around),
        ...(typeof task === "string" ? [] : refusedContainer(balancer, task.attributes)),
      ]),
  ];
}

/** A cluster by ARN or name; the one of the account's default is always there, those of other accounts are not looked at. */
function clusterOf({ cluster }: PlainObject, { world }: Surroundings): StoredObject | "elsewhere" | undefined {
  if (
    cluster === null ||
    cluster === undefined ||
    (String(cluster).startsWith("arn:") && String(cluster).split(":")[4] !== world.awsAccountId)
  )
    return "elsewhere";
  return world.objects(CLUSTER).find(({ attributes }) => attributes.arn === cluster || attributes.name === cluster);
}

function refusedByTask(planned: PlainObject, task: PlainObject): string[] {
  const network = plainList(planned.network_configuration);
  const isFargate = planned.launch_type === "FARGATE";
  return [
    ...(task.network_mode === "awsvpc" && network.length === 0
      ? ["InvalidParameterException: Network Configuration must be provided when networkMode 'awsvpc' is specified."]
      : []),
    ...(isFargate && !plainList(task.requires_compatibilities).includes("FARGATE")
      ? ["InvalidParameterException: Task definition does not support launch_type FARGATE."]
      : []),
  ];
}

function refusedTargetGroup({ target_group_arn: arn }: PlainObject, task: StoredObject | string, around: Surroundings): string[] {
  const group = namedBy(arn, TARGET_GROUP, around);
  if (group === "elsewhere") return [];
  if (group === "nothing")
    return [`InvalidParameterException: Unable to assume the service linked role, or no target group ${String(arn)}`];
  const usesIps = typeof task !== "string" && task.attributes.network_mode === "awsvpc";
  return [
    ...(isForwardedTo(String(arn), around)
      ? []
      : [`InvalidParameterException: The target group with targetGroupArn ${String(arn)} does not have an associated load balancer.`]),
    ...(usesIps && group.attributes.target_type !== "ip"
      ? [
          `InvalidParameterException: The provided target group ${String(arn)} has target type ${String(group.attributes.target_type)}, which is incompatible with the awsvpc network mode specified in the task definition.`,
        ]
      : []),
  ];
}

function refusedContainer({ container_name: name, container_port: port }: PlainObject, task: PlainObject): string[] {
  const containers: Plain = JSON.parse(String(task.container_definitions));
  const container = plainList(containers).find((each) => isPlainObject(each) && each.name === name);
  if (!isPlainObject(container)) return [`InvalidParameterException: The container ${String(name)} does not exist in the task definition.`];
  const isMapped = plainList(container.portMappings).some((mapping) => isPlainObject(mapping) && mapping.containerPort === port);
  return isMapped
    ? []
    : [`InvalidParameterException: The container ${String(name)} did not have a container port ${String(port)} defined.`];
}
