import { ARN } from "./aws-values.ts";
import { atLeast, between, conflictsWith, items, JSON_TEXT, length, matches, oneOf, type Rules, WHOLE } from "./rule.ts";

// Source: answers of hashicorp/terraform-provider-aws 5.100.0 to one-attribute changes (run on 2026-11-26).

const STORAGE_CLASS = oneOf("GLACIER", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "DEEP_ARCHIVE", "GLACIER_IR");

/** Settings that have a resource of their own; in the bucket they are deprecated. */
export const BUCKET_SETTINGS_APART = [
  "cors_rule",
  "grant",
  "lifecycle_rule",
  "logging",
  "object_lock_configuration",
  "replication_configuration",
  "server_side_encryption_configuration",
  "versioning",
  "website",
] as const;

/** Files. */
export const STATIC_RULES: Readonly<Record<string, Rules>> = {
  aws_s3_bucket: {
    bucket: { replace: true, checks: [conflictsWith("bucket_prefix"), length(0, 63)] },
    bucket_prefix: { replace: true, checks: [conflictsWith("bucket"), length(0, 37)] },
    force_destroy: { default: false },
    object_lock_enabled: { replace: true },
    // settings in the bucket itself are refused, but read back from it
    ...Object.fromEntries(BUCKET_SETTINGS_APART.map((name) => [name, { computedBlock: true }])),
  },
  aws_s3_bucket_versioning: {
    bucket: { replace: true, checks: [length(1, 63)] },
    expected_bucket_owner: { replace: true, checks: [matches(/^\d{12}$/, "exactly 12 digits")] },
    "versioning_configuration[].mfa_delete": { checks: [oneOf("Enabled", "Disabled")] },
    "versioning_configuration[].status": { checks: [oneOf("Enabled", "Suspended", "Disabled")] },
  },
  aws_s3_bucket_public_access_block: {
    block_public_acls: { default: false },
    block_public_policy: { default: false },
    bucket: { replace: true },
    ignore_public_acls: { default: false },
    restrict_public_buckets: { default: false },
  },
  aws_s3_bucket_server_side_encryption_configuration: {
    bucket: { replace: true, checks: [length(1, 63)] },
    expected_bucket_owner: { replace: true, checks: [matches(/^\d{12}$/, "exactly 12 digits")] },
    "rule[].apply_server_side_encryption_by_default[].sse_algorithm": { checks: [oneOf("AES256", "aws:kms", "aws:kms:dsse")] },
  },
  aws_s3_bucket_policy: {
    bucket: { replace: true },
    policy: { checks: [JSON_TEXT] },
  },
  aws_s3_bucket_lifecycle_configuration: {
    bucket: { replace: true, checks: [length(1, 63)] },
    expected_bucket_owner: { replace: true, keep: "even-null", checks: [matches(/^\d{12}$/, "exactly 12 digits")] },
    id: { keep: true },
    "rule[].expiration[].days": { default: 0, checks: [WHOLE] },
    "rule[].expiration[].expired_object_delete_marker": { default: false },
    "rule[].filter[].and[].object_size_greater_than": { default: 0, checks: [atLeast(0)] },
    "rule[].filter[].and[].object_size_less_than": { default: 0, checks: [atLeast(1)] },
    "rule[].filter[].and[].prefix": { default: "" },
    "rule[].filter[].and[].tags": { checks: [items(1)] },
    "rule[].filter[].object_size_greater_than": { default: null },
    "rule[].filter[].object_size_less_than": { default: null },
    "rule[].filter[].prefix": { default: "" },
    "rule[].id": { checks: [length(1, 255)] },
    "rule[].noncurrent_version_expiration[].newer_noncurrent_versions": { default: null, checks: [between(1, 100)] },
    "rule[].noncurrent_version_expiration[].noncurrent_days": { checks: [atLeast(1)] },
    "rule[].noncurrent_version_transition[].newer_noncurrent_versions": { default: null, checks: [between(1, 100)] },
    "rule[].noncurrent_version_transition[].noncurrent_days": { checks: [atLeast(0)] },
    "rule[].noncurrent_version_transition[].storage_class": { checks: [STORAGE_CLASS] },
    "rule[].prefix": { default: "" },
    "rule[].status": { checks: [oneOf("Disabled", "Enabled")] },
    "rule[].transition[].days": { checks: [atLeast(0)] },
    "rule[].transition[].storage_class": { checks: [STORAGE_CLASS] },
    transition_default_minimum_object_size: {
      default: "all_storage_classes_128K",
      checks: [oneOf("varies_by_storage_class", "all_storage_classes_128K")],
    },
  },
  aws_s3_bucket_ownership_controls: {
    bucket: { replace: true, checks: [length(1)] },
    "rule[].object_ownership": { checks: [oneOf("BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced")] },
  },
  aws_s3_object: {
    acl: {
      checks: [
        oneOf(
          "private",
          "public-read",
          "public-read-write",
          "authenticated-read",
          "aws-exec-read",
          "bucket-owner-read",
          "bucket-owner-full-control",
        ),
      ],
    },
    bucket: { replace: true, checks: [length(1)] },
    checksum_algorithm: { checks: [oneOf("CRC32", "CRC32C", "SHA1", "SHA256", "CRC64NVME")] },
    content: { checks: [conflictsWith("content_base64", "source")] },
    content_base64: { checks: [conflictsWith("content", "source")] },
    etag: { checks: [conflictsWith("kms_key_id")] },
    force_destroy: { default: false },
    key: { replace: true, checks: [length(1, 1024)] },
    kms_key_id: { checks: [ARN] },
    object_lock_legal_hold_status: { checks: [oneOf("ON", "OFF")] },
    object_lock_retain_until_date: {
      checks: [matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/, "a time as RFC 3339 writes it")],
    },
    object_lock_mode: { checks: [oneOf("GOVERNANCE", "COMPLIANCE")] },
    server_side_encryption: { checks: [oneOf("AES256", "aws:kms", "aws:kms:dsse")] },
    source: { checks: [conflictsWith("content", "content_base64")] },
    storage_class: {
      checks: [
        oneOf(
          "STANDARD",
          "REDUCED_REDUNDANCY",
          "GLACIER",
          "STANDARD_IA",
          "ONEZONE_IA",
          "INTELLIGENT_TIERING",
          "DEEP_ARCHIVE",
          "OUTPOSTS",
          "GLACIER_IR",
          "SNOW",
          "EXPRESS_ONEZONE",
        ),
      ],
    },
  },
};
