import { Construct } from "constructs";
import type { BucketModel } from "../config/account-model.ts";
import { addressOf } from "./address.ts";
import {
  S3Bucket,
  S3BucketLifecycleConfiguration,
  S3BucketOwnershipControls,
  S3BucketPolicy,
  S3BucketPublicAccessBlock,
  S3BucketServerSideEncryptionConfigurationA,
  S3BucketVersioningA,
} from "./aws.ts";
import { lit } from "./lit.ts";

/** An upload that nobody ended is paid for until somebody cleans up. */
const UNFINISHED_UPLOAD_DAYS = 7;

export interface PrivateBucketProps {
  readonly bucket: Pick<BucketModel, "name" | "lifecycle"> & { readonly key: string };
  /** ARN of the key that encrypts what comes in; S3's own key when left out, as for what everybody may read in the end. */
  readonly keyArn?: string;
  /** JSON of the bucket's policy, with references where it names what the stack makes. */
  readonly policy: string;
}

/**
 * A bucket that nobody reads from outside: versioned, encrypted, without ACLs and public access, reached over TLS only.
 * Never destroyed by a run.
 */
export class PrivateBucket extends Construct {
  /** For whoever has to wait until the bucket lets them in. */
  readonly policed: S3BucketPolicy;

  constructor(scope: Construct, id: string, { bucket: model, keyArn, policy }: PrivateBucketProps) {
    super(scope, id);
    const address = addressOf("aws_s3_bucket", model.key);
    const { lifecycle } = model;
    const made = new S3Bucket(this, "bucket", { bucket: lit(model.name), lifecycle: { preventDestroy: true } });
    made.overrideLogicalId(address); // before its name is read
    const bucket = made.id;
    const versioning = new S3BucketVersioningA(this, "versioning", { bucket, versioningConfiguration: { status: "Enabled" } });
    const encryption = new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket,
      rule: [
        keyArn === undefined
          ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
          : { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn }, bucketKeyEnabled: true },
      ],
    });
    const access = new S3BucketPublicAccessBlock(this, "access", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const ownership = new S3BucketOwnershipControls(this, "ownership", { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } });
    const life = new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: [
        {
          id: "old-versions",
          status: "Enabled",
          filter: [{ prefix: "" }],
          noncurrentVersionExpiration: [
            {
              noncurrentDays: lifecycle.oldVersionsDays,
              ...(lifecycle.oldVersionsKept === undefined ? {} : { newerNoncurrentVersions: lifecycle.oldVersionsKept }),
            },
          ],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: UNFINISHED_UPLOAD_DAYS }],
          ...(lifecycle.expireDays === undefined ? {} : { expiration: [{ days: lifecycle.expireDays }] }),
        },
      ],
      dependsOn: [versioning], // rules for old versions presume that there are any
    });
    // S3 judges a policy by the block of public access, and allows one change of a bucket's access at a time
    this.policed = new S3BucketPolicy(this, "policy", { bucket, policy, dependsOn: [access] });
    for (const each of [versioning, encryption, access, ownership, life, this.policed]) each.overrideLogicalId(address);
  }
}
