import type { S3Place } from "../../launch/store/s3-store.ts";
import type { Emulator } from "./emulator.ts";

export const REGION = "eu-west-1";
/** The account that moto plays. */
export const MOTO_ACCOUNT = "123456789012";

/** What a caller of the emulator has in its environment. */
export function emulated(moto: Emulator): Readonly<Record<string, string>> {
  const credential = ["emulated", "credential"].join("-");
  return { AWS_ENDPOINT_URL: moto.endpoint, AWS_ACCESS_KEY_ID: credential, AWS_SECRET_ACCESS_KEY: credential };
}

/** A new bucket with a default encryption, which tests may look into without credentials. */
export async function makeBucket(moto: Emulator, bucket: string): Promise<S3Place> {
  const location = `<CreateBucketConfiguration><LocationConstraint>${REGION}</LocationConstraint></CreateBucketConfiguration>`;
  const algorithm = "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault>";
  const actions = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"];
  const mayLook = { Effect: "Allow", Principal: "*", Action: actions, Resource: `arn:aws:s3:::${bucket}/*` };
  await put(`${moto.endpoint}/${bucket}`, location);
  await put(
    `${moto.endpoint}/${bucket}?encryption`,
    `<ServerSideEncryptionConfiguration><Rule>${algorithm}</Rule></ServerSideEncryptionConfiguration>`,
  );
  await put(`${moto.endpoint}/${bucket}?policy`, JSON.stringify({ Version: "2012-10-17", Statement: [mayLook] }));
  return { bucket, region: REGION, accountId: MOTO_ACCOUNT, keyPrefix: "slipway" };
}

export async function resetMoto(moto: Emulator): Promise<void> {
  await fetch(`${moto.endpoint}/moto-api/reset`, { method: "POST" });
}

async function put(url: string, body: string): Promise<void> {
  const { ok, status } = await fetch(url, { method: "PUT", body });
  if (!ok) throw new Error(`${url}: ${status}`);
}
