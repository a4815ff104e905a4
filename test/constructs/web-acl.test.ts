import type { WebAclLimitModel, WebAclModel } from "../../config/web-acl-model.ts";
import { WebAcl } from "../../constructs/web-acl.ts";
import { containerModel } from "../fixtures/container.ts";
import { resourcesOf } from "../fixtures/synth.ts";

const chat: WebAclLimitModel = {
  key: "chat-api",
  limitClass: "chat",
  host: "api.shop.example",
  routes: [{ method: "POST", path: "/v1/chat" }],
  requests: 60,
  windowSeconds: 60,
  by: { cookie: "__Host-session" },
};

function rulesOf(webAcl: Partial<WebAclModel>): readonly Readonly<Record<string, unknown>>[] {
  const built = resourcesOf(
    (stack) => new WebAcl(stack, "web-acl", { webAcl: { ...containerModel.webAcl, ...webAcl }, loadBalancerArn: "arn:aws:lb" }),
  ) as { readonly aws_wafv2_web_acl: { readonly edge: { readonly rule: readonly Readonly<Record<string, unknown>>[] } } };
  return built.aws_wafv2_web_acl.edge.rule;
}

const match = (field: object, text: string, type = "NONE") => ({
  byte_match_statement: {
    field_to_match: field,
    positional_constraint: "EXACTLY",
    search_string: text,
    text_transformation: [{ priority: 0, type }],
  },
});

it("lets everything pass that no rule stops, and keeps no requests as samples", () => {
  expect(
    resourcesOf((stack) => new WebAcl(stack, "web-acl", { webAcl: containerModel.webAcl, loadBalancerArn: "arn:aws:lb" })),
  ).toMatchObject({
    aws_wafv2_web_acl: {
      edge: {
        scope: "REGIONAL",
        default_action: { allow: {} },
        visibility_config: { sampled_requests_enabled: false },
        rule: [{ name: "AWSManagedRulesKnownBadInputsRuleSet", priority: 0, override_action: { none: {} } }],
      },
    },
    aws_wafv2_web_acl_association: { edge: { resource_arn: "arn:aws:lb", web_acl_arn: "${aws_wafv2_web_acl.edge.arn}" } },
  });
});

it("counts by a key that users bring, on one route of one host, and answers 429", () => {
  expect(rulesOf({ managedGroups: [], limits: [chat] })).toEqual([
    {
      name: "limit-chat-api",
      priority: 0,
      action: { block: { custom_response: { response_code: 429, response_header: [{ name: "Retry-After", value: "60" }] } } },
      statement: {
        rate_based_statement: {
          limit: 60,
          evaluation_window_sec: 60,
          aggregate_key_type: "CUSTOM_KEYS",
          custom_key: [{ cookie: { name: "__Host-session", text_transformation: [{ priority: 0, type: "NONE" }] } }],
          scope_down_statement: {
            and_statement: {
              statement: [
                match({ single_header: { name: "host" } }, "api.shop.example", "LOWERCASE"),
                match({ method: {} }, "POST"),
                match({ uri_path: {} }, "/v1/chat"),
              ],
            },
          },
        },
      },
      visibility_config: { cloudwatch_metrics_enabled: true, metric_name: "limit-chat-api", sampled_requests_enabled: false },
    },
  ]);
});

it("counts addresses as the edge names them, never those of the connection", () => {
  const [rule] = rulesOf({ managedGroups: [], limits: [{ ...chat, by: "address" }] });
  expect(rule).toMatchObject({
    statement: {
      rate_based_statement: {
        aggregate_key_type: "FORWARDED_IP",
        forwarded_ip_config: { header_name: "CF-Connecting-IP", fallback_behavior: "MATCH" },
      },
    },
  });
});

it("takes any of several routes, with patterns as they are", () => {
  const routes = [
    { method: "GET", path: "/a" },
    { method: "GET", path: "/b/{id}", pattern: "^/b/[^/]+$" },
  ];
  const text = JSON.stringify(rulesOf({ limits: [{ ...chat, routes, by: { header: "authorization" } }] }).at(-1));
  expect(text).toContain('"or_statement":{"statement":[{"and_statement"');
  expect(text).toContain('"regex_string":"^/b/[^/]+$"');
  expect(text).toContain('"header":{"name":"authorization"');
});

it("numbers its rules without gaps, AWS's own first", () => {
  const rules = rulesOf({
    managedGroups: ["AWSManagedRulesCommonRuleSet", "AWSManagedRulesSQLiRuleSet"],
    limits: [chat, { ...chat, key: "x" }],
  });
  expect(rules.map(({ priority }) => priority)).toEqual([0, 1, 2, 3]);
});
