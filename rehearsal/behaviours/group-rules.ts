import { isList, isObject, isPlainObject, type PlainObject, plainList, type Value, type ValueObject } from "../value.ts";

// Rules that stand in a security group itself: all that there are, in their direction.
// Source: hashicorp/terraform-provider-aws 5.100.0, security_group, ingress and egress; Amazon EC2 API reference, AuthorizeSecurityGroupIngress (checked 2026-11-26).

export const DIRECTIONS = ["ingress", "egress"] as const;

/** What the provider makes of what a rule leaves out. */
const LEFT_OUT: ValueObject = {
  cidr_blocks: [],
  description: "",
  ipv6_cidr_blocks: [],
  prefix_list_ids: [],
  security_groups: [],
  self: false,
};

/** The rules as the provider plans them. */
export function withWholeRules(planned: ValueObject): ValueObject {
  return { ...planned, ...Object.fromEntries(DIRECTIONS.map((name) => [name, wholeRules(planned[name] ?? null)])) };
}

function wholeRules(rules: Value): Value {
  if (!isList(rules)) return rules;
  return rules.map((rule) => {
    if (!isObject(rule)) return rule;
    const missing = Object.entries(LEFT_OUT).filter(([name]) => (rule[name] ?? null) === null);
    return { ...rule, ...Object.fromEntries(missing) };
  });
}

export function groupRules(group: PlainObject): readonly PlainObject[] {
  return DIRECTIONS.flatMap((name) => plainList(group[name]).filter(isPlainObject));
}

const ALL_PROTOCOLS = "-1";
const WITH_PORTS = ["tcp", "udp", "6", "17"];
const SOURCES = ["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups"];
const IPV4 = /^(\d{1,3}\.){3}\d{1,3}\/(\d|[12]\d|3[0-2])$/;
const IPV6 = /^[0-9a-f:]*:[0-9a-f:]*\/(\d|[1-9]\d|1[01]\d|12[0-8])$/;

/** What EC2 answers about rules that make no sense. */
export function refusedGroupRules(group: PlainObject, isKnownGroup: (id: string) => boolean): string[] {
  return groupRules(group).flatMap((rule) => [
    ...(SOURCES.some((name) => plainList(rule[name]).length > 0) || rule.self === true
      ? []
      : ["MissingParameter: Source group ID missing: a rule names ranges, prefix lists or groups"]),
    ...[...plainList(rule.cidr_blocks).filter((range) => !IPV4.test(String(range)))].map(
      (range) => `InvalidParameterValue: CIDR block ${String(range)} is malformed`,
    ),
    ...[...plainList(rule.ipv6_cidr_blocks).filter((range) => !IPV6.test(String(range)))].map(
      (range) => `InvalidParameterValue: CIDR block ${String(range)} is malformed`,
    ),
    ...plainList(rule.security_groups)
      .filter((id) => !isKnownGroup(String(id)))
      .map((id) => `InvalidGroup.NotFound: The security group '${String(id)}' does not exist`),
    ...refusedPorts(rule),
  ]);
}

function refusedPorts({ protocol, from_port: from, to_port: to }: PlainObject): string[] {
  if (protocol === ALL_PROTOCOLS) {
    return from === 0 && to === 0
      ? []
      : [`from_port (${String(from)}) and to_port (${String(to)}) must both be 0 to use the 'ALL' "-1" protocol!`];
  }
  if (!WITH_PORTS.includes(String(protocol))) return [];
  return typeof from === "number" && typeof to === "number" && from >= 0 && from <= to && to <= 65_535
    ? []
    : [`InvalidParameterValue: Invalid port range ${String(from)} to ${String(to)}`];
}
