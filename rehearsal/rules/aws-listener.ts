import { ARN } from "./aws-values.ts";
import { conflictsWith, length, matches, type Rules } from "./rule.ts";

// Source: schemas and resource code of hashicorp/terraform-provider-aws 5.100.0 (checked 2026-11-26).

const NAME = matches(/^[0-9A-Za-z]([0-9A-Za-z-]*[0-9A-Za-z])?$/, "alphanumeric characters and hyphens, none of them at an end");

/** What a listener holds on to beside its rules. */
export const LISTENER_RULES: Readonly<Record<string, Rules>> = {
  aws_lb_listener_certificate: {
    certificate_arn: { replace: true, checks: [ARN] },
    listener_arn: { replace: true, checks: [ARN] },
  },
  aws_lb_trust_store: {
    ca_certificates_bundle_s3_bucket: { checks: [length(1, 255)] },
    ca_certificates_bundle_s3_object_version: { checks: [length(1)] },
    ca_certificates_bundle_s3_key: { checks: [length(1, 1024)] },
    name: { replace: true, checks: [conflictsWith("name_prefix"), length(1, 32), NAME] },
    name_prefix: { replace: true, checks: [conflictsWith("name"), length(0, 6)] },
  },
};
