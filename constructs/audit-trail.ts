import { Construct } from "constructs";
import type { TrailModel } from "../config/account-model.ts";
import { Cloudtrail } from "./aws.ts";
import { lit } from "./lit.ts";
import { policyText } from "./policy-text.ts";
import { PrivateBucket } from "./private-bucket.ts";

export interface AuditTrailProps {
  readonly trail: TrailModel;
  readonly keyArn: string;
}

/**
 * Who changed what in the AWS account, in every region, in files that nobody changes unnoticed.
 * Source: AWS CloudTrail User Guide, validating log file integrity; CIS AWS Foundations Benchmark 5.0.0, section 3 (checked 2026-11-26).
 */
export class AuditTrail extends Construct {
  constructor(scope: Construct, id: string, { trail, keyArn }: AuditTrailProps) {
    super(scope, id);
    const bucket = new PrivateBucket(this, "bucket", { bucket: trail.bucket, keyArn, policy: policyText(trail.bucket.policy) });
    new Cloudtrail(this, "trail", {
      name: lit(trail.name),
      s3BucketName: lit(trail.bucket.name),
      kmsKeyId: keyArn,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      enableLogging: true,
      dependsOn: [bucket.policed], // CloudTrail tries to write at once
    }).overrideLogicalId("trail");
  }
}
