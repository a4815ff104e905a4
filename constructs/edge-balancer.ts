import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { ContainerModel } from "../config/container-model.ts";
import { addressOf } from "./address.ts";
import { Lb, LbListener, LbListenerCertificate, LbListenerRule, LbTargetGroup, LbTrustStore } from "./aws.ts";
import { lit } from "./lit.ts";
import { partFor } from "./part.ts";

export interface EdgeBalancerProps {
  readonly target: ContainerModel;
  readonly securityGroupId: string;
  /** Certificate of each of the hosts' names, by its key. */
  readonly certificateArns: ReadonlyMap<string, string>;
}

/** TLS 1.2 and 1.3. Source: Application Load Balancer user guide, security policies (checked 2026-11-26). */
const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";
const HEALTH = { intervalSeconds: 15, timeoutSeconds: 5, healthyAfter: 2, unhealthyAfter: 3 } as const;

/**
 * A load balancer that answers 403 to whoever does not ask for a declared host, over TLS only.
 *
 * Cloudflare's addresses are open to all of its customers: the host names, and the zone's own certificate where there is one, tell this
 * zone's requests from theirs. Headers that no server may take are dropped on the way, because two readers of one could disagree.
 * Rules have no number of their own: each takes the next one, and none of them overlap.
 */
export class EdgeBalancer extends Construct {
  readonly loadBalancer: Lb;
  readonly targetGroup: LbTargetGroup;
  readonly listener: LbListener;
  /** By host key: the name that the host's record points at. */
  readonly origins: ReadonlyMap<string, string>;
  /** By host key: what has to be there before requests for the host get through. */
  readonly gates: ReadonlyMap<string, readonly ITerraformDependable[]>;

  constructor(scope: Construct, id: string, { target, securityGroupId, certificateArns }: EdgeBalancerProps) {
    super(scope, id);
    this.loadBalancer = new Lb(this, "load-balancer", {
      name: lit(target.loadBalancerName),
      loadBalancerType: "application",
      internal: false,
      ipAddressType: "ipv4",
      subnets: [...target.network.publicSubnetIds],
      securityGroups: [securityGroupId],
      idleTimeout: target.idleTimeoutSeconds,
      dropInvalidHeaderFields: true,
      desyncMitigationMode: "strictest",
      xffHeaderProcessingMode: "append",
      enableDeletionProtection: target.isProtected,
    });
    this.loadBalancer.overrideLogicalId("edge");
    this.targetGroup = this.group(target);
    const [first, ...others] = target.hosts.flatMap(({ certificates }) => certificates);
    this.listener = new LbListener(this, "listener", {
      loadBalancerArn: this.loadBalancer.arn,
      port: 443,
      protocol: "HTTPS",
      sslPolicy: TLS_POLICY,
      certificateArn: partFor(certificateArns, first?.key ?? "", "certificate"),
      defaultAction: [
        { type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "403", messageBody: "forbidden" } },
      ],
      ...(target.clientCertificates === undefined ? {} : { mutualAuthentication: this.trust(target, target.clientCertificates) }),
    });
    this.listener.overrideLogicalId("edge");
    const certificates = others.map(({ key }) => this.certificate(key, partFor(certificateArns, key, "certificate")));
    const rules = target.hosts.map(({ key, name }) => [key, this.rule(key, name)] as const);
    this.origins = new Map(target.hosts.map(({ key }) => [key, this.loadBalancer.dnsName]));
    this.gates = new Map(rules.map(([key, rule]) => [key, [rule, ...certificates]]));
  }

  private group({ targetGroupName, port, network, healthPath, stopSeconds }: ContainerModel): LbTargetGroup {
    const group = new LbTargetGroup(this, "group", {
      name: lit(targetGroupName),
      port,
      protocol: "HTTP",
      targetType: "ip",
      vpcId: network.vpcId,
      deregistrationDelay: String(stopSeconds),
      healthCheck: {
        path: lit(healthPath),
        protocol: "HTTP",
        port: "traffic-port",
        matcher: "200",
        interval: HEALTH.intervalSeconds,
        timeout: HEALTH.timeoutSeconds,
        healthyThreshold: HEALTH.healthyAfter,
        unhealthyThreshold: HEALTH.unhealthyAfter,
      },
      // the listener's rules hold on to the old one until the new one is there
      lifecycle: { createBeforeDestroy: true },
    });
    group.overrideLogicalId("container");
    return group;
  }

  private rule(key: string, name: string): LbListenerRule {
    const rule = new LbListenerRule(this, `rule-${key}`, {
      listenerArn: this.listener.arn,
      condition: [{ hostHeader: { values: [lit(name)] } }],
      action: [{ type: "forward", targetGroupArn: this.targetGroup.arn }],
    });
    rule.overrideLogicalId(addressOf("aws_lb_listener_rule", key));
    return rule;
  }

  private certificate(key: string, certificateArn: string): LbListenerCertificate {
    const certificate = new LbListenerCertificate(this, `certificate-${key}`, { listenerArn: this.listener.arn, certificateArn });
    certificate.overrideLogicalId(addressOf("aws_lb_listener_certificate", key));
    return certificate;
  }

  private trust(target: ContainerModel, { bucket, key }: NonNullable<ContainerModel["clientCertificates"]>) {
    const store = new LbTrustStore(this, "trust", {
      name: lit(target.loadBalancerName),
      caCertificatesBundleS3Bucket: lit(bucket),
      caCertificatesBundleS3Key: lit(key),
    });
    store.overrideLogicalId("edge");
    return { mode: "verify", trustStoreArn: store.arn, ignoreClientCertificateExpiry: false };
  }
}
