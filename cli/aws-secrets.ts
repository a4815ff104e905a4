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
 * Asks AWS Secrets Manager which secrets are deleted, and takes back deletions. Never asks for a value.
 * Source: AWS Secrets Manager API reference, DescribeSecret (DeletedDate) and RestoreSecret (checked 2026-11-25).
 */
export function awsSecrets({ region: fallback, ...config }: AwsSecretsOptions): SecretKeeper {
  // loaded by those alone who go back over a deleted secret
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
        const { ARN: arn, DeletedDate: deleted } = await secrets.send(new DescribeSecretCommand({ SecretId: name }));
        if (arn === undefined) return undefined;
        return { kind: deleted === undefined ? "present" : "scheduled", arn };
      } catch (error) {
        // what was not understood was not said
        return error instanceof Error && error.name === "ResourceNotFoundException" ? { kind: "absent" } : undefined;
      }
    },
    restore: async (arn, region) => {
      const [secrets, { RestoreSecretCommand }] = await client(region);
      await secrets.send(new RestoreSecretCommand({ SecretId: arn }));
    },
  };
}
