import { createHash } from "node:crypto";
import { isPlainObject, type Plain, type PlainObject } from "../value.ts";
import type { Surroundings } from "./behaviour.ts";
import { collection } from "./collection.ts";
import { sameOwner } from "./owner.ts";

// Access policies, groups and service tokens. Documented, not measured. Source: developers.cloudflare.com/api, zero_trust access (as generally known, not read again).

export const APPLICATION = "cloudflare_zero_trust_access_application";
const POLICY = "cloudflare_zero_trust_access_policy";
const GROUP = "cloudflare_zero_trust_access_group";
const DAY_MS = 86_400_000;

export const accessPolicy = collection({
  type: POLICY,
  owner: "account",
  idForm: "uuid",
  importAs: "<policy_id>",
  refuse: ({ planned, around }) => [
    ...(selectors(planned.include).length === 0 ? ["access.api.error.invalid_request: a policy must include somebody"] : []),
    ...missingGroups(planned, around),
  ],
  more: {
    refuseRemoval: (attributes, around) =>
      usersOf(String(attributes.id), APPLICATION, around).map(
        (name) => `access.api.error.policy_in_use: application ${name} uses the policy`,
      ),
  },
});

export const accessGroup = collection({
  type: GROUP,
  owner: "either",
  idForm: "uuid",
  importAs: "<group_id>",
  refuse: ({ planned, around }) => [
    ...(selectors(planned.include).length === 0 ? ["access.api.error.invalid_request: a group must include somebody"] : []),
    ...missingGroups(planned, around),
  ],
  more: {
    refuseRemoval: (attributes, around) =>
      [POLICY, GROUP]
        .flatMap((type) => usersOf(String(attributes.id), type, around))
        .map((name) => `access.api.error.group_in_use: ${name} uses the group`),
  },
});

/** The secret is answered once, when it is made. */
export const serviceToken = collection({
  type: "cloudflare_zero_trust_access_service_token",
  owner: "either",
  idForm: "uuid",
  importAs: "<service_token_id>",
  make: ({ action, planned, prior, around }) => {
    const seed = around.world.newId("cloudflare access client");
    const rotated = action === "create" || planned.client_secret_version !== prior?.client_secret_version;
    return {
      ...(action === "create" ? { client_id: `${seed}.access` } : {}),
      ...(rotated ? { client_secret: createHash("sha256").update(seed).digest("hex") } : {}),
      expires_at: new Date(Date.parse(around.world.time()) + hoursOf(planned.duration ?? null) * (DAY_MS / 24))
        .toISOString()
        .replace(".000Z", "Z"),
    };
  },
  refuse: ({ planned: { duration } }) =>
    /^\d+h$/.test(String(duration)) ? [] : [`access.api.error.invalid_request: duration ${String(duration)} is not in hours`],
  more: { notReturned: ["client_secret", "client_secret_version", "previous_client_secret_expires_at"] },
});

function hoursOf(duration: Plain): number {
  return Number.parseInt(String(duration), 10);
}

function selectors(list: Plain | undefined): PlainObject[] {
  return Array.isArray(list) ? list.filter(isPlainObject) : [];
}

/** Groups that a policy or another group names; tokens and identity providers are made elsewhere, so nobody can tell here. */
function groupsOf({ include, exclude, require }: PlainObject): string[] {
  return [include, exclude, require].flatMap(selectors).flatMap(({ group }) => (isPlainObject(group) ? [String(group.id)] : []));
}

function missingGroups(planned: PlainObject, { world }: Surroundings): string[] {
  const known = world.objects(GROUP).map(({ attributes }) => attributes.id);
  return groupsOf(planned)
    .filter((id) => id !== "null" && !known.includes(id))
    .map((id) => `access.api.error.invalid_request: there is no group ${id}`);
}

function usersOf(id: string, type: string, { world }: Surroundings): string[] {
  return world
    .objects(type)
    .filter(({ attributes }) => groupsOf(attributes).includes(id) || policiesOf(attributes).includes(id))
    .map(({ attributes }) => String(attributes.name));
}

/** Policies of the account that an application names. */
export function policiesOf({ policies }: PlainObject): string[] {
  return selectors(policies).flatMap(({ id }) => (typeof id === "string" ? [id] : []));
}

/** Policies that are not there, or belong to somebody else. */
export function missingPolicies(planned: PlainObject, { world }: Surroundings): string[] {
  const known = world.objects(POLICY).filter(({ attributes }) => planned.account_id === null || sameOwner(attributes, planned));
  return policiesOf(planned)
    .filter((id) => !known.some(({ attributes }) => attributes.id === id))
    .map((id) => `access.api.error.invalid_request: there is no policy ${id}`);
}
