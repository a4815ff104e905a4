import { randomBytes } from "node:crypto";
import * as z from "zod";
import { AwsRefusal } from "../behaviours/aws-refusal.ts";
import { findSecret, restoreSecret } from "../behaviours/secret.ts";
import { moveStage, putVersion, versionsOf } from "../behaviours/secret-versions.ts";
import type { StoredObject, World } from "../world.ts";
import type { AwsCall, AwsService } from "./aws-server.ts";

/** Prefix of `X-Amz-Target`. */
export const SECRETS_MANAGER = "secretsmanager";

const ROTATION = "aws_secretsmanager_secret_rotation";

const id = z.string().min(1).max(2048);
const versionId = z.string().min(32).max(64);
const stage = z.string().min(1).max(256);
// a field that nobody knows is refused, so that a misspelt one shows
const INPUTS = {
  DescribeSecret: z.strictObject({ SecretId: id }),
  ListSecretVersionIds: z.strictObject({ SecretId: id, IncludeDeprecated: z.literal(false).optional() }),
  PutSecretValue: z.strictObject({ SecretId: id, SecretString: z.string(), ClientRequestToken: versionId }),
  UpdateSecretVersionStage: z.strictObject({
    SecretId: id,
    VersionStage: stage,
    MoveToVersionId: versionId.optional(),
    RemoveFromVersionId: versionId.optional(),
  }),
  RestoreSecret: z.strictObject({ SecretId: id }),
  RotateSecret: z.strictObject({ SecretId: id, ClientRequestToken: versionId }),
};

/**
 * What Slipway asks of Secrets Manager. GetSecretValue is not served: nobody reads a value.
 * Source: AWS Secrets Manager API reference (checked 2026-11-26).
 */
export function secretsManager(world: World, now: () => Date): AwsService {
  return (call) => {
    switch (call.action) {
      case "DescribeSecret":
        return describe(world, found(world, call, inputOf(INPUTS.DescribeSecret, call).SecretId, { isScheduled: true }));
      case "ListSecretVersionIds": {
        const secret = found(world, call, inputOf(INPUTS.ListSecretVersionIds, call).SecretId, { isScheduled: true });
        return { ARN: secret.id, Name: secret.attributes.name, Versions: versionsOf(world, secret.id).map(listed) };
      }
      case "PutSecretValue": {
        const { SecretId, SecretString: value, ClientRequestToken: version } = inputOf(INPUTS.PutSecretValue, call);
        const secret = found(world, call, SecretId);
        return stored(secret, putVersion(world, secret.id, { version, value, now: now() }));
      }
      case "UpdateSecretVersionStage": {
        const {
          SecretId,
          VersionStage: label,
          MoveToVersionId: to,
          RemoveFromVersionId: from,
        } = inputOf(INPUTS.UpdateSecretVersionStage, call);
        const secret = found(world, call, SecretId);
        moveStage(world, secret.id, { label, to, from });
        return { ARN: secret.id, Name: secret.attributes.name };
      }
      case "RestoreSecret": {
        const secret = found(world, call, inputOf(INPUTS.RestoreSecret, call).SecretId, { isScheduled: true });
        restoreSecret(world, secret.id);
        return { ARN: secret.id, Name: secret.attributes.name };
      }
      case "RotateSecret": {
        const { SecretId, ClientRequestToken: version } = inputOf(INPUTS.RotateSecret, call);
        return rotate(world, found(world, call, SecretId), { version, now: now() });
      }
      default:
        throw new AwsRefusal("AccessDeniedException", `${call.action} is nothing that Slipway does`);
    }
  };
}

function inputOf<Input>(schema: z.ZodType<Input>, { input }: AwsCall): Input {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AwsRefusal("ValidationException", z.prettifyError(parsed.error).split("\n")[0] ?? "invalid request");
}

function found(world: World, { region }: AwsCall, idOrName: string, { isScheduled = false } = {}): StoredObject {
  const known = findSecret(world, idOrName, region);
  if (known === undefined) throw new AwsRefusal("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  if (known.isScheduled && !isScheduled)
    throw new AwsRefusal("InvalidRequestException", "You can't perform this operation on the secret because it was marked for deletion.");
  return known.secret;
}

function describe(world: World, { id: arn, type, attributes }: StoredObject): object {
  const rotation = rotationOf(world, arn);
  const versions = versionsOf(world, arn);
  return {
    ARN: arn,
    Name: attributes.name,
    ...(type === "aws_secretsmanager_secret" ? {} : { DeletedDate: secondsOf(world.time()) }),
    ...(rotation === undefined ? {} : { RotationEnabled: true, RotationLambdaARN: rotation.attributes.rotation_lambda_arn }),
    ...(versions.length === 0 ? {} : { VersionIdsToStages: Object.fromEntries(versions.map(({ version, stages }) => [version, stages])) }),
  };
}

/** What the declared function would do: a new random value becomes the current one. */
function rotate(world: World, secret: StoredObject, made: { readonly version: string; readonly now: Date }): object {
  if (rotationOf(world, secret.id) === undefined)
    throw new AwsRefusal("InvalidRequestException", "You tried to start rotation for a secret that has no rotation function.");
  if (versionsOf(world, secret.id).length === 0)
    throw new AwsRefusal("InvalidRequestException", "A secret without a value cannot be rotated.");
  return stored(secret, putVersion(world, secret.id, { ...made, value: randomBytes(24).toString("base64url") }));
}

function rotationOf(world: World, arn: string): StoredObject | undefined {
  return world.objects(ROTATION).find(({ attributes }) => attributes.secret_id === arn);
}

function stored({ id: arn, attributes }: StoredObject, { version, stages }: { version: string; stages: readonly string[] }): object {
  return { ARN: arn, Name: attributes.name, VersionId: version, VersionStages: stages };
}

function listed({ version, created, stages }: ReturnType<typeof versionsOf>[number]): object {
  return { VersionId: version, CreatedDate: secondsOf(created), VersionStages: stages };
}

/** As the JSON protocol writes a time: seconds since 1970. */
function secondsOf(time: string): number {
  return Date.parse(time) / 1000;
}
