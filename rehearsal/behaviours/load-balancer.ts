import { isPlainObject, type Plain, type PlainObject, plainList } from "../value.ts";
import { arnOf, nameOf, regionOf } from "./aws-names.ts";
import { awsThing } from "./aws-thing.ts";
import type { Change, PlannedChange, Surroundings } from "./behaviour.ts";

// Source: Elastic Load Balancing API reference 2015-12-01, CreateLoadBalancer, CreateTargetGroup, DeleteTargetGroup (checked 2026-11-26).

export const BALANCER = "aws_lb";
export const TARGET_GROUP = "aws_lb_target_group";
const ID_LENGTH = 16;
const KINDS: Readonly<Record<string, string>> = { application: "app", network: "net", gateway: "gwy" };
const LEAST_SLOW_START_SECONDS = 30;
const HOSTED_ZONE = "Z32O12XQLNTSW2";
/** Names of both end up in host names and ARNs. */
const NAME = /^(?!internal-)[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/;

export const loadBalancer = awsThing({
  type: BALANCER,
  key: "arn",
  unique: { by: "name", says: (name) => `DuplicateLoadBalancerName: A load balancer with the same name '${name}' exists` },
  make: (change) => {
    const { planned, around } = change;
    const region = regionOf(change);
    const id = around.world.newId(BALANCER).slice(0, ID_LENGTH);
    const name = nameOf(change, BALANCER).slice(0, 32);
    const suffix = `${KINDS[String(planned.load_balancer_type)] ?? "app"}/${name}/${id}`;
    const arn = arnOf("elasticloadbalancing", `loadbalancer/${suffix}`, region, around);
    return {
      name,
      name_prefix: "",
      arn,
      id: arn,
      arn_suffix: suffix,
      dns_name: `${planned.internal === true ? "internal-" : ""}${name}-${Number.parseInt(id.slice(0, 8), 16)}.${region}.elb.amazonaws.com`,
      zone_id: HOSTED_ZONE,
      vpc_id: "vpc-00000000000000000",
      internal: false,
      ip_address_type: "ipv4",
      security_groups: [],
      subnets: [],
      subnet_mapping: plainList(planned.subnets).map((subnet) => ({
        allocation_id: "",
        ipv6_address: "",
        outpost_id: "",
        private_ipv4_address: "",
        subnet_id: subnet,
      })),
      enforce_security_group_inbound_rules_on_private_link_traffic: "",
      secondary_ips_auto_assigned_per_subnet: 0,
    };
  },
  refuse: ({ planned }) => {
    const subnets = new Set([...plainList(planned.subnets), ...plainList(planned.subnet_mapping)].map((each) => JSON.stringify(each)));
    return planned.load_balancer_type === "application" && subnets.size < 2
      ? ["ValidationError: At least two subnets in two different Availability Zones must be specified"]
      : [];
  },
  more: {
    refusePlan: refusedName,
    refuseRemoval: ({ arn, enable_deletion_protection: isProtected }) =>
      isProtected === true
        ? [`OperationNotPermitted: Load balancer '${String(arn)}' cannot be deleted because deletion protection is enabled`]
        : [],
  },
});

function refusedName({ config: { name } }: PlannedChange): string[] {
  return typeof name === "string" && !NAME.test(name)
    ? [`name has up to 32 letters, digits and hyphens, no hyphen at its ends and not internal- in front: ${name}`]
    : [];
}

/** What a group has where the configuration says nothing of its health check. */
const HEALTH_CHECK: PlainObject = {
  enabled: true,
  healthy_threshold: 3,
  interval: 30,
  matcher: "200",
  path: "/",
  port: "traffic-port",
  protocol: "HTTP",
  timeout: 5,
  unhealthy_threshold: 3,
};

export const targetGroup = awsThing({
  type: TARGET_GROUP,
  key: "arn",
  unique: { by: "name", says: (name) => `DuplicateTargetGroupName: A target group with the same name '${name}' exists` },
  make: (change) => {
    const { planned, around } = change;
    const name = nameOf(change, TARGET_GROUP).slice(0, 32);
    const suffix = `targetgroup/${name}/${around.world.newId(TARGET_GROUP).slice(0, ID_LENGTH)}`;
    const arn = arnOf("elasticloadbalancing", suffix, regionOf(change), around);
    const isHttp = /^HTTPS?$/.test(String(planned.protocol));
    return {
      name,
      name_prefix: "",
      arn,
      id: arn,
      arn_suffix: suffix,
      load_balancer_arns: [],
      protocol_version: isHttp ? "HTTP1" : "",
      ip_address_type: "ipv4",
      load_balancing_algorithm_type: "round_robin",
      load_balancing_anomaly_mitigation: "off",
      load_balancing_cross_zone_enabled: "use_load_balancer_configuration",
      health_check: [isHttp ? HEALTH_CHECK : { ...HEALTH_CHECK, matcher: "", path: "", protocol: "TCP" }],
      stickiness: [{ cookie_duration: 86_400, cookie_name: "", enabled: false, type: isHttp ? "lb_cookie" : "source_ip" }],
      target_failover: [{ on_deregistration: null, on_unhealthy: null }],
      target_group_health: [
        {
          dns_failover: [{ minimum_healthy_targets_count: "1", minimum_healthy_targets_percentage: "off" }],
          unhealthy_state_routing: [{ minimum_healthy_targets_count: 1, minimum_healthy_targets_percentage: "off" }],
        },
      ],
      target_health_state: [],
    };
  },
  refuse: ({ planned }) => [
    ...plainList(planned.health_check).flatMap((check) => refusedHealthCheck(check, planned)),
    ...(Number(planned.slow_start) > 0 && Number(planned.slow_start) < LEAST_SLOW_START_SECONDS
      ? [`ValidationError: slow_start must be 0 or at least ${LEAST_SLOW_START_SECONDS}`]
      : []),
  ],
  more: {
    refusePlan: (change) => [
      ...refusedName(change),
      ...(change.config.target_type === "lambda" ? [] : ["port", "protocol", "vpc_id"])
        .filter((name) => change.config[name] === null)
        .map((name) => `Attribute "${name}" must be specified when "target_type" is "${String(change.planned.target_type)}".`),
    ],
    refuseRemoval: ({ arn }, around) =>
      isForwardedTo(String(arn), around)
        ? [`ResourceInUse: Target group '${String(arn)}' is currently in use by a listener or a rule`]
        : [],
  },
});

function refusedHealthCheck(check: Plain, { target_type: type }: PlainObject): string[] {
  if (!isPlainObject(check)) return [];
  const { timeout, interval, enabled } = check;
  return [
    ...(typeof timeout === "number" && typeof interval === "number" && timeout >= interval
      ? ["ValidationError: Health check timeout must be smaller than the interval"]
      : []),
    ...(enabled === false && type !== "lambda"
      ? [`ValidationError: Health check enabled must be true for target groups with target type ${String(type)}`]
      : []),
  ];
}

/** Does a listener or a rule of one send requests to the group? */
export function isForwardedTo(arn: string, { world }: Surroundings): boolean {
  return ["aws_lb_listener", "aws_lb_listener_rule"]
    .flatMap((type) => world.objects(type))
    .some(({ attributes }) => JSON.stringify(attributes.default_action ?? attributes.action ?? null).includes(`"${arn}"`));
}

/** Region and account of a thing under a balancer, as its ARN has them. */
export function underBalancer(arn: unknown, kind: "listener" | "listener-rule", type: string, { around }: Change): string {
  return `${String(arn).replace(/:(loadbalancer|listener)\//, `:${kind}/`)}/${around.world.newId(type).slice(0, ID_LENGTH)}`;
}
