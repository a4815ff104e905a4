import type { RulesetModel } from "../../config/model.ts";
import { ZoneRulesets } from "../../constructs/zone-rulesets.ts";
import { fromCloudflare } from "../../edge/from-cloudflare.ts";
import { blockRule, headersRule, rateRule, redirectRule } from "../fixtures/models.ts";
import { resourcesOf } from "../fixtures/synth.ts";

const zoneId = "0123456789abcdef0123456789abcdef";
const common = { zone_id: zoneId, kind: "zone", name: "default", lifecycle: { prevent_destroy: true } };

function synth(...rulesets: RulesetModel[]): unknown {
  return resourcesOf((stack) => new ZoneRulesets(stack, "rulesets", { zoneId, rulesets }));
}

it("redirects to an expression, whose wildcards Terraform leaves alone", () => {
  expect(synth({ phase: "http_request_dynamic_redirect", rules: [redirectRule] })).toEqual({
    cloudflare_ruleset: {
      http_request_dynamic_redirect: {
        ...common,
        phase: "http_request_dynamic_redirect",
        rules: [
          {
            ref: "shop--production--www",
            description: "www to apex",
            expression: 'http.host eq "www.shop.example"',
            enabled: true,
            action: "redirect",
            action_parameters: {
              from_value: {
                status_code: 301,
                preserve_query_string: true,
                target_url: { expression: 'wildcard_replace(http.request.full_uri, "https://www.*", "https://$${1}")' },
              },
            },
          },
        ],
      },
    },
  });
});

it("redirects to a fixed address", () => {
  const rule = { ...redirectRule, target: { url: "https://shop.example/%{a}" }, statusCode: 308, preserveQueryString: false } as const;
  expect(synth({ phase: "http_request_dynamic_redirect", rules: [rule] })).toMatchObject({
    cloudflare_ruleset: {
      http_request_dynamic_redirect: {
        rules: [
          {
            action_parameters: {
              from_value: { status_code: 308, preserve_query_string: false, target_url: { value: "https://shop.example/%%{a}" } },
            },
          },
        ],
      },
    },
  });
});

it("blocks without parameters", () => {
  expect(synth({ phase: "http_request_firewall_custom", rules: [{ ...blockRule, enabled: false }] })).toEqual({
    cloudflare_ruleset: {
      http_request_firewall_custom: {
        ...common,
        phase: "http_request_firewall_custom",
        rules: [
          {
            ref: "shop--production--plain-api",
            description: "no plain HTTP for the API",
            expression: 'http.host eq "api.shop.example" and not ssl',
            enabled: false,
            action: "block",
          },
        ],
      },
    },
  });
});

it("limits with an explicit mitigation timeout", () => {
  expect(synth({ phase: "http_ratelimit", rules: [rateRule] })).toEqual({
    cloudflare_ruleset: {
      http_ratelimit: {
        ...common,
        phase: "http_ratelimit",
        rules: [
          {
            ref: "shop--production--limit-login",
            description: "login: 10 in 60 s",
            expression: 'http.host eq "api.shop.example" and http.request.uri.path eq "/v1/login"',
            enabled: true,
            action: "block",
            ratelimit: { characteristics: ["cf.colo.id", "ip.src"], period: 60, requests_per_period: 10, mitigation_timeout: 600 },
          },
        ],
      },
    },
  });
});

it("writes a mitigation timeout of zero too", () => {
  expect(synth({ phase: "http_ratelimit", rules: [{ ...rateRule, mitigationTimeoutSeconds: 0 }] })).toMatchObject({
    cloudflare_ruleset: { http_ratelimit: { rules: [{ ratelimit: { mitigation_timeout: 0 } }] } },
  });
});

it("sets and removes response headers", () => {
  expect(synth({ phase: "http_response_headers_transform", rules: [headersRule] })).toEqual({
    cloudflare_ruleset: {
      http_response_headers_transform: {
        ...common,
        phase: "http_response_headers_transform",
        rules: [
          {
            ref: "shop--production--headers-app",
            description: "headers of app",
            expression: 'http.host eq "app.shop.example"',
            enabled: true,
            action: "rewrite",
            action_parameters: {
              headers: { "x-content-type-options": { operation: "set", value: "nosniff" }, "x-powered-by": { operation: "remove" } },
            },
          },
        ],
      },
    },
  });
});

it("declares a ruleset without rules, so that it neither comes nor goes with a contribution", () => {
  expect(synth({ phase: "http_ratelimit", rules: [] })).toEqual({
    cloudflare_ruleset: { http_ratelimit: { ...common, phase: "http_ratelimit", rules: [] } },
  });
});

it("keeps the order of the rules", () => {
  const second = { ...blockRule, ref: "shop--production--second" };
  expect(synth({ phase: "http_request_firewall_custom", rules: [second, blockRule] })).toMatchObject({
    cloudflare_ruleset: { http_request_firewall_custom: { rules: [{ ref: second.ref }, { ref: blockRule.ref }] } },
  });
});

const MANAGED = "efb7b8c949ac4650a09736fc376e9aee";
const ID = "5de7edfa648c4d6891dc3e7f84534ffa";
const OWN = { ref: "zone--x", description: "x", expression: "ssl", enabled: true } as const;
const FIREWALL = "http_request_firewall_custom";
const MANAGED_PHASE = "http_request_firewall_managed";
const CACHE = "http_request_cache_settings";

it.each<readonly [string, RulesetModel["rules"][number], object | undefined]>([
  ["a challenge", { ...OWN, phase: FIREWALL, action: "managed_challenge" }, undefined],
  [
    "an exception from the rules behind it and from limits",
    { ...OWN, phase: FIREWALL, action: "skip", skipsRest: true, skipsPhases: ["http_ratelimit"] },
    { ruleset: "current", phases: ["http_ratelimit"] },
  ],
  [
    "an exception from phases alone",
    { ...OWN, phase: FIREWALL, action: "skip", skipsRest: false, skipsPhases: ["http_ratelimit"] },
    { phases: ["http_ratelimit"] },
  ],
  ["a managed ruleset", { ...OWN, phase: MANAGED_PHASE, action: "execute", rulesetId: MANAGED }, { id: MANAGED }],
  [
    "a managed ruleset that only logs",
    { ...OWN, phase: MANAGED_PHASE, action: "execute", rulesetId: MANAGED, overrideAction: "log" },
    { id: MANAGED, overrides: { action: "log" } },
  ],
  [
    "an exception from a managed ruleset",
    { ...OWN, phase: MANAGED_PHASE, action: "skip", skips: { [MANAGED]: [] } },
    { rulesets: [MANAGED] },
  ],
  [
    "an exception from some managed rules",
    { ...OWN, phase: MANAGED_PHASE, action: "skip", skips: { [MANAGED]: [ID] } },
    { rules: { [MANAGED]: [ID] } },
  ],
  ["a cache bypass", { ...OWN, phase: CACHE, action: "set_cache_settings", cache: false }, { cache: false }],
  [
    "a cache rule",
    {
      ...OWN,
      phase: CACHE,
      action: "set_cache_settings",
      cache: true,
      edgeTtlSeconds: 7200,
      browserTtlSeconds: 60,
      deceptionArmor: true,
    },
    {
      cache: true,
      edge_ttl: { mode: "override_origin", default: 7200 },
      browser_ttl: { mode: "override_origin", default: 60 },
      cache_key: { cache_deception_armor: true },
    },
  ],
  [
    "headers of every kind",
    {
      ...OWN,
      phase: "http_response_headers_transform",
      action: "rewrite",
      headers: { a: { set: "1" }, b: { compute: "http.host" }, c: { add: "${2}" }, d: { remove: true } },
    },
    {
      headers: {
        a: { operation: "set", value: "1" },
        b: { operation: "set", expression: "http.host" },
        c: { operation: "add", value: "$${2}" },
        d: { operation: "remove" },
      },
    },
  ],
])("writes %s, which the edge reads back as it was", (_, rule, parameters) => {
  const { cloudflare_ruleset: rulesets } = Object(synth({ phase: rule.phase, rules: [rule] }));
  const [written] = rulesets[rule.phase].rules;
  expect(written.action_parameters).toEqual(parameters);
  if (rule.phase !== "http_response_headers_transform") {
    expect(fromCloudflare({ phase: rule.phase, rules: [written] }, "zone").rules).toEqual([rule]);
  }
});
