import type { AwsExample } from "./aws-example.ts";

const readable = (sid: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: sid,
        Effect: "Allow",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action: "s3:GetObject",
        Resource: "${aws_s3_bucket.it.arn}/*",
      },
    ],
  });
const bucket = "${aws_s3_bucket.it.id}";

/** Files, and the network that gives them out. */
export const STATIC_EXAMPLES: Readonly<Record<string, AwsExample>> = {
  aws_s3_bucket: {
    base: { bucket: "chatbot-site-123456789012", tags: { product: "chatbot" } },
    updated: { tags: { product: "portal" } },
    replaced: { bucket: "portal-site-123456789012" },
    without: "tags",
    importId: "{bucket}",
    writtenAgain: true,
  },
  aws_s3_bucket_versioning: {
    base: { bucket, versioning_configuration: [{ status: "Enabled" }] },
    updated: { versioning_configuration: [{ status: "Suspended" }] },
    drift: { versioning_configuration: [{ status: "Suspended", mfa_delete: "" }] },
    importId: "{bucket}",
  },
  aws_s3_bucket_public_access_block: {
    base: { bucket, block_public_acls: true, block_public_policy: true, ignore_public_acls: true, restrict_public_buckets: true },
    updated: { restrict_public_buckets: false },
    without: "ignore_public_acls",
    drift: { block_public_acls: false },
    importId: "{bucket}",
  },
  aws_s3_bucket_server_side_encryption_configuration: {
    base: { bucket, rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm: "AES256" }] }] },
    updated: { rule: [{ bucket_key_enabled: true, apply_server_side_encryption_by_default: [{ sse_algorithm: "AES256" }] }] },
    drift: {},
    importId: "{bucket}",
  },
  aws_s3_bucket_policy: {
    base: { bucket, policy: readable("site") },
    updated: { policy: readable("pages") },
    drift: { policy: readable("changed") },
    importId: "{bucket}",
  },
  aws_s3_bucket_lifecycle_configuration: {
    base: {
      bucket,
      rule: [
        {
          id: "old-versions",
          status: "Enabled",
          filter: [{}],
          noncurrent_version_expiration: [{ noncurrent_days: 30 }],
          abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
        },
      ],
    },
    updated: { rule: [{ id: "old-versions", status: "Disabled", filter: [{}], noncurrent_version_expiration: [{ noncurrent_days: 30 }] }] },
    importId: "{bucket}",
  },
  aws_s3_bucket_ownership_controls: {
    base: { bucket, rule: [{ object_ownership: "BucketOwnerEnforced" }] },
    updated: { rule: [{ object_ownership: "BucketOwnerPreferred" }] },
    drift: { rule: [{ object_ownership: "ObjectWriter" }] },
    importId: "{bucket}",
  },
  aws_s3_object: {
    base: { bucket, key: "index.html", content: "<!doctype html>", content_type: "text/html", cache_control: "no-cache" },
    updated: { content: "<!doctype html><title>x</title>" },
    replaced: { key: "start.html" },
    without: "cache_control",
    drift: { cache_control: "public" },
    importId: "{bucket}/{key}",
    writtenAgain: true,
  },
  aws_cloudfront_function: {
    base: { name: "gatekeeper", runtime: "cloudfront-js-2.0", code: "function handler(event) { return event.request; }" },
    updated: { comment: "refuses strangers" },
    drift: { runtime: "cloudfront-js-1.0" },
    importId: "{name}",
    writtenAgain: true,
  },
  aws_cloudfront_origin_access_control: {
    base: { name: "site", origin_access_control_origin_type: "s3", signing_behavior: "always", signing_protocol: "sigv4" },
    updated: { description: "the site's bucket" },
    drift: { signing_behavior: "never" },
    importId: "{id}",
  },
  aws_cloudfront_response_headers_policy: {
    base: {
      name: "security",
      security_headers_config: [
        {
          content_type_options: [{ override: true }],
          strict_transport_security: [{ access_control_max_age_sec: 31_536_000, override: true }],
        },
      ],
    },
    updated: { comment: "headers" },
    drift: { comment: "changed" },
    importId: "{id}",
  },
  aws_cloudfront_distribution: {
    base: {
      enabled: true,
      comment: "site",
      default_root_object: "index.html",
      price_class: "PriceClass_100",
      http_version: "http2and3",
      origin: [
        {
          origin_id: "site",
          domain_name: "${aws_s3_bucket.it.bucket_regional_domain_name}",
          origin_access_control_id: "${aws_cloudfront_origin_access_control.it.id}",
        },
      ],
      default_cache_behavior: [
        {
          target_origin_id: "site",
          viewer_protocol_policy: "redirect-to-https",
          allowed_methods: ["GET", "HEAD"],
          cached_methods: ["GET", "HEAD"],
          cache_policy_id: "658327ea-f89d-4fab-a63d-7e88639e58f6",
          response_headers_policy_id: "${aws_cloudfront_response_headers_policy.it.id}",
        },
      ],
      restrictions: [{ geo_restriction: [{ restriction_type: "none" }] }],
      viewer_certificate: [{ cloudfront_default_certificate: true }],
    },
    updated: { comment: "the site" },
    without: "comment",
    drift: { comment: "changed" },
    importId: "{id}",
    writtenAgain: true,
  },
};
