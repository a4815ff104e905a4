import { type CheckContext, checkExpression } from "../../../edge/expression/check.ts";

const CUSTOM: CheckContext = { plan: "free", phase: "http_request_firewall_custom" };
const TARGET: CheckContext = { plan: "business", phase: "http_request_dynamic_redirect", use: "value" };

it.each([
  "true",
  "ssl",
  "not ssl",
  'http.host eq "a" and (ssl or ip.src eq 192.0.2.1)',
  'http.host in {"a" "b"}',
  "ip.src in {192.0.2.0/24 2001:db8::/32 198.51.100.3..198.51.100.7}",
  "cf.edge.server_port in {80 443 8000..8009}",
  "cf.edge.server_port ge 8000",
  'http.request.uri.path strict wildcard "/a/*"',
  'starts_with(http.request.uri.path, "/a")',
  'lower(http.host) contains "a"',
  "len(http.request.uri) gt 100",
  'concat(http.host, "/", http.request.uri.path) eq "a/b"',
  'any(http.request.headers["origin"][*] in {"https://a.example" "null"})',
  'not all(http.request.headers.names[*] eq "a")',
  'len(http.request.headers["origin"][0]) gt 0',
])("accepts %s as a condition", (text) => {
  expect(checkExpression(text, CUSTOM)).toBeUndefined();
});

it.each([
  ["http.host", "expected a condition, true or false, got a value of type string"],
  ["ssl and http.host", "character 9: expected a condition, true or false, got a value of type string"],
  ["not http.host", "expected a condition"],
  ['ssl eq "a"', "left of eq, got bool; write the field alone, or not before it"],
  ["http.host eq 5", "expected a value of type string, got int"],
  ['ip.src eq "192.0.2.1"', "expected a value of type ip, got string"],
  ["ip.src lt 192.0.2.1", "left of lt, got ip; use eq, ne or in"],
  ['ip.src contains "1"', "left of contains, got ip"],
  ['cf.edge.server_port wildcard "4*"', "left of wildcard, got int"],
  ['http.host in {"a" 5}', "expected values of type string, got int"],
  ["ip.src in {1..5}", "expected values of type ip, got int-range"],
  ["ssl in {1}", "left of in, got bool"],
  ['"a" eq "a"', "expected a field or a function left of the operator"],
  ['http.cookie eq "a"', "expected a field that Slipway knows, got http.cookie"],
  ["cf.colo.id eq 5", "expected a field, not a rate-limit characteristic, got cf.colo.id"],
  ["http.response.code eq 401", "expected a field of the request in a phase that runs before the origin"],
  ['http.request.headers["a"][*] eq "b"', "expected one value of the list, got http.request.headers[*]"],
  ['any(http.request.headers["a"][0] eq "b")', "expected a list with [*] inside any"],
  ['http.request.headers.names eq "a"', "expected one value of the list, got http.request.headers.names"],
  ['any(http.request.headers["Origin"][*] eq "b")', "expected a header name in lower case"],
  ['any(http.request.headers["a"][*] eq 5)', "expected a value of type string, got int"],
  ["starts_with(http.host)", "expected 2 arguments for starts_with, got 1"],
  ['lower(http.host, "a") eq "a"', "expected 1 arguments for lower, got 2"],
  ['concat(http.host) eq "a"', "expected at least 2 arguments for concat, got 1"],
  ['starts_with("a", "b")', "expected a field of type string for starts_with, got a literal"],
  ['starts_with(ip.src, "1")', "expected a field of type string for starts_with, got type ip"],
  ['wildcard_replace(http.host, "*", "a") eq "a"', "expected a function that conditions may call"],
  ['http.host wildcard "a**"', "expected single stars in a wildcard pattern, got **"],
  ['http.host wildcard r"a\\b"', "expected \\* or \\\\ in a wildcard pattern"],
])("refuses %s as a condition", (text, message) => {
  expect(checkExpression(text, CUSTOM)).toContain(message);
  const code = message.includes("wildcard pattern") ? "EXPRESSION_SYNTAX" : "EXPRESSION_MEANING";
  expect(checkExpression(text, CUSTOM)).toMatch(new RegExp(`\\[${code}\\]$`));
});

it.each([
  ["free", true],
  ["pro", true],
  ["business", false],
  ["enterprise", false],
] as const)("on %s regular expressions are refused: %s", (plan, refused) => {
  const condition = checkExpression('http.host matches "^a[0-9]+$"', { ...CUSTOM, plan });
  const target = checkExpression('regex_replace(http.request.uri.path, "^/a", "/b")', { ...TARGET, plan });
  for (const message of [condition, target]) expect(message?.includes("[EXPRESSION_NOT_ON_PLAN]") ?? false).toBe(refused);
});

it.each([
  ["free", "http.request.uri.path"],
  ["pro", "http.host"],
  ["business", "http.request.method"],
  ["enterprise", "http.referer"],
] as const)("on %s a rate-limit rule may name %s, and no smaller plan's may", (plan, field) => {
  const context = { phase: "http_ratelimit" } as const;
  expect(checkExpression(`${field} eq "a"`, { ...context, plan })).toBeUndefined();
  const smaller = { free: undefined, pro: "free", business: "pro", enterprise: "business" } as const;
  const below = smaller[plan];
  if (below !== undefined) expect(checkExpression(`${field} eq "a"`, { ...context, plan: below })).toContain("[EXPRESSION_NOT_ON_PLAN]");
});

it("lets header rules look at the answer", () => {
  expect(checkExpression("http.response.code ge 500", { plan: "free", phase: "http_response_headers_transform" })).toBeUndefined();
});

it.each([
  'concat("https://www.example.com", http.request.uri.path)',
  'wildcard_replace(http.request.full_uri, "https://*.example.com/*", "https://example.com/${1}/${2}")',
  'wildcard_replace(http.request.uri.path, "/a/*", "/${1}", "s")',
  'regex_replace(http.request.uri.path, "^/a/([^/]*)$", "/b/${1}")',
  'concat("https://a.example:", to_string(cf.edge.server_port))',
])("accepts %s as a target", (text) => {
  expect(checkExpression(text, TARGET)).toBeUndefined();
});

it.each([
  ["ssl", "expected text, for example concat(...), got a value of type bool"],
  ['wildcard_replace(http.host, "*", "${2}")', "expected a reference from 1 to 1 in a replacement, got ${2}"],
  ['wildcard_replace(http.host, "*", "$1")', "expected ${1} or $$ in a replacement, got a lone dollar sign"],
  ['wildcard_replace(http.host, "*", "a", "i")', 'expected the flag "s"'],
  ['wildcard_replace("a", "*", "a")', "expected a field of type string for wildcard_replace, got a literal"],
  ['wildcard_replace(http.host, http.host, "a")', "expected a literal of type string for wildcard_replace, got field"],
  ['concat(wildcard_replace(http.host, "*", "a"), wildcard_replace(http.host, "*", "b"))', "expected one replacement in an expression"],
  ['regex_replace(http.host, "(?i)a", "b")', "expected a regular expression of literals"],
  ['regex_replace(http.host, r"\\d", "b")', "expected a regular expression of literals"],
  ['regex_replace(http.host, "a(b", "c")', "expected a regular expression of literals"],
])("refuses %s as a target", (text, message) => {
  expect(checkExpression(text, TARGET)).toContain(message);
});

/** Verdicts of cloudflare/wirefilter itself, with Cloudflare's field names, asked through octorules-wirefilter 0.7.0 on 2026-11-22. */
const ENGINE_VERDICTS: readonly (readonly [string, boolean])[] = [
  ['http.host eq "a" and ssl', true],
  ['http.host eq"a"and ssl', true],
  ['http.host == "a"||ssl', true],
  ["!ssl", true],
  ["not not ssl", true],
  ['http.host in {"a""b"}', true],
  ['http.host eq r#"a"#', true],
  ['http.host lt "a"', true],
  ["ip.src in {10.0.0.0/8 1.2.3.4..1.2.3.9}", true],
  ["cf.edge.server_port in {1..5 8}", true],
  ['http.request.uri.path strict wildcard "/c/*" and not http.request.uri.path strict wildcard "/*/*/*"', true],
  ["ends_with(http.host, lower(http.host))", true],
  ["len(http.host) gt 3", true],
  ["ip.src in {10.0.0.1/8}", false],
  ['http.host eq "a" AND ssl', false],
  ["ssl eq true", false],
  ['http.host wildcard "**"', false],
  ['starts_with("a","b")', false],
  ['lower("A") eq "a"', false],
  ["cf.colo.id eq 1", false],
  ['http.host contains "\\n"', false],
  ["ssl and", false],
];

it.each(ENGINE_VERDICTS)("agrees with Cloudflare's engine on %s: %s", (text, accepted) => {
  expect(checkExpression(text, { ...CUSTOM, plan: "enterprise" }) === undefined).toBe(accepted);
});
