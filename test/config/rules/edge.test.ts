import { checkConfigs } from "../../../config/check.ts";
import { changed } from "../change.ts";
import { testRules } from "./table.ts";

const PRODUCTION = "environments.production";
const HOSTS = `${PRODUCTION}.hosts`;
const CORS = `${HOSTS}.api.cors`;
const RULES = `${PRODUCTION}.waf.rules`;
const REASON = "for a test of the rules";
const PASSING = { [`${HOSTS}.api.unknownPaths`]: "pass", [`${HOSTS}.api.unknownPathsReason`]: "a gateway of ours lists them" };

const notAnOrigin = (why: string, origin: string, good: string) => ({
  why: `an allowed origin that ${why}`,
  bad: { launch: { [`${CORS}.origins`]: ["https://app.opsdesk.example", origin] } },
  found: [`CORS_ORIGIN_WRONG ${CORS}.origins.1`],
  good: { launch: { [`${CORS}.origins`]: ["https://app.opsdesk.example", good] } },
});

describe("who may call from a browser", () => {
  testRules("errors", [
    notAnOrigin("ends in a slash", "https://a.example/", "https://a.example"),
    notAnOrigin("has a path", "https://a.example/app", "https://a.example"),
    notAnOrigin("has a query", "https://a.example?x", "https://a.example"),
    notAnOrigin("is plain HTTP", "http://a.example", "https://a.example"),
    notAnOrigin("is null", "null", "https://null.example"),
    notAnOrigin("has a wildcard", "https://*.a.example", "https://b.a.example"),
    notAnOrigin("is every origin among others", "*", "https://a.example"),
    notAnOrigin("names its usual port", "https://a.example:443", "https://a.example:8443"),
    notAnOrigin("is in capitals", "https://A.example", "https://a.example"),
    notAnOrigin("has no scheme", "a.example", "https://a.example"),
    notAnOrigin("is a pattern", "^https://.*\\.a\\.example$", "https://x.a.example"),
    {
      why: "every origin with sessions",
      bad: { launch: { [`${CORS}.origins`]: ["*"], [`${CORS}.credentials`]: false } },
      found: [`CORS_OPEN ${CORS}.origins`],
      good: { launch: { [`${HOSTS}.apex.cors`]: { origins: ["*"] } } },
    },
    {
      why: "every origin with credentials",
      bad: { launch: { [`${HOSTS}.apex.cors`]: { origins: ["*"], credentials: true } } },
      found: [`CORS_OPEN ${HOSTS}.apex.cors.origins`],
      good: { launch: { [`${HOSTS}.apex.cors`]: { origins: ["https://a.example"], credentials: true } } },
    },
    {
      why: "CORS in two places",
      bad: { launch: { [`${HOSTS}.api.headers.access-control-max-age`]: "5" } },
      found: [`HEADER_SET_TWICE ${HOSTS}.api.headers.access-control-max-age`],
      good: { launch: { [`${CORS}.maxAgeSeconds`]: 5 } },
    },
  ]);
});

describe("which routes there are", () => {
  testRules("errors", [
    {
      why: "unlisted paths without a reason",
      bad: { launch: { [`${HOSTS}.api.unknownPaths`]: "pass", "routes.login.path": "/login", "routes.reset-password.path": "/reset" } },
      found: [`UNKNOWN_PATHS_WITHOUT_REASON ${HOSTS}.api.unknownPathsReason`],
      good: { launch: { ...PASSING, "routes.login.path": "/login", "routes.reset-password.path": "/reset" } },
    },
    {
      why: "a prefix of public and private routes whose other paths pass",
      bad: { launch: PASSING },
      found: [`ROUTE_PREFIX_MIXED ${HOSTS}.api.unknownPaths`],
      good: { launch: { ...PASSING, "routes.login.path": "/open/login", "routes.reset-password.path": "/open/reset" } },
    },
    {
      why: "a public pattern that fits a private path",
      bad: { launch: { "routes.login.path": "/v1/{action}" } },
      found: ["ROUTE_PUBLIC_COVERS_PRIVATE routes.login.path"],
      good: { launch: { "routes.login.path": "/open/{action}" } },
    },
    {
      why: "a public pattern of two segments that fits a private one",
      bad: {
        launch: {
          "routes.health.path": "/v1/{kind}/{id}",
          [`${PRODUCTION}.monitors.health.path`]: "/v1/a/b",
          "environments.staging.monitors.health.path": "/v1/a/b",
        },
      },
      found: ["ROUTE_PUBLIC_COVERS_PRIVATE routes.health.path"],
      good: { launch: { "routes.chat.path": "/v1/chat/new" } },
    },
  ]);
});

describe("the firewall", () => {
  testRules("errors", [
    {
      why: "a blocked path that is a route",
      bad: { launch: { [`${PRODUCTION}.waf.blockedPaths`]: ["/.env*", "/V1/chat"] } },
      found: [`WAF_BLOCKS_ROUTE ${PRODUCTION}.waf.blockedPaths.1`],
      good: { launch: { [`${PRODUCTION}.waf.blockedPaths`]: ["/.env*", "/v1/chats"] } },
    },
    {
      why: "a blocked prefix that holds routes, or the well-known paths",
      bad: { launch: { [`${PRODUCTION}.waf.blockedPaths`]: ["/v1/con*", "/.*"] } },
      found: ["0", "1"].map((index) => `WAF_BLOCKS_ROUTE ${PRODUCTION}.waf.blockedPaths.${index}`),
      good: { launch: { [`${PRODUCTION}.waf.blockedPaths`]: ["/v1/internal*", "/.x*"] } },
    },
    {
      why: "an operator in capitals",
      bad: { launch: { [`${RULES}.one`]: { action: "block", when: "ssl AND ssl", reason: REASON } } },
      found: [`EXPRESSION_SYNTAX ${RULES}.one.when`],
      good: { launch: { [`${RULES}.one`]: { action: "block", when: "ssl and ssl", reason: REASON } } },
    },
    {
      why: "a function written as an operator",
      bad: { launch: { [`${RULES}.one`]: { action: "block", when: 'http.request.uri.path ends_with ".php"', reason: REASON } } },
      found: [`EXPRESSION_SYNTAX ${RULES}.one.when`],
      good: { launch: { [`${RULES}.one`]: { action: "block", when: 'ends_with(http.request.uri.path, ".php")', reason: REASON } } },
    },
    {
      why: "a comparison of an address with text",
      bad: { launch: { [`${RULES}.one`]: { action: "block", when: 'ip.src eq "192.0.2.1"', reason: REASON } } },
      found: [`EXPRESSION_MEANING ${RULES}.one.when`],
      good: { launch: { [`${RULES}.one`]: { action: "block", when: "ip.src eq 192.0.2.1", reason: REASON } } },
    },
    {
      why: "a regular expression below business",
      bad: {
        zone: { plan: "pro" },
        launch: {
          [`${PRODUCTION}.limits`]: undefined,
          "environments.staging.limits": undefined,
          "routes.chat.limit": "default",
          "routes.login.limit": "default",
          "routes.reset-password.limit": "default",
          "routes.webhook.limit": "default",
          [`${RULES}.one`]: { action: "block", when: 'http.host matches "a"', reason: REASON },
        },
      },
      found: [`EXPRESSION_NOT_ON_PLAN ${RULES}.one.when`],
      good: { launch: { [`${RULES}.one`]: { action: "block", when: 'http.host matches "a"', reason: REASON } } },
    },
    {
      why: "the action log below enterprise",
      bad: { launch: { [`${RULES}.one`]: { action: "log", when: "ssl", reason: REASON } } },
      found: [`WAF_ACTION_NOT_ON_PLAN ${RULES}.one.action`],
      good: { zone: { plan: "enterprise" }, launch: { [`${RULES}.one`]: { action: "log", when: "ssl", reason: REASON } } },
    },
    ...[
      ['http.request.uri.path contains "/health"', 'http.request.uri.path eq "/healthz"'],
      ['starts_with(http.request.uri.path, "/health")', 'starts_with(http.request.uri.path, "/health/")'],
      ['ssl and not http.request.full_uri wildcard "*health*"', 'ssl and not http.request.uri.path in {"/healthz"}'],
      ['ends_with(lower(http.request.uri.path), "health")', 'lower(http.request.uri.path) eq "/health"'],
      ['http.request.uri matches "health"', 'http.user_agent contains "health"'],
    ].map(([bad, good]) => ({
      why: `an exception for whatever fits ${bad}`,
      bad: { launch: { [`${RULES}.one`]: { action: "skip", skips: ["limits"], when: bad, reason: REASON } } },
      found: [`WAF_SKIP_BROAD ${RULES}.one.when`],
      good: { launch: { [`${RULES}.one`]: { action: "skip", skips: ["limits"], when: good, reason: REASON } } },
    })),
  ]);
});

describe("limits", () => {
  const LIMITS = `${PRODUCTION}.limits`;

  testRules("errors", [
    {
      why: "a challenge for programs",
      bad: { launch: { [`${LIMITS}.login.over`]: "challenge" } },
      found: [`LIMIT_CHALLENGES_API ${LIMITS}.login.over`],
      good: { launch: { [`${LIMITS}.login.over`]: "challenge", "routes.login.host": "app" } },
    },
    {
      why: "one limit more at the edge than the plan has rules",
      bad: { launch: { [`${LIMITS}.upload.at`]: "edge" } },
      found: ["PLAN_SLOTS_EXCEEDED plan"],
      good: { launch: { [`${LIMITS}.upload.at`]: "edge", [`${LIMITS}.webhook.at`]: "application" } },
    },
  ]);

  it("names the cheapest ways out of too many limits", () => {
    const { errors } = checkConfigs(changed({ launch: { [`${LIMITS}.upload.at`]: "edge" } }));
    expect(errors[0]?.parts.got).toContain("chatbot--staging--limit-login-api");
    expect(errors[0]?.parts.fix).toBe(
      'give routes of equal limits one limit class, leave a limit to the application (at: "application"), or choose another zone for some of the launches',
    );
  });

  describe("warnings", () => {
    testRules("warnings", [
      {
        why: "a limit that lets strangers lock users out",
        bad: { launch: { [`${LIMITS}.login.per`]: "user" } },
        found: [`LIMIT_LOCKS_OUT ${LIMITS}.login.per`],
        good: { launch: { [`${LIMITS}.chat.per`]: "user" } },
      },
    ]);
  });
});

describe("paths that have moved", () => {
  const moved = (more: object, host = "app") => ({ launch: { [`${HOSTS}.${host}.redirects.old`]: { from: "/old", to: "/new", ...more } } });
  const at = (field: string) => `${HOSTS}.app.redirects.old${field}`;

  testRules("errors", [
    {
      why: "a redirect to plain HTTP",
      bad: moved({ to: "http://app.opsdesk.example/new" }),
      found: [`REDIRECT_DOWNGRADE ${at(".to")}`],
      good: moved({ to: "https://app.opsdesk.example/new" }),
    },
    {
      why: "two query strings",
      bad: moved({ to: "/new?a=b" }),
      found: [`REDIRECT_QUERY_CONFLICT ${at(".to")}`],
      good: moved({ to: "/new?a=b", keepQuery: false }),
    },
    {
      why: "a star for nothing",
      bad: moved({ to: "/new/*" }),
      found: [`REDIRECT_TARGET_OPEN ${at(".to")}`],
      good: moved({ from: "/old/*", to: "/new/*" }),
    },
    { why: "a path that is sent to itself", bad: moved({ to: "/old" }), found: [`REDIRECT_LOOP ${at("")}`], good: moved({}) },
    {
      why: "two paths that are sent to each other",
      bad: { launch: { [`${HOSTS}.app.redirects`]: { a: { from: "/a", to: "/b" }, b: { from: "/b", to: "/a" } } } },
      found: ["a", "b"].map((name) => `REDIRECT_LOOP ${HOSTS}.app.redirects.${name}`),
      good: { launch: { [`${HOSTS}.app.redirects`]: { a: { from: "/a", to: "/b" }, b: { from: "/b", to: "/c" } } } },
    },
    {
      why: "a tree that is sent into itself",
      bad: moved({ from: "/old/*", to: "/old/er/*" }),
      found: [`REDIRECT_LOOP ${at("")}`],
      good: moved({ from: "/old/*", to: "/older/*" }),
    },
    {
      why: "a loop over another host",
      bad: {
        launch: {
          [`${HOSTS}.app.redirects.out`]: { from: "/x", to: "https://www.opsdesk.example/y" },
          [`${HOSTS}.apex.redirects.back`]: { from: "/y", to: "https://app.opsdesk.example/x" },
        },
      },
      found: [`REDIRECT_LOOP ${HOSTS}.apex.redirects.back`, `REDIRECT_LOOP ${HOSTS}.app.redirects.out`],
      good: { launch: { [`${HOSTS}.app.redirects.out`]: { from: "/x", to: "https://www.opsdesk.example/y" } } },
    },
    {
      why: "a route that is sent elsewhere",
      bad: { launch: { "routes.users.host": "app", [`${HOSTS}.app.redirects.old`]: { from: "/v1/*", to: "/v2/*" } } },
      found: [`REDIRECT_HIDES_ROUTE ${at(".from")}`],
      good: { launch: { "routes.users.host": "app", [`${HOSTS}.app.redirects.old`]: { from: "/v0/*", to: "/v1/*" } } },
    },
  ]);

  describe("warnings", () => {
    testRules("warnings", [
      {
        why: "the well-known paths",
        bad: moved({ from: "/*", to: "https://a.example/*" }),
        found: [`REDIRECT_TAKES_WELL_KNOWN ${at(".from")}`],
        good: moved({}),
      },
      {
        why: "a permanent redirect on trial",
        bad: { launch: { "environments.staging.hosts.app.redirects.old": { from: "/old", to: "/new", permanent: true } } },
        found: ["REDIRECT_REMEMBERED environments.staging.hosts.app.redirects.old.permanent"],
        good: moved({ permanent: true }),
      },
    ]);
  });
});

describe("what the edge keeps", () => {
  const cache = (more: object) => ({ [`${HOSTS}.app.cache`]: { paths: ["/assets/"], ...more } });
  const onApp = { "routes.users.host": "app", "routes.users.path": "/files/{fileId}" };
  const noLimits = {
    [`${PRODUCTION}.limits`]: undefined,
    "environments.staging.limits": undefined,
    ...Object.fromEntries(["chat", "login", "reset-password", "webhook"].map((route) => [`routes.${route}.limit`, "default"])),
  };

  testRules("errors", [
    {
      why: "files where a route needs a login",
      bad: { launch: { ...onApp, ...cache({ paths: ["/assets/", "/files/"] }) } },
      found: [`CACHE_PRIVATE_ROUTE ${HOSTS}.app.cache.paths.1`],
      good: { launch: { ...onApp, ...cache({ paths: ["/assets/", "/file/"] }) } },
    },
    {
      why: "files where a route's variable part could be",
      bad: { launch: { ...onApp, "routes.users.path": "/{organisation}/files/{fileId}", ...cache({}) } },
      found: [`CACHE_PRIVATE_ROUTE ${HOSTS}.app.cache.paths.0`],
      good: { launch: { ...onApp, "routes.users.path": "/{organisation}", ...cache({}) } },
    },
    {
      why: "a shorter time than the plan admits",
      bad: { zone: { plan: "pro" }, launch: { ...noLimits, ...cache({ edgeSeconds: 3599 }) } },
      found: [`CACHE_TIME_NOT_ON_PLAN ${HOSTS}.app.cache.edgeSeconds`],
      good: { zone: { plan: "pro" }, launch: { ...noLimits, ...cache({ edgeSeconds: 3600 }) } },
    },
  ]);
});

describe("managed rules", () => {
  const except = (when: string) => ({
    "managedRules.exceptions.upload": { when, ruleset: "owasp", reason: "documents look like attacks" },
  });

  testRules("errors", [
    {
      why: "logging below enterprise",
      bad: { zone: { "managedRules.cloudflare": "log" } },
      found: ["WAF_ACTION_NOT_ON_PLAN managedRules.cloudflare"],
      good: { zone: { plan: "enterprise", "managedRules.cloudflare": "log" } },
    },
    {
      why: "an exception for whatever contains a word",
      bad: { zone: except('http.request.uri.path contains "upload"') },
      found: ["WAF_SKIP_BROAD managedRules.exceptions.upload.when"],
      good: { zone: except('http.host eq "api.opsdesk.example" and http.request.uri.path eq "/v1/documents"') },
    },
    {
      why: "an exception that cannot be read",
      bad: { zone: except("http.host is a") },
      found: ["EXPRESSION_SYNTAX managedRules.exceptions.upload.when"],
      good: { zone: except('http.host eq "a"') },
    },
  ]);

  it("finds an exception behind an adopted rule that runs a ruleset", () => {
    const adopted = (action: string) => ({
      file: "config/adopted/zone-opsdesk-example.json",
      data: {
        version: 1,
        target: "zone/opsdesk.example",
        stack: "zone-opsdesk-example",
        takenAt: "2026-11-25T00:00:00Z",
        resources: [
          {
            address: "cloudflare_ruleset.http_request_firewall_managed",
            importId: "zones/a/b",
            attributes: { phase: "http_request_firewall_managed", rules: [{ ref: "theirs", action }] },
          },
        ],
      },
    });
    const codes = (action: string) =>
      checkConfigs({ ...changed({ zone: except("ssl") }), adopted: [adopted(action)] }).errors.map(
        ({ parts }) => `${parts.code} ${parts.where}`,
      );
    expect(codes("execute")).toEqual(["WAF_EXCEPTION_LATE config/zones/opsdesk.example.ts: managedRules.exceptions.upload"]);
    expect(codes("skip")).toEqual([]);
  });
});

describe("and beside or without parentheses", () => {
  const when = (text: string) => ({ launch: { [RULES]: { mine: { action: "block", when: text, reason: REASON } } } });
  const found = [`EXPRESSION_PRECEDENCE ${RULES}.mine.when`];

  testRules("warnings", [
    { why: "and before or", bad: when("ssl and ssl or ssl"), found, good: when("ssl or (ssl and not ssl)") },
    { why: "signs", bad: when("ssl || ssl && ssl"), found, good: when("ssl || ssl || ssl") },
    { why: "xor", bad: when("ssl xor ssl and ssl"), found, good: when("(ssl xor ssl) and ssl") },
    { why: "within a group", bad: when("not (ssl and ssl or ssl)"), found, good: when("not ((ssl and ssl) or ssl)") },
    {
      why: "beside words that only look like operators",
      bad: when('ssl or http.host eq "a and b" and ssl'),
      found,
      good: when('ssl or http.host eq "a and b"'),
    },
  ]);
});

describe("warnings", () => {
  const csp = (value: string) => ({ launch: { [`${HOSTS}.app.headers.content-security-policy`]: value } });
  const weak = [`CSP_WEAK ${HOSTS}.app.headers.content-security-policy`];
  const TAIL = "object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

  testRules("warnings", [
    { why: "inline scripts", bad: csp(`script-src 'self' 'unsafe-inline'; ${TAIL}`), found: weak, good: csp(`script-src 'self'; ${TAIL}`) },
    {
      why: "inline scripts by default",
      bad: csp(`default-src 'self' 'unsafe-inline'; ${TAIL}`),
      found: weak,
      good: csp(`script-src 'sha256-abc=' 'unsafe-inline'; ${TAIL}`),
    },
    {
      why: "scripts from everywhere",
      bad: csp(`script-src https:; ${TAIL}`),
      found: weak,
      good: csp(`script-src https://a.example; ${TAIL}`),
    },
    { why: "no word about scripts", bad: csp(TAIL), found: weak, good: csp(`script-src 'none'; ${TAIL}`) },
    {
      why: "no word about frames",
      bad: csp("default-src 'none'; base-uri 'none'"),
      found: weak,
      good: csp("default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
    },
    {
      why: "a policy that is only reported on",
      bad: { launch: { [`${HOSTS}.apex.headers.content-security-policy-report-only`]: "default-src 'self'" } },
      found: [`CSP_REPORT_ONLY ${HOSTS}.apex.headers.content-security-policy-report-only`],
      good: {
        launch: {
          [`${HOSTS}.apex.headers.content-security-policy-report-only`]: "default-src 'self'",
          [`${HOSTS}.apex.headers.content-security-policy`]: `script-src 'self'; ${TAIL}`,
        },
      },
    },
    {
      why: "a header that is meant for the edge's cache",
      bad: { launch: { [`${HOSTS}.apex.headers.cache-control`]: "public, s-maxage=600" } },
      found: [`HEADER_NO_EDGE_EFFECT ${HOSTS}.apex.headers.cache-control`],
      good: { launch: { [`${HOSTS}.apex.headers.cache-control`]: "no-store" } },
    },
  ]);
});
