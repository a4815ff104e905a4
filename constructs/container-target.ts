import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { ContainerModel } from "../config/container-model.ts";
import type { LogModel } from "../config/log-model.ts";
import { ContainerRoles } from "./container-roles.ts";
import { ContainerService } from "./container-service.ts";
import { DeploymentAlarms } from "./deployment-alarms.ts";
import { EdgeBalancer } from "./edge-balancer.ts";
import { EdgeLock } from "./edge-lock.ts";
import { LogGroup } from "./log-group.ts";
import { type AlarmSubjects, LOG_GROUP } from "./service-alarms.ts";
import { WebAcl } from "./web-acl.ts";

export interface ContainerTargetProps {
  readonly target: ContainerModel;
  readonly logs: LogModel;
  /** Certificate of each of the hosts' names, by its key. */
  readonly certificateArns: ReadonlyMap<string, string>;
  /** ARNs of the environment's secrets, by slot key. */
  readonly secretArns: ReadonlyMap<string, string>;
  /** ARNs of the keys, or of their aliases, that encrypt them; none where it is the account's own. */
  readonly kmsKeys: readonly string[];
  /** What the application may do besides what its config lists. */
  readonly statements: readonly object[];
}

/** Tasks on Fargate behind a load balancer that only the edge reaches. */
export class ContainerTarget extends Construct {
  /** By host key: the name that the host's record points at. */
  readonly origins: ReadonlyMap<string, string>;
  /** By host key: what has to be there before the record leads anybody here. */
  readonly gates: ReadonlyMap<string, readonly ITerraformDependable[]>;

  readonly subjects: AlarmSubjects;

  constructor(scope: Construct, id: string, props: ContainerTargetProps) {
    super(scope, id);
    const { target, logs, certificateArns, secretArns, kmsKeys, statements } = props;
    const logGroup = new LogGroup(this, "logs", { key: "container", name: `/aws/ecs/${target.name}`, logs });
    const lock = new EdgeLock(this, "lock", { target });
    const balancer = new EdgeBalancer(this, "balancer", {
      target,
      securityGroupId: lock.loadBalancer.id,
      certificateArns,
    });
    const webAcl = new WebAcl(this, "web-acl", { webAcl: target.webAcl, loadBalancerArn: balancer.loadBalancer.arn });
    const { alarms } = new DeploymentAlarms(this, "alarms", {
      target,
      loadBalancer: balancer.loadBalancer,
      targetGroup: balancer.targetGroup,
    });
    const roles = new ContainerRoles(this, "roles", { target, logGroupArn: logGroup.groupArn, secretArns, kmsKeys, statements });
    const { service } = new ContainerService(this, "service", {
      target,
      roles,
      logGroupName: logGroup.groupName,
      secretArns,
      targetGroup: balancer.targetGroup,
      securityGroupId: lock.tasks.id,
      alarms,
      // ECS takes a target group only once a load balancer uses it
      after: [...balancer.gates.values()].flat(),
    });
    this.subjects = new Map([
      ["balancer", { LoadBalancer: balancer.loadBalancer.arnSuffix }],
      ["log", { [LOG_GROUP]: logGroup.groupName }],
    ]);
    this.origins = balancer.origins;
    this.gates = new Map([...balancer.gates].map(([key, gates]) => [key, [...gates, webAcl.association, service]]));
  }
}
