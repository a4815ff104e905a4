import { between, type Check, conflictsWith, each, HEX_ID, IS_TRUE, items, length, matches, oneOf } from "./rule.ts";

export const RULESET_PHASES = [
  "ddos_l4",
  "ddos_l7",
  "http_config_settings",
  "http_custom_errors",
  "http_log_custom_fields",
  "http_ratelimit",
  "http_request_cache_settings",
  "http_request_dynamic_redirect",
  "http_request_firewall_custom",
  "http_request_firewall_managed",
  "http_request_late_transform",
  "http_request_origin",
  "http_request_redirect",
  "http_request_sanitize",
  "http_request_sbfm",
  "http_request_transform",
  "http_response_cache_settings",
  "http_response_compression",
  "http_response_firewall_managed",
  "http_response_headers_transform",
  "magic_transit",
  "magic_transit_ids_managed",
  "magic_transit_managed",
  "magic_transit_ratelimit",
] as const;

export const WORD = matches(/^[A-Za-z0-9_]+$/, "a non-empty string containing only alphanumeric characters and underscores");
export const HEADER_NAME = matches(/^[a-z0-9_-]+$/, "a lowercase header name of letters, numbers, underscores, and hyphens");
export const PRINTABLE = matches(/^[\x20-\x7e]*$/, "printable ASCII characters");

/** Every action parameter belongs to one action and is refused with any other. */
export const ACTION_PARAMETERS: Readonly<Record<string, Readonly<Record<string, readonly Check[]>>>> = {
  set_cache_settings: {
    additional_cacheable_ports: [items(1), each(between(1, 65535))],
    browser_ttl: [],
    cache: [],
    cache_key: [],
    cache_reserve: [],
    edge_ttl: [],
    origin_cache_control: [],
    origin_error_page_passthru: [],
    read_timeout: [between(100, 6000)],
    respect_strong_etags: [],
    serve_stale: [],
    strip_etags: [],
    strip_last_modified: [],
    strip_set_cookie: [],
    vary: [],
  },
  compress_response: {
    algorithms: [items(1)],
  },
  serve_error: {
    asset_name: [conflictsWith("<.content"), length(1)],
    content: [conflictsWith("<.asset_name"), length(1)],
    content_type: [oneOf("application/json", "text/html", "text/plain", "text/xml")],
    status_code: [between(400, 999)],
  },
  set_config: {
    automatic_https_rewrites: [],
    autominify: [],
    bic: [],
    content_converter: [],
    disable_apps: [IS_TRUE],
    disable_rum: [IS_TRUE],
    disable_zaraz: [IS_TRUE],
    email_obfuscation: [],
    fonts: [],
    hotlink_protection: [],
    mirage: [],
    opportunistic_encryption: [],
    polish: [oneOf("off", "lossless", "lossy", "webp")],
    redirects_for_ai_training: [],
    request_body_buffering: [oneOf("none", "standard", "full")],
    response_body_buffering: [oneOf("none", "standard")],
    rocket_loader: [],
    security_level: [oneOf("off", "essentially_off", "low", "medium", "high", "under_attack")],
    server_side_excludes: [],
    ssl: [oneOf("off", "flexible", "full", "strict", "origin_pull")],
    sxg: [],
  },
  log_custom_field: {
    cookie_fields: [items(1)],
    raw_response_fields: [items(1)],
    request_fields: [items(1)],
    response_fields: [items(1)],
    transformed_request_fields: [items(1)],
  },
  set_cache_tags: {
    expression: [conflictsWith("<.values")],
    operation: [oneOf("set", "add", "remove")],
    values: [conflictsWith("<.expression")],
  },
  redirect: {
    from_list: [conflictsWith("<.from_value")],
    from_value: [conflictsWith("<.from_list")],
  },
  rewrite: {
    headers: [items(1)],
    uri: [],
  },
  route: {
    host_header: [length(1)],
    origin: [],
    sni: [],
  },
  execute: {
    id: [HEX_ID],
    matched_data: [],
    overrides: [],
  },
  score: {
    increment: [],
  },
  skip: {
    phases: [items(1), each(oneOf(...RULESET_PHASES))],
    products: [items(1), each(oneOf("bic", "hot", "rateLimit", "securityLevel", "uaBlock", "waf", "zoneLockdown"))],
    rules: [items(1), each(items(1), each(HEX_ID))],
    ruleset: [oneOf("current")],
    rulesets: [items(1), each(HEX_ID)],
  },
  block: {
    response: [],
  },
};
