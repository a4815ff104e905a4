import type { KMSClient } from "@aws-sdk/client-kms";
import { keyMissing, type PlanContext, type PlanKeys, planUnreadable } from "./plan-keys.ts";

const PREFIX = "kms ";
const KEY_BYTES = 32;

export interface KmsPlanKeysOptions {
  /** Key id, ARN or alias. */
  readonly keyId: string;
  readonly region: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Of an emulator. */
  readonly endpoint?: string;
}

/**
 * A data key from AWS KMS for each plan file: whoever may use the key can apply, on any machine, and each use stands in CloudTrail with
 * run and stack. Source: AWS KMS API reference, GenerateDataKey and Decrypt, EncryptionContext (checked 2026-11-25).
 */
export function kmsPlanKeys({ keyId, ...config }: KmsPlanKeysOptions): PlanKeys {
  // loaded by those alone who keep plans under such a key
  const client = async (): Promise<readonly [KMSClient, typeof import("@aws-sdk/client-kms")]> => {
    const sdk = await import("@aws-sdk/client-kms");
    return [new sdk.KMSClient(config), sdk];
  };
  return {
    make: async (context) => {
      const [kms, { GenerateDataKeyCommand }] = await client();
      const command = new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: "AES_256", EncryptionContext: boundTo(context) });
      const { Plaintext: key, CiphertextBlob: blob } = await kms.send(command).catch((error: unknown) => {
        throw refusedBy(context, keyId, error, "check the key's name and that its policy lets you GenerateDataKey");
      });
      if (key?.length !== KEY_BYTES || blob === undefined) throw keyMissing(context, `an answer of ${keyId} without a key`);
      return { key, wrapped: `${PREFIX}${Buffer.from(blob).toString("base64")}` };
    },
    open: async (wrapped, context) => {
      if (wrapped.startsWith("local ")) {
        throw keyMissing(context, "a key of the planner's own machine", "apply there, or plan it again here");
      }
      if (!wrapped.startsWith(PREFIX)) throw planUnreadable(context, "a key that cannot be read");
      const [kms, { DecryptCommand }] = await client();
      const blob = Buffer.from(wrapped.slice(PREFIX.length), "base64");
      const command = new DecryptCommand({ KeyId: keyId, CiphertextBlob: blob, EncryptionContext: boundTo(context) });
      const { Plaintext: key } = await kms.send(command).catch((error: unknown) => {
        if (nameOf(error) === "InvalidCiphertextException") {
          throw planUnreadable(context, "a file that was changed, or that belongs to another run or stack");
        }
        throw refusedBy(context, keyId, error, "check that the key's policy lets you Decrypt, or plan again");
      });
      if (key?.length !== KEY_BYTES) throw keyMissing(context, `an answer of ${keyId} without a key`);
      return key;
    },
  };
}

function boundTo({ run, stack }: PlanContext): Record<string, string> {
  return { "slipway:run": run, "slipway:stack": stack };
}

function refusedBy(context: PlanContext, keyId: string, error: unknown, fix: string): Error {
  return keyMissing(context, `${nameOf(error)} from AWS KMS for ${keyId}`, fix);
}

/** A service's error has a name of its own; its message may quote the request. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "no answer";
}
