import { ARN } from "./aws-values.ts";
import { atLeast, atLeastOneWith, between, conflictsWith, each, length, oneOf, type Rules } from "./rule.ts";

// Source: answers of hashicorp/terraform-provider-aws 5.100.0 to one-attribute changes (run on 2026-11-26).

/** The network that gives files out. */
export const CLOUDFRONT_RULES: Readonly<Record<string, Rules>> = {
  aws_cloudfront_function: {
    key_value_store_associations: { checks: [each(ARN)] },
    name: { replace: true },
    publish: { default: true },
    runtime: { checks: [oneOf("cloudfront-js-1.0", "cloudfront-js-2.0")] },
  },
  aws_cloudfront_origin_access_control: {
    description: { default: "Managed by Terraform", checks: [length(0, 256)] },
    name: { checks: [length(1, 64)] },
    origin_access_control_origin_type: { checks: [oneOf("s3", "mediastore", "mediapackagev2", "lambda")] },
    signing_behavior: { checks: [oneOf("never", "always", "no-override")] },
    signing_protocol: { checks: [oneOf("sigv4")] },
  },
  aws_cloudfront_response_headers_policy: {
    name: { checks: [length(1, 128)] },
    security_headers_config: {
      checks: [atLeastOneWith("cors_config", "custom_headers_config", "remove_headers_config", "server_timing_headers_config")],
    },
    "security_headers_config[].frame_options[].frame_option": { checks: [oneOf("DENY", "SAMEORIGIN")] },
    "security_headers_config[].referrer_policy[].referrer_policy": {
      checks: [
        oneOf(
          "no-referrer",
          "no-referrer-when-downgrade",
          "origin",
          "origin-when-cross-origin",
          "same-origin",
          "strict-origin",
          "strict-origin-when-cross-origin",
          "unsafe-url",
        ),
      ],
    },
    "server_timing_headers_config[].sampling_rate": { checks: [between(0.0, 100.0)] },
  },
  aws_cloudfront_distribution: {
    comment: { checks: [length(0, 128)] },
    "default_cache_behavior[].forwarded_values[].cookies[].forward": { checks: [oneOf("none", "whitelist", "all")] },
    "default_cache_behavior[].function_association[].event_type": {
      checks: [oneOf("viewer-request", "viewer-response", "origin-request", "origin-response")],
    },
    "default_cache_behavior[].function_association[].function_arn": { checks: [ARN] },
    "default_cache_behavior[].grpc_config": { computedBlock: true },
    "default_cache_behavior[].lambda_function_association[].event_type": {
      checks: [oneOf("viewer-request", "viewer-response", "origin-request", "origin-response")],
    },
    "default_cache_behavior[].lambda_function_association[].lambda_arn": { checks: [ARN] },
    "default_cache_behavior[].realtime_log_config_arn": { checks: [ARN] },
    "default_cache_behavior[].viewer_protocol_policy": { checks: [oneOf("allow-all", "https-only", "redirect-to-https")] },
    http_version: { default: "http2", checks: [oneOf("http1.1", "http2", "http3", "http2and3")] },
    is_ipv6_enabled: { default: false },
    "ordered_cache_behavior[].forwarded_values[].cookies[].forward": { checks: [oneOf("none", "whitelist", "all")] },
    "ordered_cache_behavior[].function_association[].event_type": {
      checks: [oneOf("viewer-request", "viewer-response", "origin-request", "origin-response")],
    },
    "ordered_cache_behavior[].function_association[].function_arn": { checks: [ARN] },
    "ordered_cache_behavior[].grpc_config": { computedBlock: true },
    "ordered_cache_behavior[].lambda_function_association[].event_type": {
      checks: [oneOf("viewer-request", "viewer-response", "origin-request", "origin-response")],
    },
    "ordered_cache_behavior[].lambda_function_association[].lambda_arn": { checks: [ARN] },
    "ordered_cache_behavior[].realtime_log_config_arn": { checks: [ARN] },
    "ordered_cache_behavior[].viewer_protocol_policy": { checks: [oneOf("allow-all", "https-only", "redirect-to-https")] },
    "origin[].connection_attempts": { default: 3, checks: [between(1, 3)] },
    "origin[].connection_timeout": { default: 10, checks: [between(1, 10)] },
    "origin[].custom_origin_config[].origin_keepalive_timeout": { default: 5, checks: [atLeast(1)] },
    "origin[].custom_origin_config[].origin_protocol_policy": { checks: [oneOf("http-only", "match-viewer", "https-only")] },
    "origin[].custom_origin_config[].origin_read_timeout": { default: 30, checks: [atLeast(1)] },
    "origin[].custom_origin_config[].origin_ssl_protocols": { checks: [each(oneOf("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"))] },
    "origin[].domain_name": { checks: [length(1)] },
    "origin[].origin_access_control_id": { checks: [length(1)] },
    "origin[].origin_id": { checks: [length(1)] },
    "origin[].vpc_origin_config[].origin_keepalive_timeout": { default: 5, checks: [atLeast(1)] },
    "origin[].vpc_origin_config[].origin_read_timeout": { default: 30, checks: [atLeast(1)] },
    price_class: { default: "PriceClass_All", checks: [oneOf("PriceClass_100", "PriceClass_200", "PriceClass_All", "None")] },
    "restrictions[].geo_restriction[].restriction_type": { checks: [oneOf("blacklist", "whitelist", "none")] },
    retain_on_delete: { default: false },
    staging: { replace: true, default: false },
    "viewer_certificate[].acm_certificate_arn": {
      checks: [conflictsWith("<.cloudfront_default_certificate", "<.iam_certificate_id"), ARN],
    },
    "viewer_certificate[].minimum_protocol_version": {
      default: "TLSv1",
      checks: [oneOf("SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016", "TLSv1.2_2018", "TLSv1.2_2019", "TLSv1.2_2021")],
    },
    "viewer_certificate[].ssl_support_method": { checks: [oneOf("sni-only", "vip", "static-ip")] },
    wait_for_deployment: { default: true },
  },
};
