import { fromCloudflare } from "../../edge/from-cloudflare.ts";
import { type EdgeRule, edgeRuleSchema } from "../../edge/rule.ts";
import { SlipwayErrors } from "../../errors/slipway-error.ts";

const BASE = { id: "2c0fc9fa937b11eaa1b71c4d701ab86e", ref: "zone--x", description: "x", enabled: true, expression: "ssl" };
const COMMON = { ref: "zone--x", description: "x", enabled: true, expression: "ssl" };

const MANAGED = "efb7b8c949ac4650a09736fc376e9aee";
const OWASP = "4814384a9e5d4991b9815dcfc25d2f1f";
const MANAGED_RULE = "5de7edfa648c4d6891dc3e7f84534ffa";

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
          "x-c": { operation: "add", value: "2", expression: null },
          "x-d": { operation: "set", value: null, expression: "http.host" },
        },
      },
    },
    {
      ...COMMON,
      phase: "http_response_headers_transform",
      action: "rewrite",
      headers: { "x-a": { set: "1" }, "x-b": { remove: true }, "x-c": { add: "2" }, "x-d": { compute: "http.host" } },
    },
  ],
  [
    "a challenge",
    { ...BASE, action: "managed_challenge" },
    { ...COMMON, phase: "http_request_firewall_custom", action: "managed_challenge" },
  ],
  [
    "a rule that spares some requests the others",
    {
      ...BASE,
      action: "skip",
      action_parameters: { ruleset: "current", phases: ["http_ratelimit"], products: null },
      logging: { enabled: true },
    },
    { ...COMMON, phase: "http_request_firewall_custom", action: "skip", skipsRest: true, skipsPhases: ["http_ratelimit"] },
  ],
  [
    "a managed ruleset that only logs",
    { ...BASE, action: "execute", action_parameters: { id: MANAGED, overrides: { action: "log", rules: null } } },
    { ...COMMON, phase: "http_request_firewall_managed", action: "execute", rulesetId: MANAGED, overrideAction: "log" },
  ],
  [
    "an exception from managed rulesets",
    { ...BASE, action: "skip", action_parameters: { rulesets: [OWASP], rules: { [MANAGED]: [MANAGED_RULE] } } },
    { ...COMMON, phase: "http_request_firewall_managed", action: "skip", skips: { [OWASP]: [], [MANAGED]: [MANAGED_RULE] } },
  ],
  [
    "a cache rule",
    {
      ...BASE,
      action: "set_cache_settings",
      action_parameters: {
        cache: true,
        edge_ttl: { mode: "override_origin", default: 7200, status_code_ttl: null },
        browser_ttl: { mode: "override_origin", default: 60 },
        cache_key: { cache_deception_armor: true, custom_key: null },
      },
    },
    {
      ...COMMON,
      phase: "http_request_cache_settings",
      action: "set_cache_settings",
      cache: true,
      edgeTtlSeconds: 7200,
      browserTtlSeconds: 60,
      deceptionArmor: true,
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
    { ...BASE, action: "rewrite", action_parameters: { headers: { a: { operation: "append", value: "1" } } } },
  ],
  [
    "http_response_headers_transform",
    { ...BASE, action: "rewrite", action_parameters: { headers: { a: { operation: "add", expression: "ip.src" } } } },
  ],
  ["http_request_firewall_custom", { ...BASE, action: "skip", action_parameters: { products: ["waf"] } }],
  ["http_request_firewall_managed", { ...BASE, action: "execute", action_parameters: { id: MANAGED, overrides: { enabled: false } } }],
  ["http_request_cache_settings", { ...BASE, action: "set_cache_settings", action_parameters: { cache_reserve: { eligible: true } } }],
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
    { ...BASE, action: "execute" },
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
