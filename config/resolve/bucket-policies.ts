import type { PolicyStatement } from "../account-model.ts";
import { trailArn } from "../names.ts";
import type { AccountConfig } from "../schema/account.ts";

/** Source: Amazon S3 User Guide, security best practices, enforce encryption of data in transit (checked 2026-11-26). */
export function onlyOverTls(bucket: string): PolicyStatement {
  return {
    Sid: "OnlyOverTls",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [arnOf(bucket), `${arnOf(bucket)}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}

/**
 * The bucket encrypts with its own key whatever does not ask for anything; asking for less, or bringing a key that nobody else has, is denied.
 * Source: Amazon S3 User Guide, specifying server-side encryption with AWS KMS; bucket policies and SSE-C (checked 2026-11-26).
 */
export function onlyWithItsKey(bucket: string): PolicyStatement[] {
  const common = { Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: `${arnOf(bucket)}/*` };
  return [
    {
      Sid: "NoWeakerEncryption",
      ...common,
      Condition: {
        Null: { "s3:x-amz-server-side-encryption": "false" },
        StringNotEquals: { "s3:x-amz-server-side-encryption": "aws:kms" },
      },
    },
    { Sid: "NoKeysOfCallers", ...common, Condition: { Null: { "s3:x-amz-server-side-encryption-customer-algorithm": "false" } } },
  ];
}

/** Source: AWS CloudTrail User Guide, Amazon S3 bucket policy for CloudTrail (checked 2026-11-26). */
export function trailWritesTo(bucket: string, { name, aws: { accountId, region } }: AccountConfig): PolicyStatement[] {
  const from = { "aws:SourceArn": trailArn(accountId, region, name) };
  const common = { Effect: "Allow", Principal: { Service: "cloudtrail.amazonaws.com" } };
  return [
    { Sid: "TrailChecks", ...common, Action: "s3:GetBucketAcl", Resource: arnOf(bucket), Condition: { StringEquals: from } },
    {
      Sid: "TrailWrites",
      ...common,
      Action: "s3:PutObject",
      Resource: `${arnOf(bucket)}/AWSLogs/${accountId}/*`,
      Condition: { StringEquals: { ...from, "s3:x-amz-acl": "bucket-owner-full-control" } },
    },
  ];
}

function arnOf(bucket: string): string {
  return `arn:aws:s3:::${bucket}`;
}
