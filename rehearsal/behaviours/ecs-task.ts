import { isPlainObject, type Plain, type PlainObject, plainList } from "../value.ts";

// What ECS asks of a task definition.
// Source: Amazon ECS API reference, RegisterTaskDefinition and ContainerDefinition; Amazon ECS developer guide, task size on Fargate
// (checked 2026-11-26).

const CONTAINER_NAME = /^[A-Za-z0-9_-]{1,255}$/;
const GIB = 1024;

/** Memory in MiB that goes with each number of CPU units: the least, the most and the step. */
const FARGATE_SIZES: Readonly<Record<string, readonly [number, number, number]>> = {
  "256": [512, 2 * GIB, 512],
  "512": [GIB, 4 * GIB, GIB],
  "1024": [2 * GIB, 8 * GIB, GIB],
  "2048": [4 * GIB, 16 * GIB, GIB],
  "4096": [8 * GIB, 30 * GIB, GIB],
  "8192": [16 * GIB, 60 * GIB, 4 * GIB],
  "16384": [32 * GIB, 120 * GIB, 8 * GIB],
};

export function refusedTaskDefinition(planned: PlainObject): string[] {
  const parsed: Plain = JSON.parse(String(planned.container_definitions));
  const containers = plainList(parsed).filter(isPlainObject);
  const names = containers.map(({ name }) => String(name));
  const refused = [
    ...(containers.length === 0 ? ["Container list cannot be empty."] : []),
    ...(containers.length > 0 && containers.every(({ essential }) => essential === false)
      ? ["Invalid setting for container 'essential'. At least one container must be essential."]
      : []),
    ...(new Set(names).size < names.length ? ["Duplicate container name"] : []),
    ...containers.flatMap((container) => refusedContainer(container, planned)),
    ...(plainList(planned.requires_compatibilities).includes("FARGATE") ? refusedFargate(planned, containers) : []),
  ];
  return refused.map((says) => `ClientException: ${says}`);
}

function refusedContainer(
  { name, image, portMappings, secrets, environment, logConfiguration }: PlainObject,
  planned: PlainObject,
): string[] {
  const ports = plainList(portMappings).filter(isPlainObject);
  const moved = ports.filter(({ hostPort, containerPort }) => hostPort !== undefined && hostPort !== 0 && hostPort !== containerPort);
  const variables = [...plainList(secrets), ...plainList(environment)].filter(isPlainObject).map((each) => String(each.name));
  return [
    ...(typeof name === "string" && CONTAINER_NAME.test(name)
      ? []
      : [`Container.name is up to 255 letters, digits, hyphens and underscores: ${String(name)}`]),
    ...(typeof image === "string" && image !== "" ? [] : [`Container.image should not be null or empty: ${String(name)}`]),
    ...(planned.network_mode === "awsvpc" && moved.length > 0
      ? ["When networkMode=awsvpc, the host ports and container ports in port mappings must match."]
      : []),
    ...(new Set(variables).size < variables.length
      ? [
          `The secret name must be unique and not shared with any new or existing environment variables set on the container: ${String(name)}`,
        ]
      : []),
    ...(plainList(secrets).length > 0 && planned.execution_role_arn === null
      ? ["When you are specifying container secrets, you must also specify a value for 'executionRoleArn'."]
      : []),
    ...(isPlainObject(logConfiguration) && logConfiguration.logDriver === "awslogs" ? refusedLogs(logConfiguration) : []),
  ];
}

function refusedLogs({ options }: PlainObject): string[] {
  const given = isPlainObject(options) ? options : {};
  const absent = ["awslogs-group", "awslogs-region"].filter((name) => typeof given[name] !== "string");
  return absent.map((name) => `Log driver awslogs requires option '${name}'`);
}

function refusedFargate(planned: PlainObject, containers: readonly PlainObject[]): string[] {
  const { cpu, memory } = planned;
  const [least, most, step] = FARGATE_SIZES[String(cpu)] ?? [0, 0, 1];
  const size = Number(memory);
  const fits = Number.isInteger(size) && size >= least && size <= most && (size % step === 0 || size === least);
  const logs = containers.some(({ logConfiguration }) => isPlainObject(logConfiguration) && logConfiguration.logDriver === "awslogs");
  return [
    ...(planned.network_mode === "awsvpc" ? [] : ["Fargate only supports network mode 'awsvpc'."]),
    ...(cpu === null || memory === null ? ["Fargate requires that 'cpu' and 'memory' be defined at the task level."] : []),
    ...(cpu !== null && memory !== null && !fits
      ? [`No Fargate configuration exists for given values: ${String(cpu)} CPU, ${String(memory)} memory.`]
      : []),
    ...(logs && planned.execution_role_arn === null
      ? ["Fargate requires task definition to have execution role ARN to support log driver awslogs."]
      : []),
  ];
}
