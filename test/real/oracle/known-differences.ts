/** Where the rehearsal and the real provider differ, by the reason. What no longer differs has to leave the table. */
export const KNOWN_DIFFERENCES: Readonly<Record<string, readonly string[]>> = {
  "the rehearsal plays 6.25.0, which changed this since 5.100.0": [
    'aws_cloudfront_distribution logging_config.bucket: "string" R, "string" O',
    'aws_cloudfront_response_headers_policy etag: "string" OC, "string" C',
    'aws_ecs_service availability_zone_rebalancing: "string" O, "string" OC',
    'aws_lb_listener_rule condition.host_header.values: ["set","string"] R, ["set","string"] O',
    'aws_lb_listener_rule condition.http_header.values: ["set","string"] R, ["set","string"] O',
    'aws_lb_listener_rule condition.path_pattern.values: ["set","string"] R, ["set","string"] O',
    'aws_s3_bucket region: "string" C, "string" OC',
    "aws_s3_bucket region",
    // it computes how long an origin may take to answer
    "aws_cloudfront_distribution origin",
  ],
  "protocol 5 has another number for write-only, which our messages do not read": ['aws_ssm_parameter value_wo: "string" OS, "string" OSW'],
  "the provider plans 0 and then reads 300 from the queue; here it is known after apply": [
    "aws_sqs_queue kms_data_key_reuse_period_seconds",
  ],
  "the API refuses it at apply, the rehearsal already when it validates": [
    "aws_acm_certificate domain_name: refuses 3000 characters",
    'aws_acm_certificate_validation certificate_arn: refuses "!! no such/valueé "',
    'aws_acm_certificate_validation certificate_arn: refuses "x"',
    "aws_acm_certificate_validation certificate_arn: refuses 3000 characters",
    "aws_cloudfront_response_headers_policy name: refuses 3000 characters",
    'aws_iam_role_policy role: refuses "!! no such/valueé "',
    "aws_lambda_function description: refuses 3000 characters",
    "aws_lb_trust_store ca_certificates_bundle_s3_bucket: refuses 3000 characters",
    "aws_lb_trust_store ca_certificates_bundle_s3_key: refuses 3000 characters",
    "aws_s3_bucket_lifecycle_configuration rule.noncurrent_version_expiration.newer_noncurrent_versions: refuses 987654321",
    "aws_s3_object key: refuses 3000 characters",
  ],
  "the provider refuses it at validation, the rehearsal at apply": [
    "aws_lb_target_group slow_start: takes 1",
    "aws_route53_health_check regions: takes 60 elements",
  ],
};
