import { CLOUDFLARE_ADDRESSES, VISITOR_HEADER } from "../../edge/cloudflare-addresses.ts";
import { boundedName, digestedName } from "../bounded-name.ts";
import type { ContainerModel } from "../container-model.ts";
import type { JobModel } from "../job-model.ts";
import type { Residual } from "../model.ts";
import { launchStackName } from "../names.ts";
import { isLive } from "../rules/limits.ts";
import { type EnvironmentPlace, where } from "../rules/world.ts";
import type { AccountConfig } from "../schema/account.ts";
import type { ContainerConfig } from "../schema/container.ts";
import type { WebAclLimitModel } from "../web-acl-model.ts";
import type { ServedHost } from "../workload-model.ts";
import { queueVariables } from "./jobs.ts";

export interface ContainerParts {
  readonly account: AccountConfig;
  readonly hosts: readonly ServedHost[];
  readonly jobs: readonly JobModel[];
  readonly limits: readonly WebAclLimitModel[];
}

/** What a container target becomes, for the hosts that leave their origin to it. */
export function containerOf(
  target: ContainerConfig,
  { launch, name: environment }: EnvironmentPlace,
  { account: { aws }, hosts, jobs, limits }: ContainerParts,
): ContainerModel {
  const name = launchStackName(launch.name, environment);
  const { network, restart, clientCertificates } = target;
  const repositoryArn = repositoryOf(target.image);
  return {
    kind: "container",
    name,
    loadBalancerName: boundedName(name, MAX_NAME_LENGTH),
    targetGroupName: digestedName(name, `${name} ${target.port} ${network.vpcId}`, MAX_NAME_LENGTH),
    region: aws.region,
    awsAccountId: aws.accountId,
    image: target.image,
    ...(repositoryArn === undefined ? {} : { repositoryArn }),
    architecture: target.architecture === "arm64" ? "ARM64" : "X86_64",
    port: target.port,
    cpu: target.cpu,
    memoryMiB: target.memoryMiB,
    tasks: target.tasks,
    user: target.user,
    writablePaths: target.writablePaths,
    stopSeconds: target.stopSeconds,
    ...(restart === undefined ? {} : { restart }),
    variables: [
      ...Object.entries(target.environment).map(([variable, source]) =>
        "secret" in source ? { variable, slot: source.secret } : { variable, value: source.value },
      ),
      ...queueVariables(jobs),
    ].sort((a, b) => (a.variable < b.variable ? -1 : 1)),
    permissions: target.permissions,
    network: {
      vpcId: network.vpcId,
      publicSubnetIds: network.publicSubnetIds,
      taskSubnetIds: network.privateSubnetIds ?? network.publicSubnetIds,
      tasksHaveAddresses: network.privateSubnetIds === undefined,
    },
    healthPath: target.healthPath,
    idleTimeoutSeconds: target.idleTimeoutSeconds,
    deployment: target.deployment,
    edgeAddresses: CLOUDFLARE_ADDRESSES,
    ...(clientCertificates === undefined ? {} : { clientCertificates }),
    isProtected: isLive(environment),
    hosts,
    webAcl: { name, visitorHeader: VISITOR_HEADER, managedGroups: target.managedRules, limits },
  };
}

/** Of load balancers and target groups. Source: Elastic Load Balancing API reference, CreateLoadBalancer and CreateTargetGroup, Name (checked 2026-11-26). */
const MAX_NAME_LENGTH = 32;

const ECR_IMAGE = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([^:@]+)/;

function repositoryOf(image: string): string | undefined {
  const [, account, region, repository] = ECR_IMAGE.exec(image) ?? [];
  return account === undefined ? undefined : `arn:aws:ecr:${region}:${account}:repository/${repository}`;
}

/** What the load balancer cannot tell by itself. */
export function containerResiduals(environment: EnvironmentPlace, { clientCertificates, hosts }: ContainerModel): Residual[] {
  const isOwn = environment.zone?.config.tls.originPulls.kind === "zone";
  if (clientCertificates !== undefined && isOwn) return [];
  return [
    {
      where: where(environment, ["target"]),
      wanted: `only this zone's requests reach ${hosts.map(({ name }) => name).join(", ")}`,
      enforced:
        clientCertificates === undefined
          ? "connections from Cloudflare's addresses, for these host names"
          : "connections from Cloudflare's addresses with Cloudflare's own certificate, for these host names",
      remaining: "another customer of Cloudflare can send requests from there: use a certificate of the zone's own (tls.originPulls zone)",
    },
  ];
}
