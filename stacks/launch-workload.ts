import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { EnvironmentModel } from "../config/model.ts";
import type { AccountConfig } from "../config/schema/account.ts";
import type { WorkloadModel } from "../config/workload-model.ts";
import { ContainerTarget } from "../constructs/container-target.ts";
import { FunctionTarget } from "../constructs/function-target.ts";
import { HostCertificates } from "../constructs/host-certificates.ts";
import { HttpApi } from "../constructs/http-api.ts";
import { WorkerTarget } from "../constructs/worker-target.ts";

/** What hosts' records need of the target that serves them, by the hosts' address keys. */
export interface Served {
  readonly origins: ReadonlyMap<string, string>;
  readonly gates: ReadonlyMap<string, readonly ITerraformDependable[]>;
}

export interface WorkloadProps {
  readonly model: EnvironmentModel;
  readonly workload: WorkloadModel;
  readonly account: AccountConfig;
  /** By slot key. */
  readonly secretArns: ReadonlyMap<string, string>;
}

/** Puts the target that Slipway makes into the launch's stack. */
export function addWorkload(stack: Construct, { model, workload, account, secretArns }: WorkloadProps): Served {
  const { logs, zone } = model;
  const { zoneId } = zone;
  if (workload.kind === "worker") {
    const { gates } = new WorkerTarget(stack, "target", { target: workload, accountId: account.cloudflare.accountId, zoneId });
    return { gates, origins: new Map() };
  }
  const read = new Set(workload.variables.flatMap((each) => ("slot" in each ? [each.slot] : [])));
  const kmsKeys = [...new Set(model.secretSlots.flatMap(({ key, kmsKey }) => (kmsKey !== undefined && read.has(key) ? [kmsKey] : [])))];
  const { arns } = new HostCertificates(stack, "certificates", {
    zoneId,
    hosts: workload.hosts.flatMap(({ certificates }) => certificates),
    comment: `slipway ${model.target}`,
  });
  if (workload.kind === "container") {
    return new ContainerTarget(stack, "target", {
      target: workload,
      logs,
      certificateArns: arns,
      secretArns,
      kmsKeys,
      statements: jobStatements(model.jobs),
    });
  }
  const target = new FunctionTarget(stack, "target", { target: workload, logs, secretArns, kmsKeys });
  return new HttpApi(stack, "front", { target: workload, front: workload.front, certificateArns: arns, logs, ...target });
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
