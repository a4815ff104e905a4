import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { EnvironmentModel } from "../config/model.ts";
import type { AccountConfig } from "../config/schema/account.ts";
import type { WorkloadModel } from "../config/workload-model.ts";
import { ContainerTarget } from "../constructs/container-target.ts";
import { FunctionTarget } from "../constructs/function-target.ts";
import { HostCertificates } from "../constructs/host-certificates.ts";
import { HttpApi } from "../constructs/http-api.ts";
import { PagesTarget } from "../constructs/pages-target.ts";
import type { AlarmSubjects } from "../constructs/service-alarms.ts";
import { SiteTarget } from "../constructs/site-target.ts";
import { WorkerTarget } from "../constructs/worker-target.ts";
import type { AwsProviders } from "./base-stack.ts";

/** What hosts' records need of the target that serves them, by the hosts' address keys. */
export interface Served {
  readonly origins: ReadonlyMap<string, string>;
  readonly gates: ReadonlyMap<string, readonly ITerraformDependable[]>;
  /** What alarms on the target are about; absent where AWS counts nothing. */
  readonly subjects?: AlarmSubjects;
}

export interface WorkloadProps {
  readonly model: EnvironmentModel;
  readonly workload: WorkloadModel;
  readonly account: AccountConfig;
  readonly aws: AwsProviders;
  /** By slot key. */
  readonly secretArns: ReadonlyMap<string, string>;
}

/** Puts the target that Slipway makes into the launch's stack. */
export function addWorkload(stack: Construct, { model, workload, account, aws, secretArns }: WorkloadProps): Served {
  const { logs, zone } = model;
  const { zoneId } = zone;
  if (workload.kind === "worker") {
    const { gates } = new WorkerTarget(stack, "target", { target: workload, accountId: account.cloudflare.accountId, zoneId });
    return { gates, origins: new Map() };
  }
  if (workload.kind === "pages") return new PagesTarget(stack, "target", { target: workload, accountId: account.cloudflare.accountId });
  const certificates = new HostCertificates(stack, "certificates", {
    zoneId,
    hosts: workload.hosts.flatMap((host) => host.certificates),
    comment: `slipway ${model.target}`,
    ...(workload.kind === "site" ? { provider: aws.metrics } : {}),
  });
  const certificateArns = certificates.arns;
  if (workload.kind === "site") {
    return new SiteTarget(stack, "target", { target: workload, region: account.aws.region, edgeProvider: aws.metrics, certificateArns });
  }
  const read = new Set(workload.variables.flatMap((each) => ("slot" in each ? [each.slot] : [])));
  const kmsKeys = [...new Set(model.secretSlots.flatMap(({ key, kmsKey }) => (kmsKey !== undefined && read.has(key) ? [kmsKey] : [])))];
  if (workload.kind === "container") {
    return new ContainerTarget(stack, "target", {
      target: workload,
      logs,
      certificateArns,
      secretArns,
      kmsKeys,
      statements: jobStatements(model.jobs),
    });
  }
  const target = new FunctionTarget(stack, "target", {
    target: workload,
    logs,
    secretArns,
    kmsKeys,
    statements: jobStatements(model.jobs),
  });
  const { function: code, live } = target;
  const front = new HttpApi(stack, "front", { target: workload, front: workload.front, certificateArns, logs, function: code, live });
  return { origins: front.origins, gates: front.gates, subjects: new Map([...front.subjects, ...target.subjects]) };
}

/** What a target may do with the queues whose jobs it takes; into the others it only puts jobs. */
function jobStatements(jobs: EnvironmentModel["jobs"] = []): object[] {
  const own = jobs.filter(({ isOwn }) => isOwn).map(({ queueArn }) => queueArn);
  const others = jobs.filter(({ isOwn }) => !isOwn).map(({ queueArn }) => queueArn);
  const put = ["sqs:SendMessage", "sqs:GetQueueAttributes"];
  return [
    ...(own.length === 0
      ? []
      : [{ Sid: "TakeJobs", Action: [...put, "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"], Resource: own }]),
    ...(others.length === 0 ? [] : [{ Sid: "PutJobs", Action: put, Resource: others }]),
  ];
}
