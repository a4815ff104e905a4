import { asUuid } from "../generated.ts";
import { type Plain, type PlainObject, plainList } from "../value.ts";
import type { StoredObject } from "../world.ts";
import { arnOf, nameOf, regionOf } from "./aws-names.ts";
import { awsThing, missing } from "./aws-thing.ts";
import type { Change, Surroundings } from "./behaviour.ts";
import { capacityOf, refusedRules } from "./wafv2-rules.ts";

// Source: AWS WAFV2 API reference, CreateIPSet, CreateWebACL, DeleteWebACL, AssociateWebACL (checked 2026-11-26).

const IP_SET = "aws_wafv2_ip_set";
const WEB_ACL = "aws_wafv2_web_acl";
const ASSOCIATION = "aws_wafv2_web_acl_association";
const GLOBAL = "CLOUDFRONT";
const GLOBAL_REGION = "us-east-1";
const MOST_ADDRESSES = 10_000;
const MOST_CAPACITY = 5000;
const IPV4 = /^(\d{1,3}\.){3}\d{1,3}\/([1-9]|[12]\d|3[0-2])$/;
const IPV6 = /^[0-9a-f:]*:[0-9a-f:]*\/([1-9]|[1-9]\d|1[01]\d|12[0-8])$/i;

export const wafIpSet = awsThing({
  type: IP_SET,
  key: "arn",
  importBy: (importId, around) => findByThree(IP_SET, importId, around),
  make: (change) => scoped(IP_SET, "ipset", change),
  refuse: (change) => {
    const { planned } = change;
    const addresses = plainList(planned.addresses).map(String);
    const form = planned.ip_address_version === "IPV6" ? IPV6 : IPV4;
    return [
      ...refusedScope(IP_SET, change),
      ...addresses
        .filter((each) => !form.test(each))
        .map((each) => `WAFInvalidParameterException: ${each} is no ${String(planned.ip_address_version)} range, or is /0`),
      ...(addresses.length > MOST_ADDRESSES ? [`WAFLimitsExceededException: an IP set has at most ${MOST_ADDRESSES} addresses`] : []),
    ];
  },
  more: {
    refuseRemoval: ({ arn }, { world }) =>
      world.objects(WEB_ACL).some(({ attributes }) => JSON.stringify(attributes.rule ?? null).includes(`"${String(arn)}"`))
        ? ["WAFAssociatedItemException: AWS WAF couldn't perform the operation because your resource is being used by another resource."]
        : [],
  },
});

export const wafWebAcl = awsThing({
  type: WEB_ACL,
  key: "arn",
  importBy: (importId, around) => findByThree(WEB_ACL, importId, around),
  make: (change) => ({
    ...scoped(WEB_ACL, "webacl", change),
    application_integration_url: "",
    capacity: capacityOf(change.planned),
  }),
  remake: ({ planned }) => ({ capacity: capacityOf(planned) }),
  refuse: (change) => {
    const { planned, around } = change;
    return [
      ...refusedScope(WEB_ACL, change),
      ...refusedRules(planned),
      ...(capacityOf(planned) > MOST_CAPACITY
        ? [`WAFLimitsExceededException: the rules need ${capacityOf(planned)} capacity units of at most ${MOST_CAPACITY}`]
        : []),
      ...ipSetsIn(planned.rule).flatMap((arn) =>
        missing(
          arn,
          IP_SET,
          around,
          () => `WAFNonexistentItemException: AWS WAF couldn't perform the operation because ${arn} doesn't exist.`,
        ),
      ),
    ];
  },
  more: {
    turnsOut: ({ planned }) => ({ capacity: capacityOf(planned) }),
    refusePlan: ({ config }) => (config.rule_json === null ? [] : ["the rehearsal does not know rules as JSON; use rule"]),
    refuseRemoval: ({ arn }, { world }) => {
      const isUsed =
        world.objects(ASSOCIATION).some(({ attributes }) => attributes.web_acl_arn === arn) ||
        world.objects("aws_cloudfront_distribution").some(({ attributes }) => attributes.web_acl_id === arn);
      return isUsed
        ? ["WAFAssociatedItemException: AWS WAF couldn't perform the operation because your resource is being used by another resource."]
        : [];
    },
  },
});

/** Types that a web ACL of one region protects, by the service in their ARN. */
const PROTECTED: Readonly<Record<string, string>> = { elasticloadbalancing: "aws_lb" };

export const wafAssociation = awsThing({
  type: ASSOCIATION,
  key: "id",
  importBy: "id",
  make: ({ planned }) => ({ id: `${String(planned.web_acl_arn)},${String(planned.resource_arn)}` }),
  refuse: (change) => {
    const { planned, around } = change;
    const [, , service = "", region] = String(planned.resource_arn).split(":");
    const acl = String(planned.web_acl_arn);
    const nonexistent = (arn: string) =>
      `WAFNonexistentItemException: AWS WAF couldn't perform the operation because ${arn} doesn't exist.`;
    return [
      ...missing(acl, WEB_ACL, around, nonexistent),
      ...missing(planned.resource_arn, PROTECTED[service] ?? "", around, nonexistent).filter(() => PROTECTED[service] !== undefined),
      ...(acl.includes(":global/")
        ? ["WAFInvalidParameterException: a web ACL of scope CLOUDFRONT is named by the distribution itself"]
        : []),
      ...(region === regionOf(change) && acl.split(":")[3] === region
        ? []
        : [`WAFInvalidParameterException: resource_arn and web_acl_arn must be in ${regionOf(change)}`]),
      ...(around.world.objects(ASSOCIATION).some(({ attributes }) => attributes.resource_arn === planned.resource_arn)
        ? [`a resource has one web ACL, and ${String(planned.resource_arn)} has one already: AWS would take it away from the other stack`]
        : []),
    ];
  },
});

function scoped(type: string, kind: string, change: Change): PlainObject {
  const { planned, around } = change;
  const id = asUuid(around.world.newId(type));
  const name = nameOf(change, type);
  const scope = planned.scope === GLOBAL ? "global" : "regional";
  return {
    id,
    name,
    name_prefix: "",
    arn: arnOf("wafv2", `${scope}/${kind}/${name}/${id}`, regionOf(change), around),
    lock_token: asUuid(around.world.newId(`${type} lock`)),
  };
}

function refusedScope(type: string, change: Change): string[] {
  const { action, planned, around } = change;
  const twin = around.world
    .objects(type)
    .some(
      ({ attributes }) => attributes.name === planned.name && attributes.scope === planned.scope && attributes.region === planned.region,
    );
  return [
    ...(planned.scope === GLOBAL && regionOf(change) !== GLOBAL_REGION
      ? [
          `WAFInvalidParameterException: The scope is not valid., field: SCOPE_VALUE, parameter: ${GLOBAL}; it is served in ${GLOBAL_REGION} only`,
        ]
      : []),
    ...(action === "create" && twin
      ? [
          "WAFDuplicateItemException: AWS WAF couldn't perform the operation because some resource in your request is a duplicate of an existing one.",
        ]
      : []),
  ];
}

/** `id/name/scope` */
function findByThree(type: string, importId: string, { world }: Surroundings): StoredObject | string {
  const [id, name, scope] = importId.split("/");
  const found = world
    .objects(type)
    .find(({ attributes }) => attributes.id === id && attributes.name === name && attributes.scope === scope);
  return found ?? `Cannot import non-existent remote object: ${importId}`;
}

function ipSetsIn(rules: Plain | undefined): string[] {
  const found = [...JSON.stringify(rules ?? null).matchAll(/"ip_set_reference_statement":\[\{"arn":"([^"]+)"/g)];
  return found.map(([, arn = ""]) => arn);
}
