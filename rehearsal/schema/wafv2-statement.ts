import { type Attribute, type Body, flags, type NestedBlock } from "./types.ts";

// Rules of aws_wafv2_web_acl contain statements that contain statements, which the bindings do not describe. This is the real schema, cut to
// what a launch needs: the whole of it has 9,700 attributes, and every terraform would read them at every start.
// Source: schema of hashicorp/aws 5.100.0 (run on 2026-11-26).

const TEXT: Attribute = { ...flags("R"), type: "string" };
const OPTIONAL_TEXT: Attribute = { ...flags("O"), type: "string" };
const NUMBER: Attribute = { ...flags("R"), type: "number" };
const OPTIONAL_NUMBER: Attribute = { ...flags("O"), type: "number" };
const TEXTS: Attribute = { ...flags("R"), type: ["list", "string"] };

const body = (attributes: Body["attributes"], blocks: Body["blocks"] = {}): Body => ({ attributes, blocks });
const one = (inside: Body): NestedBlock => ({ nesting: "list", minItems: 0, maxItems: 1, body: inside });
const needed = (inside: Body): NestedBlock => ({ ...one(inside), minItems: 1 });
const EMPTY = one(body({}));

const transformations: NestedBlock = { nesting: "set", minItems: 1, maxItems: 0, body: body({ priority: NUMBER, type: TEXT }) };
const transformed = { text_transformation: transformations };
const fallback = one(body({ fallback_behavior: TEXT }));
const forwardedIp = one(body({ fallback_behavior: TEXT, header_name: TEXT }));

/** A part of the request. */
const part = one(
  body(
    {},
    {
      all_query_arguments: EMPTY,
      body: one(body({ oversize_handling: OPTIONAL_TEXT })),
      method: EMPTY,
      query_string: EMPTY,
      single_header: one(body({ name: TEXT })),
      single_query_argument: one(body({ name: TEXT })),
      uri_path: EMPTY,
    },
  ),
);
const matched = { field_to_match: part, ...transformed };

/** Statements that contain no other. */
const LEAVES: Body["blocks"] = {
  byte_match_statement: one(body({ positional_constraint: TEXT, search_string: TEXT }, matched)),
  geo_match_statement: one(body({ country_codes: TEXTS }, { forwarded_ip_config: forwardedIp })),
  ip_set_reference_statement: one(
    body({ arn: TEXT }, { ip_set_forwarded_ip_config: one(body({ fallback_behavior: TEXT, header_name: TEXT, position: TEXT })) }),
  ),
  label_match_statement: one(body({ key: TEXT, scope: TEXT })),
  regex_match_statement: one(body({ regex_string: TEXT }, matched)),
  size_constraint_statement: one(body({ comparison_operator: TEXT, size: NUMBER }, matched)),
};

/** How deep logic may nest below the statement of a rule. The provider admits one level more. */
const DEEPEST = 2;

function logic(level: number): Body["blocks"] {
  if (level === 0) return {};
  const statement: NestedBlock = { nesting: "list", minItems: 1, maxItems: 0, body: statements(level - 1) };
  const inner = one(body({}, { statement }));
  return { and_statement: inner, not_statement: inner, or_statement: inner };
}

function statements(level: number): Body {
  return body({}, { ...LEAVES, ...logic(level) });
}

const scopeDown = one(statements(DEEPEST - 1));
const keyPart = one(body({ name: TEXT }, transformed));
const customHeaders: NestedBlock = { nesting: "set", minItems: 1, maxItems: 0, body: body({ name: TEXT, value: TEXT }) };
const handled = one(body({}, { custom_request_handling: one(body({}, { insert_header: customHeaders })) }));

/** The statement of a rule. */
export const WAF_STATEMENT: NestedBlock = {
  ...needed(
    body(
      {},
      {
        ...statements(DEEPEST).blocks,
        managed_rule_group_statement: one(
          body(
            { name: TEXT, vendor_name: TEXT, version: OPTIONAL_TEXT },
            {
              managed_rule_group_configs: {
                ...one(
                  body(
                    {},
                    {
                      aws_managed_rules_bot_control_rule_set: one(
                        body({ enable_machine_learning: { ...flags("O"), type: "bool" }, inspection_level: TEXT }),
                      ),
                    },
                  ),
                ),
                maxItems: 0,
              },
              rule_action_override: {
                ...one(
                  body(
                    { name: TEXT },
                    {
                      action_to_use: needed(
                        body(
                          {},
                          {
                            allow: handled,
                            block: one(
                              body(
                                {},
                                {
                                  custom_response: one(
                                    body(
                                      { custom_response_body_key: OPTIONAL_TEXT, response_code: NUMBER },
                                      { response_header: { ...customHeaders, minItems: 0 } },
                                    ),
                                  ),
                                },
                              ),
                            ),
                            captcha: handled,
                            challenge: handled,
                            count: handled,
                          },
                        ),
                      ),
                    },
                  ),
                ),
                maxItems: 100,
              },
              scope_down_statement: scopeDown,
            },
          ),
        ),
        rate_based_statement: one(
          body(
            { aggregate_key_type: OPTIONAL_TEXT, evaluation_window_sec: OPTIONAL_NUMBER, limit: NUMBER },
            {
              custom_key: {
                ...one(
                  body(
                    {},
                    {
                      cookie: keyPart,
                      forwarded_ip: EMPTY,
                      header: keyPart,
                      http_method: EMPTY,
                      ip: EMPTY,
                      ja3_fingerprint: fallback,
                      ja4_fingerprint: fallback,
                      label_namespace: one(body({ namespace: TEXT })),
                      query_argument: keyPart,
                      query_string: one(body({}, transformed)),
                      uri_path: one(body({}, transformed)),
                    },
                  ),
                ),
                maxItems: 5,
              },
              forwarded_ip_config: forwardedIp,
              scope_down_statement: scopeDown,
            },
          ),
        ),
      },
    ),
  ),
};
