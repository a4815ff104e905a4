import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { SecretKeeper } from "../launch/secrets.ts";

export interface AwsSecretsOptions {
  /** For a secret whose configuration names no region. */
  readonly region?: string;
  /** Of an emulator. */
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/**
 * Asks AWS Secrets Manager which secrets are deleted, takes back deletions and stores values. Never asks for a value.
 * Source: AWS Secrets Manager API reference, DescribeSecret (DeletedDate, VersionIdsToStages), RestoreSecret and PutSecretValue (checked 2026-11-25).
 */
export function awsSecrets({ region: fallback, ...config }: AwsSecretsOptions): SecretKeeper {
  // loaded by those alone who go back over a deleted secret, or store one
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
        return { kind: "present", arn, hasValue: Object.keys(versions ?? {}).length > 0 };
      } catch (error) {
        // what was not understood was not said
        return error instanceof Error && error.name === "ResourceNotFoundException" ? { kind: "absent" } : undefined;
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
  };
}
