import { fromCloudflare } from "../../edge/from-cloudflare.ts";
import { type EdgeRule, edgeRuleSchema } from "../../edge/rule.ts";
import { SlipwayErrors } from "../../errors/slipway-error.ts";

const BASE = { id: "2c0fc9fa937b11eaa1b71c4d701ab86e", ref: "zone--x", description: "x", enabled: true, expression: "ssl" };
const COMMON = { ref: "zone--x", description: "x", enabled: true, expression: "ssl" };

const CASES: readonly (readonly [string, object, EdgeRule])[] = [
  [
    "a static redirect",
    {
      ...BASE,
      action: "redirect",
      action_parameters: {
        from_value: { status_code: 302, preserve_query_string: false, target_url: { value: "https://a.example/", expression: null } },
        headers: null,
        response: null,
      },
      ratelimit: null,
      logging: null,
    },
    {
      ...COMMON,
      phase: "http_request_dynamic_redirect",
      action: "redirect",
      target: { url: "https://a.example/" },
      statusCode: 302,
      preserveQueryString: false,
    },
  ],
  [
    "a computed redirect, with the provider's defaults",
    { ...BASE, action: "redirect", action_parameters: { from_value: { target_url: { expression: "http.host" } } } },
    {
      ...COMMON,
      phase: "http_request_dynamic_redirect",
      action: "redirect",
      target: { expression: "http.host" },
      statusCode: 301,
      preserveQueryString: false,
    },
  ],
  [
    "a block",
    { ...BASE, action: "block", action_parameters: null, enabled: false },
    { ...COMMON, phase: "http_request_firewall_custom", action: "block", enabled: false },
  ],
  [
    "a rate limit",
    {
      ...BASE,
      action: "block",
      ratelimit: {
        characteristics: ["cf.colo.id", "ip.src"],
        period: 60,
        requests_per_period: 10,
        mitigation_timeout: 600,
        counting_expression: null,
        requests_to_origin: false,
      },
    },
    {
      ...COMMON,
      phase: "http_ratelimit",
      action: "block",
      characteristics: ["cf.colo.id", "ip.src"],
      periodSeconds: 60,
      requestsPerPeriod: 10,
      mitigationTimeoutSeconds: 600,
    },
  ],
  [
    "response headers",
    {
      ...BASE,
      action: "rewrite",
      action_parameters: {
        headers: {
          "x-a": { operation: "set", value: "1", expression: null },
          "x-b": { operation: "remove", value: null, expression: null },
        },
      },
    },
    {
      ...COMMON,
      phase: "http_response_headers_transform",
      action: "rewrite",
      headers: { "x-a": { set: "1" }, "x-b": { remove: true } },
    },
  ],
];

it.each(CASES)("reads %s as the provider holds it", (_, state, rule) => {
  const ruleset = {
    id: "a",
    zone_id: "b",
    kind: "zone",
    name: "default",
    description: "",
    version: "3",
    last_updated: "t",
    phase: rule.phase,
    rules: [state],
  };
  expect(fromCloudflare(ruleset, "zone/example.com")).toEqual({ phase: rule.phase, rules: [rule] });
  expect(edgeRuleSchema.parse(rule)).toEqual(rule);
});

it.each([
  ["http_request_firewall_custom", { ...BASE, action: "skip" }],
  ["http_request_firewall_custom", { ...BASE, action: "block", action_parameters: { response: { status_code: 418 } } }],
  ["http_request_firewall_custom", { ...BASE, action: "block", logging: { enabled: true } }],
  ["http_request_firewall_custom", { ...BASE, action: "block", expression: "" }],
  ["http_request_dynamic_redirect", { ...BASE, action: "redirect", action_parameters: { from_list: { name: "a", key: "b" } } }],
  [
    "http_request_dynamic_redirect",
    { ...BASE, action: "redirect", action_parameters: { from_value: { status_code: 303, target_url: { value: "a" } } } },
  ],
  ["http_ratelimit", { ...BASE, action: "managed_challenge", ratelimit: CASES[3]?.[1] }],
  ["http_ratelimit", { ...BASE, action: "block" }],
  [
    "http_ratelimit",
    {
      ...BASE,
      action: "block",
      ratelimit: { characteristics: ["ip.src"], period: 10, requests_per_period: 1, mitigation_timeout: 10, requests_to_origin: true },
    },
  ],
  [
    "http_response_headers_transform",
    { ...BASE, action: "rewrite", action_parameters: { headers: { a: { operation: "add", value: "1" } } } },
  ],
  [
    "http_response_headers_transform",
    { ...BASE, action: "rewrite", action_parameters: { headers: { a: { operation: "set", expression: "ip.src" } } } },
  ],
])("refuses a rule of %s that it does not know: %j", (phase, rule) => {
  const read = () => fromCloudflare({ phase, rules: [rule] }, "zone/example.com");
  expect(read).toThrow(SlipwayErrors);
  expect(read).toThrow(/^zone\/example.com: rules\[0\]: expected a rule of the kinds that Slipway emits, got .*\[RULESET_NOT_OURS\]$/);
});

it.each([[{}], [{ phase: "http_request_transform", rules: [] }], [{ phase: "ddos_l7" }], ["text"], [null]])(
  "refuses ruleset %j",
  (ruleset) => {
    expect(() => fromCloudflare(ruleset, "zone/example.com")).toThrow(SlipwayErrors);
  },
);

it("names every rule that it does not know at once", () => {
  const rules = [
    { ...BASE, action: "skip" },
    { ...BASE, action: "block" },
    { ...BASE, action: "log" },
  ];
  expect.assertions(1);
  try {
    fromCloudflare({ phase: "http_request_firewall_custom", rules }, "zone/example.com");
  } catch (error) {
    expect(error instanceof SlipwayErrors ? error.errors.map(({ parts }) => parts.where) : error).toEqual([
      "zone/example.com: rules[0]",
      "zone/example.com: rules[2]",
    ]);
  }
});

it("takes an empty ruleset", () => {
  expect(fromCloudflare({ phase: "http_ratelimit", rules: null }, "z")).toEqual({ phase: "http_ratelimit", rules: [] });
});

it("lets a rule without a reference go by its id", () => {
  const { ref: _, ...anonymous } = BASE;
  expect(fromCloudflare({ phase: "http_request_firewall_custom", rules: [{ ...anonymous, action: "block" }] }, "z").rules[0]?.ref).toBe(
    BASE.id,
  );
});
