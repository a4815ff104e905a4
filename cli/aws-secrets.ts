import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { SecretAnswer } from "../config/secret-model.ts";
import type { SecretKeeper, SecretName } from "../launch/secrets/secrets.ts";

export interface AwsSecretsOptions {
  /** For a secret whose configuration names no region. */
  readonly region?: string;
  /** Of an emulator. */
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** What the secret commands do besides. Nobody ever looks at a value. */
export interface SecretManager extends SecretKeeper {
  /** Undefined: nobody could be asked. */
  readonly describe: (secret: SecretName) => Promise<SecretAnswer | undefined>;
  /** Puts a staging label on a version. */
  readonly label: (arn: string, region: string | null, version: string, label: string) => Promise<void>;
  /** Starts the function that rotates the secret; a new current version comes later, or never. */
  readonly rotate: (arn: string, region: string | null) => Promise<void>;
}

/**
 * Asks AWS Secrets Manager what it has, takes back deletions, stores and labels values. Never asks for a value.
 * Source: AWS Secrets Manager API reference, DescribeSecret (DeletedDate, VersionIdsToStages), ListSecretVersionIds, RestoreSecret,
 * PutSecretValue, UpdateSecretVersionStage, RotateSecret (checked 2026-11-26).
 */
export function awsSecrets({ region: fallback, ...config }: AwsSecretsOptions): SecretManager {
  // loaded by those alone who ask
  const client = async (
    region: string | null,
  ): Promise<readonly [SecretsManagerClient, typeof import("@aws-sdk/client-secrets-manager")]> => {
    const sdk = await import("@aws-sdk/client-secrets-manager");
    const where = region ?? fallback;
    return [new sdk.SecretsManagerClient({ ...config, ...(where === undefined ? {} : { region: where }) }), sdk];
  };
  return {
    find: async ({ name, region }) => {
      try {
        const [secrets, { DescribeSecretCommand }] = await client(region);
        const {
          ARN: arn,
          DeletedDate: deleted,
          VersionIdsToStages: versions,
        } = await secrets.send(new DescribeSecretCommand({ SecretId: name }));
        if (arn === undefined) return undefined;
        if (deleted !== undefined) return { kind: "scheduled", arn };
        return { kind: "present", arn, hasValue: Object.values(versions ?? {}).some((labels) => labels.includes("AWSCURRENT")) };
      } catch (error) {
        return whenAbsent(error);
      }
    },
    describe: async ({ name, region }) => {
      try {
        const [secrets, { DescribeSecretCommand, ListSecretVersionIdsCommand }] = await client(region);
        const described = await secrets.send(new DescribeSecretCommand({ SecretId: name }));
        const { ARN: arn, RotationEnabled: isRotated, RotationLambdaARN: rotationFunction } = described;
        if (arn === undefined) return undefined;
        if (described.DeletedDate !== undefined) return { kind: "scheduled", arn };
        // all on one page: versions without a label are left out, and labels are few
        const { Versions: versions = [] } = await secrets.send(new ListSecretVersionIdsCommand({ SecretId: arn }));
        return {
          kind: "present",
          arn,
          versions: versions.flatMap(({ VersionId: id, CreatedDate: createdAt, VersionStages: labels = [] }) =>
            id === undefined || createdAt === undefined ? [] : [{ id, createdAt, labels }],
          ),
          ...(isRotated === true && rotationFunction !== undefined ? { rotationFunction } : {}),
        };
      } catch (error) {
        return whenAbsent(error);
      }
    },
    restore: async (arn, region) => {
      const [secrets, { RestoreSecretCommand }] = await client(region);
      await secrets.send(new RestoreSecretCommand({ SecretId: arn }));
    },
    put: async (arn, region, value) => {
      const [secrets, { PutSecretValueCommand }] = await client(region);
      await secrets.send(new PutSecretValueCommand({ SecretId: arn, SecretString: value }));
    },
    label: async (arn, region, version, label) => {
      const [secrets, { UpdateSecretVersionStageCommand }] = await client(region);
      await secrets.send(new UpdateSecretVersionStageCommand({ SecretId: arn, VersionStage: label, MoveToVersionId: version }));
    },
    rotate: async (arn, region) => {
      const [secrets, { RotateSecretCommand }] = await client(region);
      await secrets.send(new RotateSecretCommand({ SecretId: arn }));
    },
  };
}

/** What was not understood was not said. */
function whenAbsent(error: unknown): { readonly kind: "absent" } | undefined {
  return error instanceof Error && error.name === "ResourceNotFoundException" ? { kind: "absent" } : undefined;
}
