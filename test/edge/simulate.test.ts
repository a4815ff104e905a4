import type { EdgeRequest } from "../../edge/request.ts";
import { fieldsOf } from "../../edge/request.ts";
import { applyResponseHeaders } from "../../edge/response-headers.ts";
import type { CustomRule, EdgeRule, HeadersRule, RateRule, RedirectRule } from "../../edge/rule.ts";
import { type EdgeSimulationState, simulate } from "../../edge/simulate.ts";
import { SlipwayError } from "../../errors/slipway-error.ts";

const REDIRECT: RedirectRule = {
  phase: "http_request_dynamic_redirect",
  action: "redirect",
  ref: "zone--www",
  description: "www",
  enabled: true,
  expression: 'http.host eq "www.example.com"',
  target: { expression: 'concat("https://example.com", http.request.uri.path)' },
  statusCode: 301,
  preserveQueryString: true,
};
const BLOCK: CustomRule = {
  phase: "http_request_firewall_custom",
  action: "block",
  ref: "zone--office",
  description: "office",
  enabled: true,
  expression: 'http.host eq "admin.example.com" and not ip.src in {203.0.113.0/24}',
};
const LIMIT: RateRule = {
  phase: "http_ratelimit",
  action: "block",
  ref: "zone--login",
  description: "login",
  enabled: true,
  expression: 'http.request.uri.path eq "/v1/login"',
  characteristics: ["cf.colo.id", "ip.src"],
  periodSeconds: 60,
  requestsPerPeriod: 2,
  mitigationTimeoutSeconds: 600,
};
const HEADERS: HeadersRule = {
  phase: "http_response_headers_transform",
  action: "rewrite",
  ref: "zone--headers",
  description: "headers",
  enabled: true,
  expression: 'http.host eq "example.com"',
  headers: { "X-Frame-Options": { set: "DENY" }, "x-powered-by": { remove: true } },
};

const START: EdgeSimulationState = { nowSeconds: 1000, counters: new Map() };
const get = (url: string, sourceAddress = "192.0.2.7"): EdgeRequest => ({ method: "GET", url, sourceAddress });
const run = (request: EdgeRequest, rules: readonly EdgeRule[], state: Partial<EdgeSimulationState> = {}) =>
  simulate(
    request,
    rules.map((rule) => ({ phase: rule.phase, rules: [rule] })),
    { ...START, ...state },
  );

/** Outcomes of the same request at these seconds. */
function timeline(
  rule: RateRule,
  requests: readonly (readonly [atSeconds: number, sourceAddress: string, dataCentre?: string])[],
): string[] {
  let { counters } = START;
  return requests.map(([nowSeconds, sourceAddress, dataCentre = "FRA"]) => {
    const outcome = run(get("https://example.com/v1/login", sourceAddress), [rule], { nowSeconds, counters, dataCentre });
    counters = outcome.counters;
    return outcome.kind === "block" ? `${outcome.statusCode} for ${outcome.retryAfterSeconds} s` : outcome.kind;
  });
}

it("redirects, with the visitor's query string", () => {
  expect(run(get("https://www.example.com/a?b=c"), [REDIRECT])).toEqual({
    kind: "redirect",
    ref: "zone--www",
    statusCode: 301,
    location: "https://example.com/a?b=c",
    matched: ["zone--www"],
    counters: new Map(),
  });
});

it.each([
  [{ preserveQueryString: false }, "https://example.com/a"],
  [{ target: { url: "https://b.example/x" } }, "https://b.example/x?b=c"],
  [{ target: { url: "https://b.example/x#top" } }, "https://b.example/x?b=c#top"],
  [{ target: { url: "https://b.example/x?y=z" }, preserveQueryString: false }, "https://b.example/x?y=z"],
  [{ target: { url: "/contacts/" } }, "/contacts/?b=c"],
] as const)("with %j the visitor is sent to %s", (change, location) => {
  expect(run(get("https://www.example.com/a?b=c"), [{ ...REDIRECT, ...change }])).toMatchObject({ kind: "redirect", location });
});

it("refuses a redirect that has two query strings to choose from", () => {
  const conflict = () => run(get("https://www.example.com/a?b=c"), [{ ...REDIRECT, target: { url: "https://b.example/?y=z" } }]);
  expect(conflict).toThrow(
    "rule zone--www: expected a target without a query string, because the visitor's is preserved, got https://b.example/?y=z; " +
      "drop the query string from the target, or do not preserve the visitor's [REDIRECT_QUERY_CONFLICT]",
  );
});

it.each([
  ["203.0.113.9", "forward"],
  ["192.0.2.7", "block"],
])("lets %s into an internal host: %s", (address, kind) => {
  expect(run(get("https://admin.example.com/", address), [BLOCK]).kind).toBe(kind);
});

it("runs redirects before custom rules before rate limits, whatever the order they come in", () => {
  const everything = { expression: "true" };
  const rules = [
    { ...LIMIT, ...everything, requestsPerPeriod: 1 },
    { ...BLOCK, ...everything },
    { ...REDIRECT, ...everything },
  ];
  const counters = new Map();
  expect(run(get("https://example.com/"), rules, { counters })).toMatchObject({ kind: "redirect", matched: ["zone--www"], counters });
  expect(run(get("https://example.com/"), rules.slice(0, 2), { counters })).toMatchObject({ kind: "block", statusCode: 403, counters });
  expect(run(get("https://example.com/"), rules.slice(0, 1), { counters })).toMatchObject({ kind: "forward", matched: ["zone--login"] });
});

it("skips disabled rules", () => {
  expect(run(get("https://www.example.com/"), [{ ...REDIRECT, enabled: false }])).toMatchObject({ kind: "forward", matched: [] });
});

it("takes the first of two redirects that match", () => {
  const other = { ...REDIRECT, ref: "zone--other", target: { url: "https://other.example/" } };
  const rulesets = [{ phase: REDIRECT.phase, rules: [other, REDIRECT] }];
  expect(simulate(get("https://www.example.com/"), rulesets, START)).toMatchObject({ ref: "zone--other" });
});

it("sends plain HTTP to the same address on HTTPS when the zone always uses it", () => {
  const outcome = run(get("http://www.example.com/a?b=c"), [REDIRECT], { alwaysUseHttps: true });
  expect(outcome).toMatchObject({ kind: "redirect", statusCode: 301, location: "https://www.example.com/a?b=c", matched: [] });
  expect(run(get("https://www.example.com/"), [], { alwaysUseHttps: true }).kind).toBe("forward");
});

// example A of developers.cloudflare.com/waf/rate-limiting-rules/request-rate
it("blocks the request that puts the counter above the limit, one counter for each combination of characteristics", () => {
  const rule = { ...LIMIT, requestsPerPeriod: 1, characteristics: ["cf.colo.id", "ip.src", 'http.request.headers["x-api-key"]'] };
  let { counters } = START;
  const outcomes = [{ "x-api-key": "1" }, { "x-api-key": "2" }, { "x-api-key": "1" }, {}, { "x-api-key": "" }].map((headers) => {
    const outcome = run({ ...get("https://example.com/v1/login"), headers }, [rule], { counters });
    counters = outcome.counters;
    return outcome.kind;
  });
  expect(outcomes).toEqual(["forward", "forward", "block", "forward", "forward"]);
});

const A = "192.0.2.1";
const B = "192.0.2.2";

it.each([
  [
    "another address has its own counter",
    [
      [0, A],
      [0, A],
      [0, B],
      [0, A],
    ],
    ["forward", "forward", "forward", "429 for 600 s"],
  ],
  [
    "another data centre has its own counter",
    [
      [0, A],
      [0, A],
      [0, A, "AMS"],
      [0, A],
    ],
    ["forward", "forward", "forward", "429 for 600 s"],
  ],
  [
    "the window ends",
    [
      [0, A],
      [59, A],
      [60, A],
      [61, A],
    ],
    ["forward", "forward", "forward", "forward"],
  ],
  [
    "the block lasts, whatever comes",
    [
      [0, A],
      [0, A],
      [0, A],
      [599, A],
      [600, A],
    ],
    ["forward", "forward", "429 for 600 s", "429 for 1 s", "forward"],
  ],
] as const)("%s", (_, requests, outcomes) => {
  expect(timeline(LIMIT, requests)).toEqual(outcomes);
});

it("counts afresh after a block that is shorter than the window", () => {
  const rule = { ...LIMIT, mitigationTimeoutSeconds: 10 };
  const requests = [0, 0, 0, 9, 10, 11, 12].map((atSeconds) => [atSeconds, A] as const);
  expect(timeline(rule, requests)).toEqual(["forward", "forward", "429 for 10 s", "429 for 1 s", "forward", "forward", "429 for 10 s"]);
});

it("throttles instead of blocking when the timeout is 0", () => {
  const rule = { ...LIMIT, mitigationTimeoutSeconds: 0 };
  expect(
    timeline(rule, [
      [0, A],
      [1, A],
      [2, A],
      [59, A],
      [60, A],
    ]),
  ).toEqual(["forward", "forward", "429 for 58 s", "429 for 1 s", "forward"]);
});

it("forgets counters that have run out", () => {
  let { counters } = START;
  for (const nowSeconds of [0, 1, 2, 10_000]) {
    counters = run(get("https://example.com/v1/login", `192.0.2.${nowSeconds % 250}`), [LIMIT], { nowSeconds, counters }).counters;
  }
  expect(counters.size).toBe(1);
});

it("is undecided about what it can't know, and names the rule", () => {
  const rule = { ...BLOCK, expression: 'ip.src.country eq "DE"' };
  expect(() => run(get("https://example.com/"), [rule])).toThrow(
    "rule zone--office: expression, character 1: expected the value of ip.src.country",
  );
  const limit = { ...LIMIT, characteristics: ["cf.colo.id", "cf.unique_visitor_id"] };
  expect(() => run(get("https://example.com/v1/login"), [limit])).toThrow(SlipwayError);
});

it.each([
  ["https://Example.COM/a", { "http.host": "example.com", "http.request.uri.path": "/a" }],
  ["https://example.com:8443/a?b=%20#c", { "http.request.full_uri": "https://example.com/a?b=%20", "http.request.uri.query": "b=%20" }],
  ["https://example.com//v1///login", { "http.request.uri.path": "/v1/login" }],
  ["https://example.com/%761/../v1/./log%69n", { "http.request.uri.path": "/v1/login" }],
  ["https://example.com/%2e%2e/%c3%a9%2F", { "http.request.uri.path": "/%C3%A9%2F" }],
  ["https://example.com/a\\b", { "http.request.uri.path": "/a/b" }],
  ["http://example.com", { ssl: false, "cf.edge.server_port": 80, "http.request.uri": "/" }],
])("%s is seen as %j", (url, fields) => {
  expect(fieldsOf(get(url))).toMatchObject(fields);
});

it("sets and removes response headers, the last matching rule winning", () => {
  const rulesets = [
    {
      phase: HEADERS.phase,
      rules: [
        HEADERS,
        { ...HEADERS, ref: "zone--b", headers: { "x-frame-options": { set: "SAMEORIGIN" } } },
        { ...HEADERS, expression: "not true" },
      ],
    },
  ];
  const headers = { "X-Powered-By": "x", "set-cookie": ["a=1", "b=2"], "x-frame-options": "ALLOW" };
  expect(applyResponseHeaders(get("https://example.com/"), rulesets, { statusCode: 200, headers })).toEqual({
    "set-cookie": ["a=1", "b=2"],
    "x-frame-options": "SAMEORIGIN",
  });
});

it("lets header rules look at the status of the answer", () => {
  const rulesets = [
    {
      phase: HEADERS.phase,
      rules: [{ ...HEADERS, expression: "http.response.code ge 500", headers: { "cache-control": { set: "no-store" } } }],
    },
  ];
  const answer = (statusCode: number) => applyResponseHeaders(get("https://example.com/"), rulesets, { statusCode, headers: {} });
  expect([answer(200), answer(503)]).toEqual([{}, { "cache-control": "no-store" }]);
});
