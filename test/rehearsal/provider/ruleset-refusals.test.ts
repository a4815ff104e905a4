import type { CloudflarePlan } from "../../../edge/plan-tier.ts";
import { makeOutside } from "../../../rehearsal/outside.ts";
import type { PlainObject } from "../../../rehearsal/value.ts";
import type { World } from "../../../rehearsal/world.ts";
import { APPLY, rehearse, worldOf, ZONE_ID } from "./harness.ts";

const TYPE = "cloudflare_ruleset";

function refusalOf(attributes: PlainObject, world: World = worldOf()): string {
  try {
    makeOutside({ world, type: TYPE, attributes });
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const expression = '(http.host eq "www.example.com")';
const ruleset = (phase: string, ...rules: PlainObject[]): PlainObject => ({
  zone_id: ZONE_ID,
  kind: "zone",
  name: "default",
  phase,
  rules,
});
const zoneOn = (plan: CloudflarePlan) => worldOf({ zones: [{ zoneId: ZONE_ID, domain: "example.com", plan }] });

const block = { action: "block", expression };
const redirect = {
  action: "redirect",
  expression,
  action_parameters: { from_value: { status_code: 301, target_url: { value: "https://example.com/" } } },
};
const headers = (change: PlainObject) => ({ action: "rewrite", expression, action_parameters: { headers: { "X-Frame-Options": change } } });
const counter = { characteristics: ["cf.colo.id", "ip.src"], period: 10, requests_per_period: 5, mitigation_timeout: 10 };
const limit = (change: PlainObject = {}, rule: PlainObject = {}) => ({
  action: "block",
  expression: '(http.request.uri.path eq "/login")',
  ratelimit: { ...counter, ...change },
  ...rule,
});

const DYNAMIC = "http_request_dynamic_redirect";
const CUSTOM = "http_request_firewall_custom";
const RATE = "http_ratelimit";
const HEADERS = "http_response_headers_transform";

it.each<[string, PlainObject]>([
  ["no rules", ruleset(CUSTOM)],
  ["a block", ruleset(CUSTOM, block)],
  ["a redirect", ruleset(DYNAMIC, redirect)],
  ["response headers", ruleset(HEADERS, headers({ operation: "set", value: "DENY" }), headers({ operation: "remove" }))],
  ["a rate limit", ruleset(RATE, limit())],
  [
    "a header by the name of an inherited property",
    ruleset(HEADERS, { ...headers({}), action_parameters: { headers: { constructor: { operation: "remove" } } } }),
  ],
])("takes %s", (_, attributes) => {
  expect(refusalOf(attributes)).toBe("");
});

it.each<[string, PlainObject, string]>([
  ["an unknown phase", ruleset("http_request_firewall"), "expected one of ddos_l4"],
  ["a phase the rehearsal does not know", ruleset("http_log_custom_fields"), "does not know phase"],
  ["an unknown kind", { ...ruleset(CUSTOM), kind: "entry" }, "expected one of managed"],
  ["a custom ruleset", { ...ruleset(CUSTOM), kind: "custom" }, "must be of kind zone"],
  ["no owner", { ...ruleset(CUSTOM), zone_id: null }, "exactly one of"],
  ["two owners", { ...ruleset(CUSTOM), account_id: "1".repeat(32) }, "exactly one of"],
  ["an id that is none", { ...ruleset(CUSTOM), zone_id: "zone" }, "a 32-character hexadecimal string"],
  ["a zone that is not ours", { ...ruleset(CUSTOM), zone_id: "f".repeat(32) }, "7003"],
  ["a name of one's own", { ...ruleset(CUSTOM), name: "waf" }, 'the API calls an entry point "default"'],
  ["an empty name", { ...ruleset(CUSTOM), name: "" }, "a length of at least 1"],
  ["an unknown action", ruleset(CUSTOM, { action: "deny", expression }), "expected one of block"],
  ["an empty expression", ruleset(CUSTOM, { action: "block", expression: "" }), "a length of at least 1"],
  [
    "an expression that is too long",
    ruleset(CUSTOM, { action: "block", expression: `(http.host eq "${"a".repeat(4096)}")` }),
    "longer than 4096",
  ],
  ["an action of another phase", ruleset(CUSTOM, redirect), "action redirect is not allowed in phase"],
  [
    "a parameter of another action",
    ruleset(CUSTOM, { ...block, action_parameters: { ssl: "strict" } }),
    'can only be set if "<.<.action" is "set_config"',
  ],
  ["a redirect without target", ruleset(DYNAMIC, { action: "redirect", expression }), "must have action_parameters"],
  ["a redirect with two targets", ruleset(DYNAMIC, target({ value: "https://a.example/", expression: "http.host" })), "exactly one of"],
  ["a redirect with no target", ruleset(DYNAMIC, target({})), "exactly one of"],
  ["a redirect with a status of its own", ruleset(DYNAMIC, target({ value: "https://a.example/" }, 418)), "expected one of 301"],
  [
    "a bulk list in a zone",
    ruleset(DYNAMIC, { ...redirect, action_parameters: { from_list: { name: "l", key: "k" } } }),
    "from_list is not allowed in phase",
  ],
  ["a header without value", ruleset(HEADERS, headers({ operation: "set" })), "exactly one of value and expression"],
  ["a header set twice", ruleset(HEADERS, headers({ operation: "set", value: "a", expression: "b" })), "conflicts with"],
  ["a header removed with a value", ruleset(HEADERS, headers({ operation: "remove", value: "a" })), "takes no value"],
  ["an unknown header operation", ruleset(HEADERS, headers({ operation: "append", value: "a" })), "expected one of add"],
  ["no headers at all", ruleset(HEADERS, { action: "rewrite", expression, action_parameters: { headers: {} } }), "at least 1 elements"],
  [
    "a URL rewrite of a response",
    ruleset(HEADERS, { action: "rewrite", expression, action_parameters: { uri: { path: { value: "/" } } } }),
    "uri is not allowed in phase",
  ],
  [
    "the same ref twice",
    ruleset(CUSTOM, { ...block, ref: "zone--a" }, { ...block, ref: "zone--a" }),
    'ref "zone--a" is used by more than one rule',
  ],
  ["an empty ref", ruleset(CUSTOM, { ...block, ref: "" }), "a length of at least 1"],
  ["logging of a block", ruleset(CUSTOM, { ...block, logging: { enabled: true } }), "logging is only for action skip"],
  [
    "a block status of 200",
    ruleset(CUSTOM, { ...block, action_parameters: { response: { status_code: 200, content: "x", content_type: "text/plain" } } }),
    "400 to 499",
  ],
  [
    "a managed ruleset nobody knows",
    ruleset("http_request_firewall_managed", { action: "execute", expression: "true", action_parameters: { id: "a".repeat(32) } }),
    "could not find ruleset",
  ],
  [
    "an execute without id",
    ruleset("http_request_firewall_managed", { action: "execute", expression: "true" }),
    "must have action_parameters",
  ],
  ["a rate limit elsewhere", ruleset(CUSTOM, limit()), "ratelimit is only for phase http_ratelimit"],
  ["a rate rule without limit", ruleset(RATE, block), "must have ratelimit"],
  ["counting without the data centre", ruleset(RATE, limit({ characteristics: ["ip.src"] })), "must contain cf.colo.id"],
  ["counting by nothing", ruleset(RATE, limit({ characteristics: [] })), "at least 1 elements"],
  ["counting twice by one", ruleset(RATE, limit({ characteristics: ["cf.colo.id", "cf.colo.id"] })), "must not repeat"],
  [
    "counting by both kinds of visitor",
    ruleset(RATE, limit({ characteristics: ["cf.colo.id", "ip.src", "cf.unique_visitor_id"] })),
    "exclude each other",
  ],
  ["an odd period", ruleset(RATE, limit({ period: 45 })), "20155: not entitled to use the period 45"],
  ["a negative period", ruleset(RATE, limit({ period: -1 })), "at least 0"],
  ["an odd duration", ruleset(RATE, limit({ mitigation_timeout: 61 })), "20156"],
  ["no duration", ruleset(RATE, limit({ mitigation_timeout: null })), "mitigation_timeout must be set"],
  ["no threshold", ruleset(RATE, limit({ requests_per_period: null })), "requests_per_period must be set"],
  ["a threshold of 0", ruleset(RATE, limit({ requests_per_period: 0 })), "at least 1"],
])("refuses %s", (_, attributes, says) => {
  expect(refusalOf(attributes)).toContain(says);
});

it.each<[CloudflarePlan, string, PlainObject, string]>([
  ["free", "two rate limits", ruleset(RATE, limit(), limit()), "2 of at most 1 rate-limit rules per zone"],
  ["pro", "three rate limits", ruleset(RATE, limit(), limit(), limit()), "3 of at most 2"],
  ["free", "six custom rules", ruleset(CUSTOM, ...many(6, block)), "6 of at most 5"],
  ["free", "eleven redirects", ruleset(DYNAMIC, ...many(11, redirect)), "11 of at most 10"],
  ["free", "a period of a minute", ruleset(RATE, limit({ period: 60 })), "20155"],
  ["free", "a block of a minute", ruleset(RATE, limit({ mitigation_timeout: 60 })), "20156"],
  ["pro", "a throttle", ruleset(RATE, limit({ mitigation_timeout: 0 })), "20156"],
  ["pro", "a challenge for a while", ruleset(RATE, limit({}, { action: "managed_challenge" })), "must be 0 on plan pro"],
  [
    "free",
    "a rate limit on one host",
    ruleset(RATE, limit({}, { expression })),
    "field http.host is not allowed in a rate limit on plan free",
  ],
  [
    "pro",
    "a rate limit on a method",
    ruleset(RATE, limit({}, { expression: '(http.request.method eq "POST")' })),
    "field http.request.method",
  ],
  [
    "pro",
    "counting answers",
    ruleset(RATE, limit({ counting_expression: "(http.response.code eq 401)" })),
    "counting_expression needs plan business",
  ],
  [
    "pro",
    "counting by visitor",
    ruleset(RATE, limit({ characteristics: ["cf.colo.id", "cf.unique_visitor_id"] })),
    "is not allowed on plan pro",
  ],
  [
    "enterprise",
    "counting by header",
    ruleset(RATE, limit({ characteristics: ["cf.colo.id", 'http.request.headers["x-user"]'] })),
    "is not allowed on plan enterprise",
  ],
  ["business", "the log action", ruleset(CUSTOM, { action: "log", expression }), "action log needs plan enterprise"],
  [
    "pro",
    "regular expressions",
    ruleset(CUSTOM, { action: "block", expression: '(http.host matches "^a")' }),
    "regular expressions need plan business",
  ],
  ["free", "the managed ruleset", ruleset("http_request_firewall_managed", execute("efb7b8c949ac4650a09736fc376e9aee")), "needs plan pro"],
  [
    "free",
    "custom errors",
    ruleset("http_custom_errors", { action: "serve_error", expression, action_parameters: { content: "x", content_type: "text/html" } }),
    "1 of at most 0",
  ],
])("refuses on plan %s: %s", (plan, _, attributes, says) => {
  expect(refusalOf(attributes, zoneOn(plan))).toContain(says);
});

it("takes matches inside a literal for what it is", () => {
  expect(refusalOf(ruleset(CUSTOM, { action: "block", expression: '(http.host eq "a matches ~ b")' }), zoneOn("free"))).toBe("");
});

it("lets the transform phases share their slots", () => {
  const world = zoneOn("free");
  expect(refusalOf(ruleset(HEADERS, ...many(9, headers({ operation: "remove" }))), world)).toBe("");
  const late = ruleset("http_request_late_transform", ...many(2, headers({ operation: "remove" })));
  expect(refusalOf(late, world)).toContain("11 of at most 10 transform rules");
});

it("refuses a second entry point of a phase, in each zone for itself", () => {
  const zones = ["0", "1"].map((digit) => ({ zoneId: digit.repeat(32), domain: `zone-${digit}.example`, plan: "pro" as const }));
  const world = worldOf({ zones });
  const made = zones.map(({ zoneId }) => refusalOf({ ...ruleset(CUSTOM), zone_id: zoneId }, world));
  expect(made).toEqual(["", ""]);
  expect(refusalOf(ruleset(CUSTOM), world)).toContain(
    "20217: exceeded maximum number of zone rulesets for phase http_request_firewall_custom",
  );
  expect(refusalOf(ruleset(DYNAMIC), world)).toBe("");
});

it("hands every filter to the expression checker, which may refuse it", async () => {
  const seen: string[] = [];
  const checkExpression = (text: string) => {
    seen.push(text);
    return text.includes("hots") ? "unknown field http.hots" : undefined;
  };
  const site = await rehearse({ checkExpression });
  const rules = [{ ...limit({ counting_expression: "(http.response.code eq 401)" }), expression: '(http.hots eq "x")' }];
  site.write({ cloudflare_ruleset: { it: ruleset(RATE, ...rules) } });
  const applied = await site.run(...APPLY);
  await site.close();
  expect(applied.errors.join()).toContain("20127: expression");
  expect(applied.errors.join()).toContain("unknown field http.hots");
  expect(new Set(seen)).toEqual(new Set(['(http.hots eq "x")', "(http.response.code eq 401)"]));
});

function target(targetUrl: PlainObject, status = 301): PlainObject {
  return { ...redirect, action_parameters: { from_value: { status_code: status, target_url: targetUrl } } };
}

function execute(id: string): PlainObject {
  return { action: "execute", expression: "true", action_parameters: { id } };
}

function many(count: number, rule: PlainObject): PlainObject[] {
  return Array.from({ length: count }, () => rule);
}
