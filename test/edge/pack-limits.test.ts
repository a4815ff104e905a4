import type { Residual } from "../../config/model.ts";
import { countSlots } from "../../edge/count-slots.ts";
import { type LimitIntent, packLimits } from "../../edge/pack-limits.ts";
import { type CloudflareAddOn, type CloudflarePlan, PLANS } from "../../edge/plan-tier.ts";
import { type RateRule, rateRuleSchema } from "../../edge/rule.ts";

const LOGIN: LimitIntent = {
  name: "login",
  where: "chatbot: environments.production.limits.login",
  host: "api.example.com",
  routes: [{ method: "POST", path: "/v1/login" }],
  requests: 10,
  periodSeconds: 10,
  blockSeconds: 10,
  per: "ip",
};

const RULE: RateRule = {
  phase: "http_ratelimit",
  action: "block",
  ref: "chatbot--production--limit-login",
  description: "login: 10 requests in 10 s for each address",
  expression: 'http.host eq "api.example.com" and http.request.method eq "POST" and http.request.uri.path eq "/v1/login"',
  enabled: true,
  characteristics: ["cf.colo.id", "ip.src"],
  periodSeconds: 10,
  requestsPerPeriod: 10,
  mitigationTimeoutSeconds: 10,
};

const pack = (plan: CloudflarePlan, intent: LimitIntent, addOns: readonly CloudflareAddOn[] = []) =>
  packLimits({ owner: "chatbot--production", plan, addOns, intents: [intent] });

it("makes one rule of one limit, without a residual where the plan admits all of it", () => {
  expect(pack("business", LOGIN)).toEqual({ rules: [RULE], residuals: [], errors: [] });
});

it.each([
  ["free", 'http.request.uri.path eq "/v1/login"', ["only requests to api.example.com", "only POST"]],
  ["pro", 'http.host eq "api.example.com" and http.request.uri.path eq "/v1/login"', ["only POST"]],
  ["business", RULE.expression, []],
  ["enterprise", RULE.expression, []],
] as const)("on %s names only fields that the plan admits, and says what that loses", (plan, expression, wanted) => {
  const { rules, residuals } = pack(plan, LOGIN);
  expect(rules.map((rule) => rule.expression)).toEqual([expression]);
  expect(residuals.map((residual) => residual.wanted)).toEqual(wanted);
});

it.each([
  [[{ method: "GET", path: "/a" }], 'http.request.method eq "GET" and http.request.uri.path eq "/a"'],
  [
    [
      { method: "POST", path: "/b" },
      { method: "POST", path: "/a" },
    ],
    'http.request.method eq "POST" and http.request.uri.path in {"/a" "/b"}',
  ],
  [
    [
      { method: "PUT", path: "/a" },
      { method: "POST", path: "/a" },
    ],
    'http.request.method in {"POST" "PUT"} and http.request.uri.path eq "/a"',
  ],
  [
    [
      { method: "GET", path: "/a" },
      { method: "POST", path: "/b" },
    ],
    '((http.request.method eq "GET" and http.request.uri.path eq "/a") or (http.request.method eq "POST" and http.request.uri.path eq "/b"))',
  ],
  [
    [{ method: "GET", path: "/c/{id}" }],
    'http.request.method eq "GET" and (http.request.uri.path strict wildcard "/c/*" and not http.request.uri.path strict wildcard "/*/*/*")',
  ],
  [
    [
      { method: "GET", path: "/c/{id}" },
      { method: "GET", path: "/d" },
    ],
    'http.request.method eq "GET" and (http.request.uri.path eq "/d" or (http.request.uri.path strict wildcard "/c/*" and not http.request.uri.path strict wildcard "/*/*/*"))',
  ],
])("routes %j become %s", (routes, expression) => {
  expect(pack("business", { ...LOGIN, routes }).rules.map((rule) => rule.expression)).toEqual([
    `http.host eq "api.example.com" and ${expression}`,
  ]);
});

const USER: LimitIntent = { ...LOGIN, per: "user", userKey: 'http.request.headers["authorization"]' };

it.each(PLANS)("a limit per user on %s without advanced rate limiting counts addresses and leaves the rest to the application", (plan) => {
  const { rules, residuals } = pack(plan, USER);
  expect(rules.map((rule) => rule.characteristics)).toEqual([["cf.colo.id", "ip.src"]]);
  expect(residuals[0]).toEqual({
    where: LOGIN.where,
    wanted: "10 requests in 10 s for each user",
    enforced: "10 requests in 10 s for each IP address, counted in each data centre",
    remaining: "the application counts per user: one user with many addresses passes the edge, users behind one address share its limit",
  });
});

it("a limit per user is kept by enterprise with advanced rate limiting when the config says what tells users apart", () => {
  const { rules, residuals } = pack("enterprise", USER, ["advanced-rate-limiting"]);
  expect(rules.map((rule) => rule.characteristics)).toEqual([["cf.colo.id", 'http.request.headers["authorization"]']]);
  expect(residuals).toEqual([]);
});

it("counts addresses when the limit is per address, whatever else is known", () => {
  const rules = pack("enterprise", { ...USER, per: "ip" }, ["advanced-rate-limiting"]).rules;
  expect(rules.map((rule) => rule.characteristics)).toEqual([["cf.colo.id", "ip.src"]]);
});

it("does not guess what tells users apart", () => {
  const { userKey: _, ...nameless } = USER;
  expect(pack("enterprise", nameless, ["advanced-rate-limiting"]).residuals).toHaveLength(1);
});

it("has the shape of a residual that the model wants", () => {
  const residuals: readonly Residual[] = pack("free", USER).residuals;
  expect(residuals).toHaveLength(3);
});

it.each([
  ["free", { periodSeconds: 60 }, "RATE_PERIOD_NOT_ON_PLAN", "use 10, with"],
  ["pro", { periodSeconds: 30 }, "RATE_PERIOD_NOT_ON_PLAN", "use 10 or 60, with"],
  ["pro", { periodSeconds: 600 }, "RATE_PERIOD_NOT_ON_PLAN", "use 60, with"],
  ["business", { periodSeconds: 3600 }, "RATE_PERIOD_NOT_ON_PLAN", "use 600, with"],
  ["free", { blockSeconds: 60 }, "RATE_BLOCK_NOT_ON_PLAN", "use 10"],
  ["pro", { blockSeconds: 86_400 }, "RATE_BLOCK_NOT_ON_PLAN", "use 3600"],
  ["business", { blockSeconds: 0 }, "RATE_BLOCK_NOT_ON_PLAN", "use 10"],
  ["business", { routes: [] }, "RATE_LIMIT_WITHOUT_ROUTES", "give a route the limit login"],
  ["business", { routes: [{ method: "GET", path: `/${"a".repeat(4096)}` }] }, "RATE_EXPRESSION_TOO_LONG", "split the routes"],
] as const)("on %s refuses %j with %s and names the nearest legal value", (plan, change, code, fix) => {
  const { rules, errors } = pack(plan, { ...LOGIN, ...change });
  expect(rules).toEqual([]);
  expect(errors.map(({ parts }) => parts.code)).toEqual([code]);
  expect(errors[0]?.parts.fix).toContain(fix);
});

it("names every mistake of one limit at once", () => {
  const { errors } = pack("free", { ...LOGIN, periodSeconds: 60, blockSeconds: 60 });
  expect(errors.map(({ message }) => message)).toEqual([
    `${LOGIN.where}.periodSeconds: expected a period that plan free admits (10 seconds), got 60; use 10, with the number of requests scaled to it [RATE_PERIOD_NOT_ON_PLAN]`,
    `${LOGIN.where}.blockSeconds: expected a block duration that plan free admits (10 seconds), got 60; use 10 [RATE_BLOCK_NOT_ON_PLAN]`,
  ]);
});

it("gives the same rule whatever the order of the routes", () => {
  const routes = [
    { method: "GET", path: "/a/{x}" },
    { method: "POST", path: "/b" },
    { method: "GET", path: "/b" },
  ];
  expect(pack("business", { ...LOGIN, routes })).toEqual(pack("business", { ...LOGIN, routes: routes.toReversed() }));
});

it("makes rules that the rule schema takes", () => {
  expect(rateRuleSchema.parse(pack("business", LOGIN).rules[0])).toEqual(RULE);
});

const zoneRules = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ ...RULE, ref: `l--e--limit-${index}`, file: `${index > 1 ? "a" : "b"}.ts` }));

it.each([
  ["free", [], 1],
  ["pro", [], 2],
  ["business", [], 5],
  ["enterprise", [], 5],
  ["enterprise", ["advanced-rate-limiting"], 100],
  ["business", ["advanced-rate-limiting"], 5],
] as const)("zone on %s with add-ons %j has %i rate-limit slots", (plan, addOns, slots) => {
  const count = (rules: number) => countSlots({ where: "zone/example.com", plan, addOns, rules: zoneRules(rules) });
  expect(count(slots)).toEqual([]);
  expect(count(slots + 1).map(({ parts }) => parts.code)).toEqual(["PLAN_SLOTS_EXCEEDED"]);
});

it("names the rules and the plan when slots run out", () => {
  expect(countSlots({ where: "zone/example.com", plan: "pro", addOns: [], rules: zoneRules(3) }).map(({ message }) => message)).toEqual([
    'zone/example.com: expected at most 2 rate-limit rules per zone on plan pro, got 3: 2 of b.ts (l--e--limit-0, l--e--limit-1), 1 of a.ts (l--e--limit-2); give routes of equal limits one limit class, leave a limit to the application (at: "application"), or choose plan business [PLAN_SLOTS_EXCEEDED]',
  ]);
});

it("counts phases apart", () => {
  const block = {
    phase: "http_request_firewall_custom",
    action: "block",
    ref: "zone--a",
    description: "a",
    expression: "ssl",
    enabled: true,
    file: "a.ts",
  } as const;
  const rules = [...zoneRules(1), ...Array.from({ length: 6 }, () => block)];
  expect(countSlots({ where: "z", plan: "free", addOns: [], rules }).map(({ parts }) => parts.expected)).toEqual([
    "at most 5 custom rules per zone on plan free",
  ]);
});
