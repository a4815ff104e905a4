import { Construct } from "constructs";
import type { ContainerModel } from "../config/container-model.ts";
import { SecurityGroup, VpcSecurityGroupEgressRule } from "./aws.ts";
import { lit } from "./lit.ts";

export interface EdgeLockProps {
  readonly target: ContainerModel;
}

const HTTPS_PORT = 443;

/**
 * Who may connect to whom: the edge to the load balancer, the load balancer to the tasks, the tasks to wherever they want.
 *
 * What comes in is written into the group itself, so that a rule which somebody adds by hand shows up as drift; a rule of its own would not.
 * What goes out of the load balancer cannot be, because the two groups would name each other.
 * Source: hashicorp/terraform-provider-aws, security_group, ingress in "attributes as blocks" mode (checked 2026-11-26).
 */
export class EdgeLock extends Construct {
  readonly loadBalancer: SecurityGroup;
  readonly tasks: SecurityGroup;

  constructor(scope: Construct, id: string, { target }: EdgeLockProps) {
    super(scope, id);
    const { name, network, port, edgeAddresses } = target;
    this.loadBalancer = new SecurityGroup(this, "load-balancer", {
      name: lit(`${name}-load-balancer`),
      description: "HTTPS from Cloudflare alone",
      vpcId: network.vpcId,
      ingress: [
        {
          description: "Cloudflare",
          protocol: "tcp",
          fromPort: HTTPS_PORT,
          toPort: HTTPS_PORT,
          cidrBlocks: [...edgeAddresses.ipv4],
          ipv6CidrBlocks: [...edgeAddresses.ipv6],
        },
      ],
    });
    this.loadBalancer.overrideLogicalId("load-balancer");
    this.tasks = new SecurityGroup(this, "tasks", {
      name: lit(`${name}-tasks`),
      description: "The load balancer alone",
      vpcId: network.vpcId,
      ingress: [{ description: "load balancer", protocol: "tcp", fromPort: port, toPort: port, securityGroups: [this.loadBalancer.id] }],
      egress: [
        {
          description: "wherever the application asks",
          protocol: "-1",
          fromPort: 0,
          toPort: 0,
          cidrBlocks: ["0.0.0.0/0"],
          ipv6CidrBlocks: ["::/0"],
        },
      ],
    });
    this.tasks.overrideLogicalId("tasks");
    new VpcSecurityGroupEgressRule(this, "to-tasks", {
      securityGroupId: this.loadBalancer.id,
      description: "the tasks",
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
      referencedSecurityGroupId: this.tasks.id,
    }).overrideLogicalId("load-balancer-to-tasks");
  }
}
