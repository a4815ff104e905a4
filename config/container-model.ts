import type { ContainerConfig } from "./schema/container.ts";
import type { WebAclModel } from "./web-acl-model.ts";
import type { ServedHost } from "./workload-model.ts";

export type ContainerVariableModel =
  | { readonly variable: string; readonly value: string }
  /** Read from the slot when a task starts. */
  | { readonly variable: string; readonly slot: string };

export interface ContainerNetworkModel {
  readonly vpcId: string;
  readonly publicSubnetIds: readonly string[];
  readonly taskSubnetIds: readonly string[];
  /** In public subnets, tasks fetch their image from addresses of their own. */
  readonly tasksHaveAddresses: boolean;
}

/** Tasks on Fargate behind a load balancer that only the edge reaches. */
export interface ContainerModel {
  readonly kind: "container";
  /** `<launch>-<environment>`: of cluster, service, roles and security groups. */
  readonly name: string;
  /** The same, cut to what load balancers and target groups may be called. */
  readonly loadBalancerName: string;
  /** Another one as soon as the group has to be replaced: both exist for a while. */
  readonly targetGroupName: string;
  readonly region: string;
  readonly awsAccountId: string;
  readonly image: string;
  /** Of the image's repository, where it lies in Amazon ECR. */
  readonly repositoryArn?: string;
  readonly architecture: "X86_64" | "ARM64";
  readonly port: number;
  readonly cpu: number;
  readonly memoryMiB: number;
  readonly tasks: number;
  readonly user: string;
  readonly writablePaths: readonly string[];
  readonly stopSeconds: number;
  readonly restart?: string;
  /** Sorted by name. */
  readonly variables: readonly ContainerVariableModel[];
  readonly permissions: ContainerConfig["permissions"];
  readonly network: ContainerNetworkModel;
  readonly healthPath: string;
  readonly idleTimeoutSeconds: number;
  readonly deployment: ContainerConfig["deployment"];
  /** Where the edge connects from. */
  readonly edgeAddresses: { readonly ipv4: readonly string[]; readonly ipv6: readonly string[] };
  readonly clientCertificates?: { readonly bucket: string; readonly key: string };
  /** The load balancer cannot be deleted before somebody has said so in a run of its own. */
  readonly isProtected: boolean;
  readonly hosts: readonly ServedHost[];
  readonly webAcl: WebAclModel;
}
