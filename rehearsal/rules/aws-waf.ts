import { ARN } from "./aws-values.ts";
import { between, conflictsWith, each, items, JSON_TEXT, length, matches, oneOf, type Rules } from "./rule.ts";

// Source: answers of hashicorp/terraform-provider-aws 5.100.0 to one-attribute changes (run on 2026-11-26).

const WORDS = matches(/^[0-9A-Za-z_-]+$/, "alphanumeric, hyphen and underscore characters");
const BODY_SIZE = oneOf("KB_16", "KB_32", "KB_48", "KB_64");
const ROOT = "rule[].statement";
/** Where a statement may stand; deeper down the API judges it. */
const STATEMENT_PLACES = [
  ROOT,
  ...["and_statement", "or_statement", "not_statement"].map((kind) => `${ROOT}[].${kind}[].statement`),
  ...["rate_based_statement", "managed_rule_group_statement"].map((kind) => `${ROOT}[].${kind}[].scope_down_statement`),
];
const TRANSFORMATION = oneOf(
  ...["NONE", "COMPRESS_WHITE_SPACE", "HTML_ENTITY_DECODE", "LOWERCASE", "CMD_LINE", "URL_DECODE", "BASE64_DECODE", "HEX_DECODE", "MD5"],
  ...["REPLACE_COMMENTS", "ESCAPE_SEQ_DECODE", "SQL_HEX_DECODE", "CSS_DECODE", "JS_DECODE", "NORMALIZE_PATH", "NORMALIZE_PATH_WIN"],
  ...["REMOVE_NULLS", "REPLACE_NULLS", "BASE64_DECODE_EXT", "URL_DECODE_UNI", "UTF8_TO_UNICODE"],
);
const HEADER_NAME = matches(/^[a-z0-9_-]{1,40}$/, "up to 40 lowercase alphanumeric characters, underscores, and hyphens");
/** Statements that look at a part of the request. */
const LOOKING = ["byte_match_statement", "regex_match_statement", "size_constraint_statement"];
const STATEMENT_RULES: Rules = {
  ...Object.fromEntries(
    LOOKING.flatMap((kind) => [
      [`${kind}[].field_to_match[].single_header[].name`, { checks: [HEADER_NAME] }],
      [`${kind}[].text_transformation[].type`, { checks: [TRANSFORMATION] }],
    ]),
  ),
  "byte_match_statement[].positional_constraint": {
    checks: [oneOf("EXACTLY", "STARTS_WITH", "ENDS_WITH", "CONTAINS", "CONTAINS_WORD")],
  },
  "byte_match_statement[].search_string": { checks: [length(1, 200)] },
  "geo_match_statement[].country_codes": { checks: [items(1)] },
  "ip_set_reference_statement[].arn": { checks: [ARN] },
  "label_match_statement[].scope": { checks: [oneOf("LABEL", "NAMESPACE")] },
  "regex_match_statement[].regex_string": { checks: [length(1, 512)] },
  "size_constraint_statement[].comparison_operator": { checks: [oneOf("EQ", "NE", "LE", "LT", "GE", "GT")] },
  "size_constraint_statement[].size": { checks: [between(0, 2_147_483_647)] },
};

/** The firewall of AWS. */
export const WAF_RULES: Readonly<Record<string, Rules>> = {
  aws_wafv2_web_acl: {
    "association_config[].request_body[].api_gateway[].default_size_inspection_limit": { checks: [BODY_SIZE] },
    "association_config[].request_body[].app_runner_service[].default_size_inspection_limit": { checks: [BODY_SIZE] },
    "association_config[].request_body[].cloudfront[].default_size_inspection_limit": { checks: [BODY_SIZE] },
    "association_config[].request_body[].cognito_user_pool[].default_size_inspection_limit": { checks: [BODY_SIZE] },
    "association_config[].request_body[].verified_access_instance[].default_size_inspection_limit": { checks: [BODY_SIZE] },
    "custom_response_body[].content": { checks: [length(1, 10_240)] },
    "custom_response_body[].content_type": { checks: [oneOf("TEXT_PLAIN", "TEXT_HTML", "APPLICATION_JSON")] },
    "custom_response_body[].key": { checks: [length(1, 128), WORDS] },
    description: { checks: [length(1, 256)] },
    name: { replace: true, checks: [length(1, 128), WORDS] },
    name_prefix: { replace: true, checks: [conflictsWith("name"), length(1, 102), WORDS] },
    rule: { checks: [conflictsWith("rule_json")] },
    "rule[].name": { checks: [length(1, 128)] },
    "rule[].visibility_config[].metric_name": { checks: [length(1, 128), WORDS] },
    token_domains: { checks: [each(matches(/^[\w./-]+$/, "alphanumeric, hyphen, dot, underscore and forward-slash characters"))] },
    rule_json: { checks: [conflictsWith("rule"), JSON_TEXT] },
    scope: { replace: true, checks: [oneOf("CLOUDFRONT", "REGIONAL")] },
    "visibility_config[].metric_name": { checks: [length(1, 128), WORDS] },
    ...Object.fromEntries(
      STATEMENT_PLACES.flatMap((place) => Object.entries(STATEMENT_RULES).map(([path, rule]) => [`${place}[].${path}`, rule])),
    ),
    "rule[].statement[].managed_rule_group_statement[].name": { checks: [length(1, 128)] },
    "rule[].statement[].managed_rule_group_statement[].vendor_name": { checks: [length(1, 128)] },
    "rule[].statement[].rate_based_statement[].aggregate_key_type": {
      default: "IP",
      checks: [oneOf("IP", "FORWARDED_IP", "CONSTANT", "CUSTOM_KEYS")],
    },
    "rule[].statement[].rate_based_statement[].evaluation_window_sec": { default: 300, checks: [oneOf(60, 120, 300, 600)] },
    "rule[].statement[].rate_based_statement[].limit": { checks: [between(10, 2_000_000_000)] },
  },
  aws_wafv2_web_acl_association: {
    resource_arn: { replace: true, checks: [ARN] },
    web_acl_arn: { replace: true, checks: [ARN] },
  },
  aws_wafv2_ip_set: {
    addresses: { checks: [items(0, 10000)] },
    description: { checks: [length(1, 256)] },
    ip_address_version: { replace: true, checks: [oneOf("IPV4", "IPV6")] },
    name: { replace: true, checks: [length(1, 128), matches(/^[0-9A-Za-z_-]+$/, "alphanumeric, hyphen and underscore characters")] },
    name_prefix: { replace: true, checks: [conflictsWith("name")] },
    scope: { replace: true, checks: [oneOf("CLOUDFRONT", "REGIONAL")] },
  },
};
