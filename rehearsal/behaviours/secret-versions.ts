import { createHash } from "node:crypto";
import type { StoredObject, World } from "../world.ts";
import { AwsRefusal } from "./aws-refusal.ts";

/** Versions of secrets: ids, times and staging labels. The values themselves are nowhere. */
export const SECRET_VALUES = "aws_secretsmanager_secret, with a value";

const CURRENT = "AWSCURRENT";
const PREVIOUS = "AWSPREVIOUS";

/** Longest value, in bytes. Source: AWS Secrets Manager API reference, PutSecretValue, SecretString (checked 2026-11-25). */
const MAX_VALUE_BYTES = 65_536;
/** Source: AWS Secrets Manager user guide, quotas, labels attached across all versions of a secret (checked 2026-11-26). */
const MAX_LABELS = 20;

export interface SecretVersion {
  readonly version: string;
  /** RFC 3339. */
  readonly created: string;
  readonly stages: readonly string[];
}

/** Labelled versions; those without a label are as good as gone. */
export function versionsOf(world: World, arn: string): readonly SecretVersion[] {
  return stored(world, arn).map(({ attributes: { version, created, stages } }) => ({
    version: String(version),
    created: String(created),
    stages: Array.isArray(stages) ? stages.map(String) : [],
  }));
}

/**
 * PutSecretValue: the value is judged and thrown away; the world remembers a version, and the value's hash. The same request twice is one.
 * Source: AWS Secrets Manager API reference, PutSecretValue, ClientRequestToken (checked 2026-11-26).
 */
export function putVersion(
  world: World,
  arn: string,
  { version, value, now }: { readonly version: string; readonly value: string; readonly now: Date },
): SecretVersion {
  if (value === "" || Buffer.byteLength(value) > MAX_VALUE_BYTES)
    throw new AwsRefusal("InvalidParameterException", "the value is empty or too long");
  const sha256 = createHash("sha256").update(value).digest("hex");
  const known = world.find(SECRET_VALUES, idOf(arn, version));
  if (known !== undefined && known.attributes.sha256 !== sha256)
    throw new AwsRefusal("ResourceExistsException", "the version exists with another value");
  if (known === undefined) {
    save(world, arn, { version, created: now.toISOString(), stages: [] }, { sha256 });
    moveLabel(world, arn, { label: CURRENT, to: version });
  }
  return versionsOf(world, arn).find((each) => each.version === version) ?? { version, created: now.toISOString(), stages: [] };
}

/**
 * UpdateSecretVersionStage. A label sits on one version at a time, and must be named where it is taken from.
 * Source: AWS Secrets Manager API reference, UpdateSecretVersionStage (checked 2026-11-26).
 */
export function moveStage(
  world: World,
  arn: string,
  { label, to, from }: { readonly label: string; readonly to?: string | undefined; readonly from?: string | undefined },
): void {
  const versions = versionsOf(world, arn);
  for (const id of [to, from]) {
    if (id !== undefined && !versions.some(({ version }) => version === id))
      throw new AwsRefusal("ResourceNotFoundException", `Secrets Manager can't find the specified secret value for VersionId: ${id}`);
  }
  const holder = versions.find(({ stages }) => stages.includes(label))?.version;
  if (holder !== undefined && holder !== from && holder !== to)
    throw new AwsRefusal("InvalidParameterException", `The parameter RemoveFromVersionId must be ${holder}, which holds ${label}`);
  if (from !== undefined && holder !== from)
    throw new AwsRefusal("InvalidParameterException", `Staging label ${label} is not attached to version ${from}`);
  if (to === undefined && label === CURRENT) throw new AwsRefusal("InvalidParameterException", `${CURRENT} can be moved, not removed`);
  if (holder === undefined && versions.flatMap(({ stages }) => stages).length >= MAX_LABELS)
    throw new AwsRefusal("LimitExceededException", `at most ${MAX_LABELS} staging labels`);
  moveLabel(world, arn, { label, to });
}

export function forgetVersions(world: World, arn: string): void {
  for (const { type, id } of stored(world, arn)) world.remove(type, id);
}

/** Moving AWSCURRENT takes AWSPREVIOUS along to where it was. */
function moveLabel(world: World, arn: string, { label, to }: { readonly label: string; readonly to: string | undefined }): void {
  const versions = versionsOf(world, arn);
  const before = versions.find(({ stages }) => stages.includes(label))?.version;
  const movesCurrent = label === CURRENT && before !== undefined && before !== to;
  for (const version of versions) {
    const kept = version.stages.filter((each) => each !== label && !(movesCurrent && each === PREVIOUS));
    const stages = [...kept, ...(version.version === to ? [label] : []), ...(movesCurrent && version.version === before ? [PREVIOUS] : [])];
    // without a label it is deprecated: the service may delete it at any time, and does not list it
    if (stages.length === 0) world.remove(SECRET_VALUES, idOf(arn, version.version));
    else save(world, arn, { ...version, stages });
  }
}

function save(world: World, arn: string, { version, created, stages }: SecretVersion, more: { readonly sha256?: string } = {}): void {
  const id = idOf(arn, version);
  const { attributes } = world.find(SECRET_VALUES, id) ?? { attributes: {} };
  world.put({ type: SECRET_VALUES, id, attributes: { ...attributes, ...more, secret: arn, version, created, stages: [...stages] } });
}

function stored(world: World, arn: string): readonly StoredObject[] {
  return world.objects(SECRET_VALUES).filter(({ attributes }) => attributes.secret === arn);
}

function idOf(arn: string, version: string): string {
  return `${arn} ${version}`;
}
