import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { ContainerConfig } from "../schema/container.ts";
import { type EnvironmentPlace, mistake, type Rule } from "./world.ts";

/** What an environment runs in containers; the others make no promise here. */
function eachContainer(
  environments: readonly EnvironmentPlace[],
  judge: (environment: EnvironmentPlace, target: ContainerConfig) => readonly SlipwayError[],
): SlipwayError[] {
  return environments.flatMap((environment) => {
    const { target } = environment.config;
    return target.kind === "container" ? judge(environment, target) : [];
  });
}

/** A digest names one image for ever; a tag names whatever was pushed last. */
const BY_DIGEST = /^[^@]+@sha256:[0-9a-f]{64}$/;

export const imagesByDigest: Rule = ({ environments }) =>
  eachContainer(environments, (environment, { image }) => {
    if (BY_DIGEST.test(image)) return [];
    return [
      mistake(environment, ["target", "image"], {
        code: "IMAGE_NOT_BY_DIGEST",
        expected:
          "an image by digest, <name>@sha256:<64 hex digits>, because a tag can be moved and a rollback could not name the old image",
        got: image,
        fix: "build and push, then take the digest that the registry answers",
      }),
    ];
  });

const GIB = 1024;

/** From, to and step of the memory, in MiB, by CPU units. Source: Amazon ECS developer guide, invalid CPU or memory errors (checked 2026-11-26). */
const MEMORY_MIB: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [512, GIB, 2 * GIB]],
  [512, steps(1, 4, 1)],
  [1024, steps(2, 8, 1)],
  [2048, steps(4, 16, 1)],
  [4096, steps(8, 30, 1)],
  [8192, steps(16, 60, 4)],
  [16_384, steps(32, 120, 8)],
]);

function steps(fromGib: number, toGib: number, stepGib: number): readonly number[] {
  return Array.from({ length: (toGib - fromGib) / stepGib + 1 }, (_, index) => (fromGib + index * stepGib) * GIB);
}

export const taskSizes: Rule = ({ environments }) =>
  eachContainer(environments, (environment, { cpu, memoryMiB }) => {
    const memory = MEMORY_MIB.get(cpu);
    const where = memory === undefined ? "cpu" : "memoryMiB";
    if (memory?.includes(memoryMiB) === true) return [];
    return [
      mistake(environment, ["target", where], {
        code: "TASK_SIZE_UNKNOWN",
        expected:
          memory === undefined
            ? `CPU units that Fargate has: ${[...MEMORY_MIB.keys()].join(", ")}`
            : `with ${cpu} CPU units, ${spelled(memory)} MiB`,
        got: String(memory === undefined ? cpu : memoryMiB),
        fix: "take one of these; Fargate starts no task of another size",
      }),
    ];
  });

function spelled(sizes: readonly number[]): string {
  const [first, second = 0, last] = [sizes[0] ?? 0, sizes[1], sizes.at(-1)];
  return sizes.length <= 4 ? sizes.join(", ") : `${first} to ${last} in steps of ${second - first}`;
}

export const deploymentsMove: Rule = ({ environments }) =>
  eachContainer(environments, (environment, { tasks, deployment }) => {
    const { least, most } = duringDeployment(tasks, deployment);
    if (least < tasks || most > tasks) return [];
    return [
      mistake(environment, ["target", "deployment", "maximumPercent"], {
        code: "DEPLOYMENT_STUCK",
        expected: "room for one task more, or leave to stop one",
        got: `${least} to ${most} of ${tasks} tasks, so that no old one may stop and no new one may start`,
        fix: "raise maximumPercent, or lower minimumHealthyPercent",
      }),
    ];
  });

export const deploymentsSilent: Rule = ({ environments }) =>
  eachContainer(environments, (environment, { tasks, deployment }) => {
    if (duringDeployment(tasks, deployment).least > 0) return [];
    return [
      mistake(environment, ["target", "deployment", "minimumHealthyPercent"], {
        code: "DEPLOYMENT_INTERRUPTS",
        expected: "at least one task that answers while a new image is rolled out",
        got: `0 of ${tasks}`,
        fix: "raise it; 100 starts a new task before an old one stops",
      }),
    ];
  });

/** Tasks that must and may run. Source: Amazon ECS API reference, DeploymentConfiguration: rounded up, rounded down (checked 2026-11-26). */
function duringDeployment(
  tasks: number,
  { minimumHealthyPercent, maximumPercent }: ContainerConfig["deployment"],
): { readonly least: number; readonly most: number } {
  return { least: Math.ceil((tasks * minimumHealthyPercent) / 100), most: Math.floor((tasks * maximumPercent) / 100) };
}

export const containersUnprivileged: Rule = ({ environments }) =>
  eachContainer(environments, (environment, { user }) => {
    if (Number(user.split(":")[0]) !== 0) return [];
    return [
      mistake(environment, ["target", "user"], {
        code: "CONTAINER_RUNS_AS_ROOT",
        expected: "a user id other than 0",
        got: user,
        fix: "give the image a user of its own, and let it listen on a port above 1023",
      }),
    ];
  });

/** A whole service, or everything there is. */
const WIDE_ACTION = /^[a-z0-9-]+:\*$/;

export const permissionsNarrow: Rule = ({ environments }) =>
  eachContainer(environments, (environment, { permissions }) =>
    permissions.flatMap(({ actions, resources }, index) => {
      const path = ["target", "permissions", String(index)];
      const wide = actions.find((action) => WIDE_ACTION.test(action));
      const everything = resources.find((resource) => /^(\*|arn:[\w-]+:[\w-]+:[^:]*:[^:]*:\*+)$/.test(resource));
      const secrets = actions.find((action) => /^(secretsmanager|kms|iam|sts):/i.test(action));
      return [
        ...(wide === undefined ? [] : [tooWide(environment, [...path, "actions"], "single actions, or a prefix such as s3:Get*", wide)]),
        ...(everything === undefined
          ? []
          : [tooWide(environment, [...path, "resources"], "ARNs of what the application needs", everything)]),
        ...(secrets === undefined
          ? []
          : [
              tooWide(
                environment,
                [...path, "actions"],
                "no right over secrets, keys or rights: secrets come through environment",
                secrets,
              ),
            ]),
      ];
    }),
  );

function tooWide(environment: EnvironmentPlace, path: readonly string[], expected: string, got: string): SlipwayError {
  return mistake(environment, path, {
    code: "PERMISSION_TOO_WIDE",
    expected,
    got,
    fix: "list what the application does, and on what: whoever takes it over gets the same rights",
  });
}
