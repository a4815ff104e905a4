import { type PlainObject, plainList } from "../value.ts";
import { arnOf, nameOf, regionOf } from "./aws-names.ts";
import { withKnownTags, withRegionAndTags } from "./aws-tags.ts";
import { awsThing } from "./aws-thing.ts";
import type { Behaviour, Change, Surroundings } from "./behaviour.ts";
import { groupRules, refusedGroupRules, withWholeRules } from "./group-rules.ts";

// Source: Amazon EC2 API reference, CreateSecurityGroup, DeleteSecurityGroup, AuthorizeSecurityGroupIngress (checked 2026-11-26).

const GROUP = "aws_security_group";
const RULES = ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"];
const NAME = /^[\w .\-:/()#,@[\]+=&;{}!$*]{1,255}$/;
const ID_LENGTH = 17;
const ALL_PROTOCOLS = "-1";
const WITH_PORTS = ["tcp", "udp", "6", "17"];

export const securityGroup = awsThing({
  type: GROUP,
  key: "id",
  make: (change) => {
    const { planned, around } = change;
    const id = `sg-${around.world.newId(GROUP).slice(0, ID_LENGTH)}`;
    return {
      id,
      arn: arnOf("ec2", `security-group/${id}`, regionOf(change), around),
      name: nameOf(change, GROUP),
      name_prefix: "",
      owner_id: around.world.awsAccountId,
      vpc_id: typeof planned.vpc_id === "string" ? planned.vpc_id : "vpc-00000000000000000",
      ingress: [],
      egress: [],
    };
  },
  refuse: ({ action, planned, around }) => [
    ...[planned.name, planned.description]
      .filter((text) => typeof text === "string" && !NAME.test(text))
      .map(
        (text) =>
          `InvalidParameterValue: characters of a security group are limited to a-z, A-Z, 0-9, spaces, and ._-:/()#,@[]+=&;{}!$*: ${String(text)}`,
      ),
    ...(String(planned.name).startsWith("sg-") ? ["InvalidParameterValue: a group name cannot start with sg-"] : []),
    ...(action === "create" && isTaken(planned, around)
      ? [`InvalidGroup.Duplicate: The security group '${String(planned.name)}' already exists for VPC '${String(planned.vpc_id)}'`]
      : []),
    ...refusedGroupRules(planned, (id) => isKnownGroup(id, around)),
  ],
  more: {
    notReturned: ["revoke_rules_on_delete"],
    adjustPlan: (change) => withWholeRules(withRegionAndTags(change)),
    refuseRemoval: ({ id }, around) =>
      isUsed(String(id), around) ? [`DependencyViolation: resource ${String(id)} has a dependent object`] : [],
  },
});

function isTaken({ name, vpc_id: vpc }: PlainObject, { world }: Surroundings): boolean {
  return world.objects(GROUP).some(({ attributes }) => attributes.name === name && attributes.vpc_id === vpc);
}

function isUsed(id: string, { world }: Surroundings): boolean {
  const all = (type: string) => world.objects(type).map(({ attributes }) => attributes);
  return (
    all(GROUP).some((group) => group.id !== id && groupRules(group).some((rule) => plainList(rule.security_groups).includes(id))) ||
    RULES.flatMap(all).some((rule) => rule.referenced_security_group_id === id && rule.security_group_id !== id) ||
    all("aws_lb").some(({ security_groups: groups }) => plainList(groups).includes(id)) ||
    all("aws_ecs_service").some(({ network_configuration: network }) => JSON.stringify(network ?? null).includes(`"${id}"`)) ||
    all("aws_lambda_function").some(({ vpc_config: vpc }) => JSON.stringify(vpc ?? null).includes(`"${id}"`))
  );
}

/** Rules of a group, one by one. Both directions have the same form. */
function groupRule(type: string): Behaviour {
  return awsThing({
    type,
    key: "id",
    importBy: "security_group_rule_id",
    make: (change) => {
      const id = `sgr-${change.around.world.newId(type).slice(0, ID_LENGTH)}`;
      return { id, security_group_rule_id: id, arn: arnOf("ec2", `security-group-rule/${id}`, regionOf(change), change.around) };
    },
    refuse: (change) => [...refusedGroup(change), ...refusedPorts(change), ...refusedDuplicate(type, change)],
    more: { adjustPlan: withKnownTags },
  });
}

export const ingressRule = groupRule("aws_vpc_security_group_ingress_rule");
export const egressRule = groupRule("aws_vpc_security_group_egress_rule");

function refusedGroup({ planned, around }: Change): string[] {
  return [planned.security_group_id, planned.referenced_security_group_id]
    .filter((id) => typeof id === "string" && !isKnownGroup(id, around))
    .map((id) => `InvalidGroup.NotFound: The security group '${String(id)}' does not exist`);
}

/** Groups that no stack made have ids too, so that only a name that is no id at all is wrong. */
function isKnownGroup(id: string, { world }: Surroundings): boolean {
  return /^(\d{12}\/)?sg-[0-9a-f]{8,17}$/.test(id) || world.find(GROUP, id) !== undefined;
}

function refusedPorts({ planned }: Change): string[] {
  const { ip_protocol: protocol, from_port: from, to_port: to } = planned;
  if (protocol === ALL_PROTOCOLS) {
    return from === null && to === null ? [] : ["InvalidParameterValue: with ip_protocol -1 the ports are left out: all of them are meant"];
  }
  if (!WITH_PORTS.includes(String(protocol))) return [];
  return typeof from === "number" && typeof to === "number" && from >= 0 && from <= to
    ? []
    : [`InvalidParameterValue: ${String(protocol)} needs from_port and to_port, in this order`];
}

const SAME = [
  "security_group_id",
  "ip_protocol",
  "from_port",
  "to_port",
  "cidr_ipv4",
  "cidr_ipv6",
  "prefix_list_id",
  "referenced_security_group_id",
];

function refusedDuplicate(type: string, { planned, prior, around }: Change): string[] {
  const twin = around.world
    .objects(type)
    .some(({ attributes }) => attributes.id !== prior?.id && SAME.every((name) => (attributes[name] ?? null) === (planned[name] ?? null)));
  return twin ? ["InvalidPermission.Duplicate: the specified rule already exists"] : [];
}
