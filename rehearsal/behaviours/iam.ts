import { isList } from "../value.ts";
import { nameOf } from "./aws-names.ts";
import { policyLength, refusedPolicy } from "./aws-policies.ts";
import { awsThing, importByPair, missing } from "./aws-thing.ts";
import type { Change, Surroundings } from "./behaviour.ts";

// Source: IAM API reference, CreateRole, DeleteRole, PutRolePolicy, CreatePolicy, DeletePolicy, AttachRolePolicy;
// IAM and STS quotas (checked 2026-11-26).

const ROLE = "aws_iam_role";
const ROLE_POLICY = "aws_iam_role_policy";
const POLICY = "aws_iam_policy";
const ATTACHMENT = "aws_iam_role_policy_attachment";

/** Characters without white space. */
const LONGEST_TRUST_POLICY = 2048;
const LONGEST_MANAGED_POLICY = 6144;
const LONGEST_INLINE_POLICIES = 10_240;
const MOST_POLICIES_OF_ROLE = 10;
const ID_LENGTH = 17;

export const iamRole = awsThing({
  type: ROLE,
  key: "name",
  unique: { by: "name", says: (name) => `EntityAlreadyExists: Role with name ${name} already exists.` },
  make: (change) => {
    const name = nameOf(change, ROLE);
    return {
      name,
      name_prefix: "",
      id: name,
      arn: iamArn(`role${String(change.planned.path ?? "/")}${name}`, change.around),
      unique_id: uniqueId("AROA", ROLE, change),
      create_date: change.around.world.time(),
      inline_policy: [],
      managed_policy_arns: [],
    };
  },
  refuse: ({ planned }) => [
    ...refusedPolicy(planned.assume_role_policy, "trust"),
    ...(policyLength(planned.assume_role_policy) > LONGEST_TRUST_POLICY
      ? [`LimitExceeded: Cannot exceed quota for ACLSizePerRole: ${LONGEST_TRUST_POLICY}`]
      : []),
  ],
  more: {
    refusePlan: ({ config }) => [
      ...(isList(config.inline_policy) && config.inline_policy.length > 0
        ? ["the rehearsal does not know inline_policy in a role; use aws_iam_role_policy"]
        : []),
      ...(config.managed_policy_arns === null
        ? []
        : ["the rehearsal does not know managed_policy_arns in a role; use aws_iam_role_policy_attachment"]),
    ],
    refuseRemoval: ({ name, force_detach_policies: force }, { world }) => {
      const attached = world.objects(ATTACHMENT).some(({ attributes }) => attributes.role === name);
      const inline = world.objects(ROLE_POLICY).some(({ attributes }) => attributes.role === name);
      if (force === true) return [];
      return [
        ...(attached ? ["DeleteConflict: Cannot delete entity, must detach all policies first."] : []),
        ...(inline ? ["DeleteConflict: Cannot delete entity, must delete policies first."] : []),
      ];
    },
  },
});

export const iamRolePolicy = awsThing({
  type: ROLE_POLICY,
  key: "id",
  importBy: importByPair(ROLE_POLICY, ["role", "name"], ":"),
  make: (change) => {
    const name = nameOf(change, ROLE_POLICY);
    return { name, name_prefix: "", id: `${String(change.planned.role)}:${name}` };
  },
  refuse: ({ planned, around }) => {
    const others = around.world
      .objects(ROLE_POLICY)
      .filter(({ attributes: { role, name } }) => role === planned.role && name !== planned.name)
      .reduce((sum, { attributes }) => sum + policyLength(attributes.policy), 0);
    return [
      ...refusedRole(planned.role, around),
      ...refusedPolicy(planned.policy, "identity"),
      ...(others + policyLength(planned.policy) > LONGEST_INLINE_POLICIES
        ? [`LimitExceeded: Maximum policy size of ${LONGEST_INLINE_POLICIES} bytes exceeded for role ${String(planned.role)}`]
        : []),
    ];
  },
});

export const iamPolicy = awsThing({
  type: POLICY,
  key: "arn",
  unique: { by: "name", says: (name) => `EntityAlreadyExists: A policy called ${name} already exists. Duplicate names are not allowed.` },
  make: (change) => {
    const name = nameOf(change, POLICY);
    const arn = iamArn(`policy${String(change.planned.path ?? "/")}${name}`, change.around);
    return { name, name_prefix: "", arn, id: arn, attachment_count: 0, policy_id: uniqueId("ANPA", POLICY, change) };
  },
  refuse: ({ planned }) => [
    ...refusedPolicy(planned.policy, "identity"),
    ...(policyLength(planned.policy) > LONGEST_MANAGED_POLICY
      ? [`LimitExceeded: Cannot exceed quota for PolicySize: ${LONGEST_MANAGED_POLICY}`]
      : []),
  ],
  more: {
    refuseRemoval: ({ arn }, { world }) =>
      world.objects(ATTACHMENT).some(({ attributes }) => attributes.policy_arn === arn)
        ? ["DeleteConflict: Cannot delete a policy attached to entities."]
        : [],
  },
});

export const iamRolePolicyAttachment = awsThing({
  type: ATTACHMENT,
  key: "id",
  importBy: importByPair(ATTACHMENT, ["role", "policy_arn"], "/"),
  make: ({ planned, around }) => ({ id: `${String(planned.role)}-${around.world.newId(ATTACHMENT).slice(0, ID_LENGTH)}` }),
  refuse: ({ planned, around }) => [
    ...refusedRole(planned.role, around),
    ...missing(planned.policy_arn, POLICY, around, (arn) => `NoSuchEntity: Policy ${arn} does not exist or is not attachable.`),
    ...(around.world.objects(ATTACHMENT).filter(({ attributes }) => attributes.role === planned.role).length >= MOST_POLICIES_OF_ROLE
      ? [`LimitExceeded: Cannot exceed quota for PoliciesPerRole: ${MOST_POLICIES_OF_ROLE}`]
      : []),
  ],
});

function refusedRole(role: unknown, { world }: Surroundings): string[] {
  return world.objects(ROLE).some(({ attributes }) => attributes.name === role)
    ? []
    : [`NoSuchEntity: The role with name ${String(role)} cannot be found.`];
}

/** IAM has no regions. */
export function iamArn(resource: string, { world }: Surroundings): string {
  return `arn:aws:iam::${world.awsAccountId}:${resource}`;
}

function uniqueId(prefix: string, type: string, { around }: Change): string {
  return `${prefix}${around.world.newId(type).slice(0, ID_LENGTH).toUpperCase()}`;
}
