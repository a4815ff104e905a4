import type { StoredObject, World } from "../world.ts";
import { arnOf, findImported, inRegion, NO_TAGS, nameOf, regionOf } from "./aws-names.ts";
import { AwsRefusal } from "./aws-refusal.ts";
import { withRegionAndTags } from "./aws-tags.ts";
import type { Behaviour, Change } from "./behaviour.ts";
import { forgetVersions } from "./secret-versions.ts";

const TYPE = "aws_secretsmanager_secret";
/** Deleted secrets that still hold their names. */
export const SCHEDULED_SECRETS = "aws_secretsmanager_secret, scheduled for deletion";
const SUFFIX_LENGTH = 6;

/**
 * Secrets without their values.
 * Source: AWS Secrets Manager API reference, CreateSecret, DeleteSecret, DescribeSecret and RestoreSecret (checked 2026-11-25).
 */
export const secret: Behaviour = {
  worldId: ({ arn }) => String(arn),
  notReturned: ["recovery_window_in_days", "force_overwrite_replica_secret"],
  adjustPlan: withRegionAndTags,
  refusePlan: ({ planned }) =>
    Array.isArray(planned.replica) && planned.replica.length > 0 ? ["the rehearsal does not replicate secrets to other regions"] : [],
  compute: (change) => {
    const { action, prior, around } = change;
    if (action === "update") return { ...prior, ...NO_TAGS };
    const name = nameOf(change, TYPE);
    const arn = arnOf("secretsmanager", `secret:${name}-${around.world.newId(TYPE).slice(0, SUFFIX_LENGTH)}`, regionOf(change), around);
    return { ...NO_TAGS, arn, id: arn, name, name_prefix: "", policy: "", replica: [] };
  },
  refuse,
  remove: (object, { world }) => {
    world.remove(TYPE, object.id);
    // a window of 0 days deletes at once; until another one is over, a restored secret is what it was
    if (object.attributes.recovery_window_in_days === 0) forgetVersions(world, object.id);
    else world.put({ ...object, type: SCHEDULED_SECRETS });
  },
  importObject: (importId, around) => {
    const scheduled = around.world.find(SCHEDULED_SECRETS, importId);
    return scheduled === undefined
      ? findImported(TYPE, "arn", importId, around)
      : `Cannot import non-existent remote object: ${importId} is scheduled for deletion`;
  },
};

/** A secret by ARN or name, deleted or not. */
export function findSecret(
  world: World,
  idOrName: string,
  region: string,
): { readonly secret: StoredObject; readonly isScheduled: boolean } | undefined {
  const isIt = ({ id, attributes }: StoredObject): boolean =>
    (id === idOrName || attributes.name === idOrName) && inRegion(attributes, region);
  const present = world.objects(TYPE).find(isIt);
  if (present !== undefined) return { secret: present, isScheduled: false };
  const scheduled = world.objects(SCHEDULED_SECRETS).find(isIt);
  return scheduled === undefined ? undefined : { secret: scheduled, isScheduled: true };
}

/** RestoreSecret: harmless for one that is not scheduled for deletion. */
export function restoreSecret(world: World, arn: string): void {
  const scheduled = world.find(SCHEDULED_SECRETS, arn);
  if (scheduled === undefined && world.find(TYPE, arn) === undefined) throw new AwsRefusal("ResourceNotFoundException", arn);
  if (scheduled === undefined) return;
  world.remove(SCHEDULED_SECRETS, arn);
  world.put({ ...scheduled, type: TYPE });
}

function refuse(change: Change): string[] {
  const { action, planned, around } = change;
  if (action === "update" || typeof planned.name !== "string") return [];
  const { name } = planned;
  const here = (objects: readonly StoredObject[]) =>
    objects.some(({ attributes }) => attributes.name === name && inRegion(attributes, regionOf(change)));
  if (here(around.world.objects(SCHEDULED_SECRETS))) {
    return [
      `InvalidRequestException: You can't create this secret because a secret with this name is already scheduled for deletion: ${name}`,
    ];
  }
  return here(around.world.objects(TYPE))
    ? [`ResourceExistsException: The operation failed because the secret ${name} already exists.`]
    : [];
}
