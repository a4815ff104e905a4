import { evaluate } from "../../../edge/expression/evaluate.ts";
import type { FieldValues } from "../../../edge/expression/fields.ts";
import { parseExpression } from "../../../edge/expression/parse.ts";
import { SlipwayError } from "../../../errors/slipway-error.ts";

const FIELDS: FieldValues = {
  "http.host": "www.Example.com",
  "http.request.method": "POST",
  "http.request.uri.path": "/v1/Conversations/42",
  "http.request.full_uri": "https://www.Example.com/v1/Conversations/42?x=1",
  "ip.src": "192.0.2.7",
  "cf.edge.server_port": 443,
  ssl: true,
  "http.request.headers": { origin: ["https://a.example"], accept: ["a", "b"] },
};

const run = (text: string, fields: FieldValues = {}) => evaluate(parseExpression(text), { ...FIELDS, ...fields });

it.each([
  ["ssl", true],
  ["not ssl", false],
  ["true", true],
  ["false or ssl", true],
  ["ssl xor ssl", false],
  ["ssl xor ssl xor ssl", true],
  ['http.host eq "www.Example.com"', true],
  ['http.host eq "www.example.com"', false],
  ['http.host ne "www.example.com"', true],
  ['lower(http.host) eq "www.example.com"', true],
  ['upper(http.host) eq "WWW.EXAMPLE.COM"', true],
  ['http.host contains "Example"', true],
  ['http.host contains "example"', false],
  ['http.host wildcard "*.EXAMPLE.com"', true],
  ['http.host strict wildcard "*.EXAMPLE.com"', false],
  ['http.host strict wildcard "*.Example.com"', true],
  ['http.host wildcard "*.example"', false],
  ['http.host wildcard "example.com"', false],
  ['http.request.method wildcard "POS*OST"', false],
  ['http.request.method wildcard "PO*ST"', true],
  ['http.request.uri.path strict wildcard "/v1/*/*"', true],
  ['http.request.uri.path strict wildcard "/*/*/*/*"', false],
  ['starts_with(http.request.uri.path, "/v1/")', true],
  ['starts_with(http.request.uri.path, "/V1/")', false],
  ['ends_with(http.request.uri.path, "/42")', true],
  ['http.request.uri.path matches "[0-9]+$"', true],
  ['http.request.uri.path matches "^[0-9]+$"', false],
  ['http.request.uri.path ~ r"^/v1/[A-Za-z]+/[0-9]{2}$"', true],
  ['http.host matches r"w\\.E"', true],
  ['http.host matches r"w-E"', false],
  ['http.request.method in {"GET" "POST"}', true],
  ["ip.src eq 192.0.2.7", true],
  ["ip.src ne 192.0.2.7", false],
  ["ip.src in {192.0.2.0/29}", true],
  ["ip.src in {192.0.2.8/29}", false],
  ["ip.src in {192.0.2.5..192.0.2.7}", true],
  ["ip.src in {2001:db8::/32}", false],
  ["cf.edge.server_port eq 443", true],
  ["cf.edge.server_port lt 443", false],
  ["cf.edge.server_port le 443", true],
  ["cf.edge.server_port gt 80", true],
  ["cf.edge.server_port in {400..450}", true],
  ['http.host lt "x"', true],
  ["len(http.host) eq 15", true],
  ['any(http.request.headers["origin"][*] in {"https://a.example"})', true],
  ['any(http.request.headers["origin"][*] eq "https://b.example")', false],
  ['any(http.request.headers["accept"][*] eq "b")', true],
  ['all(http.request.headers["accept"][*] eq "b")', false],
  ['any(http.request.headers["referer"][*] eq "b")', false],
  ['all(http.request.headers["referer"][*] eq "b")', true],
  ['any(http.request.headers.names[*] eq "origin")', true],
  ['any(http.request.headers.names[*] eq "referer")', false],
  ['http.request.headers["accept"][1] eq "b"', true],
  ['http.request.headers["accept"][2] ne "b"', false],
  ['not http.request.headers["referer"][0] eq "b"', true],
  ['not starts_with(http.request.headers["referer"][0], "b")', true],
  ['len(http.request.headers["referer"][0]) eq 0', false],
])("%s is %s", (text, result) => {
  expect(run(text)).toBe(result);
});

it.each([
  ["2001:DB8::7", "2001:db8:0:0::7", true],
  ["2001:db8::7", "2001:db8::8", false],
])("address %s against %s: %s, whatever the spelling", (address, literal, result) => {
  expect(run(`ip.src eq ${literal}`, { "ip.src": address })).toBe(result);
});

// the examples of developers.cloudflare.com/ruleset-engine/rules-language/functions, wildcard_replace and regex_replace
it.each([
  [
    "http.request.full_uri",
    "https://apps.example.com/calendar/admin?expand=true",
    'wildcard_replace(http.request.full_uri, "https://*.example.com/*/*", "https://example.com/${1}/${2}/${3}")',
    "https://example.com/apps/calendar/admin?expand=true",
  ],
  [
    "http.request.full_uri",
    "https://example.com/applications/app1",
    'wildcard_replace(http.request.full_uri, "/applications/*", "/apps/${1}")',
    "https://example.com/applications/app1",
  ],
  ["http.request.uri.path", "/calendar", 'wildcard_replace(http.request.uri.path, "/*", "/apps/${1}")', "/apps/calendar"],
  ["http.request.uri.path", "/Apps/calendar", 'wildcard_replace(http.request.uri.path, "/apps/*", "/${1}")', "/calendar"],
  ["http.request.uri.path", "/Apps/calendar", 'wildcard_replace(http.request.uri.path, "/apps/*", "/${1}", "s")', "/Apps/calendar"],
  [
    "http.request.uri.path",
    "/apps/calendar/login",
    'wildcard_replace(http.request.uri.path, "/apps/*/login", "/${1}/login")',
    "/calendar/login",
  ],
  ["http.request.uri.path", "/foo/bar", 'regex_replace(http.request.uri.path, "/bar$", "/baz")', "/foo/baz"],
  ["http.request.uri.path", "/x", 'regex_replace(http.request.uri.path, "^/y$", "/mumble")', "/x"],
  ["http.request.uri.path", "/foo", 'regex_replace(http.request.uri.path, "^/FOO$", "/x")', "/foo"],
  ["http.request.uri.path", "/a/a", 'regex_replace(http.request.uri.path, "/a", "/b")', "/b/a"],
  ["http.request.uri.path", "/b", 'regex_replace(http.request.uri.path, "^/b$", "/b$$")', "/b$"],
  ["http.request.uri.path", "/foo/a/path", 'regex_replace(http.request.uri.path, "^/foo/([^/]*)/(.*)$", "/bar/${2}/${1}")', "/bar/path/a"],
  ["http.request.uri.path", "/a", 'concat("https://b.example", http.request.uri.path)', "https://b.example/a"],
])("%s %s through %s", (field, value, text, result) => {
  expect(run(text, { [field]: value })).toBe(result);
});

// the examples of developers.cloudflare.com/ruleset-engine/rules-language/operators, wildcard matching
it.each([
  ["https://example.com/a/*", "https://example.com/a/", true],
  ["https://example.com/a/*", "https://example.com/a/sub/folder/?name=value", true],
  ["https://example.com/a/*", "https://example.com/ab/", false],
  ["https://example.com/a/*", "https://sub.example.com/a/", false],
  ["*.example.com/*/page.html", "https://admin.example.com/team/subteam/page.html", true],
  ["*.example.com/*/page.html", "https://example.com/ab/page.html", false],
  ["*.example.com/*/page.html", "https://sub.example.com/folder2/page.html?s=value", false],
])("wildcard %s on %s: %s", (pattern, uri, result) => {
  expect(run(`http.request.full_uri wildcard "${pattern}"`, { "http.request.full_uri": uri })).toBe(result);
});

it("is undecided, not false, when a field is not known", () => {
  const unknown = () => run('ip.src.country eq "DE"');
  expect(unknown).toThrow(SlipwayError);
  expect(unknown).toThrow("expected the value of ip.src.country for this request, got nothing");
  expect(unknown).toThrow("[EXPRESSION_FIELD_NOT_KNOWN]");
});

it("does not need a field that the other operand makes superfluous", () => {
  expect(run('ssl or ip.src.country eq "DE"')).toBe(true);
  expect(run('not ssl and ip.src.country eq "DE"')).toBe(false);
});

it("takes no field from the prototype of the values", () => {
  expect(() => run('constructor eq "a"')).toThrow("got nothing");
});
