import { checkConfigs } from "../../config/check.ts";
import type { EnvironmentModel } from "../../config/model.ts";
import { cacheDecision } from "../../edge/cache-decision.ts";
import { checkExpression } from "../../edge/expression/check.ts";
import { MAX_EXPRESSION_LENGTH } from "../../edge/plan-limits.ts";
import { PLANS } from "../../edge/plan-tier.ts";
import { applyResponseHeaders } from "../../edge/response-headers.ts";
import { simulate } from "../../edge/simulate.ts";
import { changed } from "./change.ts";

// What the rules of an environment do to requests, by the simulator.

const API = "https://api.opsdesk.example";
const APP = "https://app.opsdesk.example";

type Launch = Readonly<Record<string, unknown>>;

function production(launch: Launch = {}): EnvironmentModel {
  const { model, errors } = checkConfigs(changed({ launch }));
  const found = model?.environments.get("chatbot/production");
  if (found === undefined) throw new Error(errors.map(({ message }) => message).join("\n"));
  return found;
}

const rulesetsOf = ({ contribution }: EnvironmentModel) => contribution.rules.map((rule) => ({ phase: rule.phase, rules: [rule] }));

/** `forward`, or the name of the rule that ended it. */
function outcome(environment: EnvironmentModel, method: string, url: string, headers: Readonly<Record<string, string>> = {}): string {
  const request = { method, url, sourceAddress: "192.0.2.7", headers };
  const result = simulate(request, rulesetsOf(environment), { nowSeconds: 0, counters: new Map() });
  return result.kind === "forward" ? "forward" : result.ref.replace("chatbot--production--", "");
}

describe("an API host", () => {
  const environment = production();

  it.each([
    ["GET", "/healthz", "forward"],
    ["HEAD", "/healthz", "forward"],
    ["GET", "/healthz?x=1", "forward"],
    ["POST", "/healthz", "unknown-paths"],
    ["GET", "/healthz/", "unknown-paths"],
    ["GET", "/Healthz", "unknown-paths"],
    ["POST", "/v1/chat", "forward"],
    ["OPTIONS", "/v1/chat", "forward"],
    ["GET", "/v1/chat", "unknown-paths"],
    ["GET", "/v1/conversations/42", "forward"],
    ["GET", "/v1/conversations/42/messages", "unknown-paths"],
    ["GET", "/v1/conversations", "unknown-paths"],
    ["OPTIONS", "/", "unknown-paths"],
    ["GET", "/", "unknown-paths"],
    ["GET", "/v1/%63hat", "unknown-paths"],
    ["GET", "/v1/x/../../healthz", "forward"],
    ["GET", "/.env", "hygiene"],
    ["GET", "/.Git/HEAD", "hygiene"],
    ["TRACE", "/healthz", "hygiene"],
  ])("answers %s %s: %s", (method, path, expected) => {
    expect(outcome(environment, method, `${API}${path}`)).toBe(expected);
  });

  it.each([
    ["no origin", {}, "forward"],
    ["the application's origin", { origin: APP }, "forward"],
    ["its own origin", { origin: API }, "forward"],
    ["a stranger", { origin: "https://evil.example" }, "foreign-origin-api"],
    ["a twin without TLS", { origin: "http://app.opsdesk.example" }, "foreign-origin-api"],
    ["a longer name", { origin: `${APP}.evil.example` }, "foreign-origin-api"],
    ["an origin in capitals", { origin: APP.toUpperCase() }, "foreign-origin-api"],
    ["a sandboxed frame", { origin: "null" }, "foreign-origin-api"],
    ["an empty origin", { origin: "" }, "foreign-origin-api"],
  ])("lets a session change something from %s: %j: %s", (_, headers, expected) => {
    expect(outcome(environment, "POST", `${API}/v1/chat`, headers)).toBe(expected);
    expect(outcome(environment, "POST", `${API}/v1/webhooks/crm`, headers)).toBe("forward");
    expect(outcome(environment, "GET", `${API}/v1/conversations/1`, headers)).toBe("forward");
  });

  it("passes unlisted paths when it is told to", () => {
    const open = production({
      "environments.production.hosts.api.unknownPaths": "pass",
      "environments.production.hosts.api.unknownPathsReason": "a gateway of ours lists them",
      "routes.login.path": "/login",
      "routes.reset-password.path": "/reset",
    });
    expect(outcome(open, "GET", `${API}/nowhere`)).toBe("forward");
    expect(outcome(open, "GET", `${API}/.env`)).toBe("hygiene");
  });

  it("knows no preflight where no origin may call", () => {
    const alone = production({ "environments.production.hosts.api.cors": undefined });
    expect(outcome(alone, "OPTIONS", `${API}/v1/chat`)).toBe("unknown-paths");
    expect(outcome(alone, "POST", `${API}/v1/chat`, { origin: APP })).toBe("foreign-origin-api");
    expect(alone.residuals.map(({ wanted }) => wanted)).toContain("browsers let only known pages call api.opsdesk.example");
  });
});

it("asks for odd methods and forgotten files on pages too", () => {
  const environment = production();
  expect(["/", "/settings", "/.well-known/security.txt"].map((path) => outcome(environment, "GET", `${APP}${path}`))).toEqual([
    "forward",
    "forward",
    "forward",
  ]);
  expect(outcome(environment, "GET", `${APP}/.env.production`)).toBe("hygiene");
  expect(outcome(environment, "PROPFIND", `${APP}/`)).toBe("hygiene");
});

describe("CORS", () => {
  const reply = { "access-control-allow-origin": "*", "access-control-allow-credentials": "true", vary: "Accept" };
  const answer = (environment: EnvironmentModel, host: string, headers: Readonly<Record<string, string>>) =>
    applyResponseHeaders({ method: "GET", url: `${host}/healthz`, sourceAddress: "192.0.2.7", headers }, rulesetsOf(environment), {
      statusCode: 200,
      headers: reply,
    });

  it("answers a listed origin by name, and takes away what the origin server says to others", () => {
    const environment = production();
    expect(answer(environment, API, { origin: APP })).toMatchObject({
      "access-control-allow-origin": APP,
      "access-control-allow-credentials": "true",
      "access-control-allow-methods": "GET, POST",
      "access-control-allow-headers": "authorization, content-type",
      "access-control-max-age": "600",
      vary: ["Accept", "Origin"],
    });
    for (const headers of [{}, { origin: "https://evil.example" }, { origin: "null" }]) {
      const others = answer(environment, API, headers);
      expect(Object.keys(others).filter((name) => name.startsWith("access-control-"))).toEqual([]);
      expect(others.vary).toEqual(["Accept", "Origin"]);
    }
  });

  it("leaves hosts alone that say nothing about it", () => {
    expect(answer(production(), APP, { origin: "https://evil.example" })).toMatchObject(reply);
  });

  it("answers everybody with a star, the same for all", () => {
    const open = production({ "environments.production.hosts.apex.cors": { origins: ["*"], methods: ["GET"] } });
    const got = answer(open, "https://opsdesk.example", { origin: "https://any.example" });
    expect(got).toMatchObject({ "access-control-allow-origin": "*", vary: "Accept" });
    expect(got["access-control-allow-credentials"]).toBeUndefined();
  });
});

describe("limits", () => {
  const limitsOf = (launch: Launch) => production(launch).contribution.rules.filter(({ phase }) => phase === "http_ratelimit");

  it("share one rule of the hosts of a class, and one counter", () => {
    const environment = production({ "routes.users.limit": "login" });
    const rules = environment.contribution.rules.filter(({ ref }) => ref.includes("limit-login"));
    expect(rules.map(({ ref }) => ref)).toEqual(["chatbot--production--limit-login-api"]);
    expect(rules[0]?.expression).toMatch(
      /^\(http.host eq "api.opsdesk.example" and .*\) or \(http.host eq "admin.opsdesk.example" and .*\)$/,
    );
    expect(environment.rateLimits.filter(({ limitClass }) => limitClass === "login").map(({ host, ref }) => [host, ref])).toEqual([
      ["api.opsdesk.example", "chatbot--production--limit-login-api"],
      ["admin.opsdesk.example", "chatbot--production--limit-login-api"],
    ]);
  });

  it("take no rule where the application keeps them", () => {
    expect(limitsOf({}).map(({ ref }) => ref.replace("chatbot--production--limit-", ""))).toEqual([
      "chat-api",
      "login-api",
      "reset-api",
      "webhook-api",
    ]);
    expect(limitsOf({ "environments.production.limits.chat.at": "application" }).map(({ ref }) => ref)).not.toContain(
      "chatbot--production--limit-chat-api",
    );
  });

  it("ask browsers for a proof where they are told to, without a time that the plan would refuse", () => {
    const rules = limitsOf({ "environments.production.limits.login.over": "challenge", "routes.login.host": "app" });
    expect(rules.find(({ ref }) => ref.endsWith("limit-login-app"))).toMatchObject({
      action: "managed_challenge",
      mitigationTimeoutSeconds: 0,
    });
  });
});

it("sends moved paths on, whole ones before trees", () => {
  const environment = production({
    "environments.production.hosts.app.redirects": {
      tree: { from: "/old/*", to: "https://opsdesk.example/new/*" },
      deeper: { from: "/old/docs/*", to: "/docs/*", permanent: true },
      one: { from: "/old/start", to: "/?welcome", keepQuery: false },
    },
  });
  const sent = (path: string) => {
    const request = { method: "GET", url: `${APP}${path}`, sourceAddress: "192.0.2.7" };
    const result = simulate(request, rulesetsOf(environment), { nowSeconds: 0, counters: new Map() });
    return result.kind === "redirect" ? `${result.statusCode} ${result.location}` : result.kind;
  };
  expect(["/old/a/b?c=d", "/old/docs/a", "/old/start?x", "/older"].map(sent)).toEqual([
    "302 https://opsdesk.example/new/a/b?c=d",
    `301 ${APP}/docs/a`,
    `302 ${APP}/?welcome`,
    "forward",
  ]);
});

describe("what the edge keeps", () => {
  const environment = production({
    "routes.health.cacheable": true,
    "routes.news": {
      method: "GET",
      host: "app",
      path: "/assets-of/{id}",
      auth: "session",
      role: "member",
      tenantKey: "id",
      limit: "default",
    },
  });
  const keeps = (url: string, method = "GET") => cacheDecision({ method, url, sourceAddress: "192.0.2.7" }, rulesetsOf(environment));

  it.each([
    [`${APP}/assets/app.js`, { keeps: true, edgeTtlSeconds: 86_400, browserTtlSeconds: 86_400, deceptionArmor: true }],
    [`${APP}/assets/../settings`, {}],
    [`${APP}/`, {}],
    [`${APP}/assets-of/4.css`, { keeps: false }],
    [`${API}/healthz`, { keeps: true }],
    [`${API}/v1/conversations/42`, { keeps: false }],
    [`${API}/v1/conversations/42.css`, { keeps: false }],
    [`${API}/assets/app.js`, { keeps: false }],
    ["https://admin.opsdesk.example/assets/app.js", { keeps: false }],
    ["https://neighbour.opsdesk.example/assets/app.js", {}],
  ])("is said for %s: %j", (url, decision) => {
    expect(keeps(url)).toEqual(decision);
    expect(keeps(url, "HEAD")).toEqual(decision);
  });
});

it("runs managed rules in every zone, exceptions first", () => {
  const zoneRules = (zone: Readonly<Record<string, unknown>>) =>
    (checkConfigs(changed({ zone })).model?.zones.get("zone/opsdesk.example")?.base.rules ?? []).map(
      ({ action, ref }) => `${action} ${ref}`,
    );
  expect(zoneRules({})).toEqual(["execute zone--managed-cloudflare"]);
  const exception = { when: "ssl", ruleset: "cloudflare", reason: "for a test of the rules" };
  expect(zoneRules({ managedRules: { owasp: "on", exceptions: { one: exception } } })).toEqual([
    "skip zone--except-one",
    "execute zone--managed-cloudflare",
    "execute zone--managed-owasp",
  ]);
  expect(zoneRules({ managedRules: { cloudflare: "off" } })).toEqual([]);
});

describe("rules of one's own", () => {
  const rule = (more: object) => ({ when: "ip.src eq 192.0.2.7", reason: "for a test of the rules", ...more });
  const withRules = (rules: object) => production({ "environments.production.waf.rules": rules });

  it("act on the environment's hosts only", () => {
    const environment = withRules({ one: rule({ action: "block" }) });
    expect(outcome(environment, "GET", `${APP}/`)).toBe("waf-one");
    expect(outcome(environment, "GET", "https://neighbour.opsdesk.example/")).toBe("forward");
  });

  it("cannot be widened by what they hold", () => {
    const environment = withRules({ one: rule({ action: "block", when: "ssl or ssl" }) });
    expect(outcome(environment, "GET", "https://neighbour.opsdesk.example/")).toBe("forward");
  });

  it("spare requests what comes behind them, and nothing that Slipway blocks", () => {
    const environment = withRules({ spare: rule({ action: "skip", skips: ["rules", "limits"] }), stop: rule({ action: "challenge" }) });
    expect(outcome(environment, "GET", `${APP}/`)).toBe("forward");
    expect(outcome(environment, "GET", `${APP}/.env`)).toBe("hygiene");
    const logins = Array.from({ length: 12 }, () => ({ method: "POST", url: `${API}/v1/login`, sourceAddress: "192.0.2.7" }));
    expect(logins.map((request) => simulate(request, rulesetsOf(environment), { nowSeconds: 0, counters: new Map() }).kind)).not.toContain(
      "block",
    );
    expect(outcome(withRules({ stop: rule({ action: "challenge" }) }), "GET", `${APP}/`)).toBe("waf-stop");
  });
});

describe("an inventory that is too long for one rule", () => {
  const route = (method: string, index: number) => ({
    method,
    host: "api",
    path: `/v1/${method.toLowerCase()}-${"a-rather-long-segment".repeat(2)}/${index}`,
    auth: "token",
    role: "member",
    limit: "default",
  });
  const routes = (perMethod: number) =>
    Object.fromEntries(
      ["GET", "POST"].flatMap((method) =>
        Array.from({ length: perMethod }, (_, index) => [`routes.r-${method.toLowerCase()}-${index}`, route(method, index)]),
      ),
    );

  it("is cut by method, and says the same", () => {
    const environment = production({ ...routes(50), "environments.production.hosts.api.cors": undefined });
    const refs = environment.contribution.rules.map(({ ref }) => ref).filter((ref) => ref.includes("unknown-paths"));
    expect(refs.map((ref) => ref.replace("chatbot--production--", ""))).toEqual([
      "unknown-paths",
      "unknown-paths-get",
      "unknown-paths-head",
      "unknown-paths-post",
    ]);
    const { path } = route("GET", 7);
    expect(outcome(environment, "GET", `${API}${path}`)).toBe("forward");
    expect(outcome(environment, "HEAD", `${API}${path}`)).toBe("forward");
    expect(outcome(environment, "POST", `${API}${route("POST", 7).path}`)).toBe("forward");
    expect(outcome(environment, "GET", `${API}${path}x`)).toBe("unknown-paths-get");
    expect(outcome(environment, "POST", `${API}/healthz`)).toBe("unknown-paths-post");
    expect(outcome(environment, "DELETE", `${API}${path}`)).toBe("unknown-paths");
  });

  it("is refused with advice when one method alone is too long", () => {
    const { errors } = checkConfigs(changed({ launch: routes(100) }));
    expect(errors.map(({ parts }) => parts.code)).toContain("RULE_EXPRESSION_TOO_LONG");
    expect(errors.find(({ parts }) => parts.got.includes("unknown-paths-get"))?.parts.fix).toContain("patterns with {name}");
  });
});

it("writes no expression that any plan would refuse, but for what the plan's rate limits may name", () => {
  const { rules } = production().contribution;
  for (const plan of PLANS) {
    for (const { phase, expression, ref } of rules.filter((rule) => rule.phase !== "http_ratelimit")) {
      expect([ref, checkExpression(expression, { plan, phase })]).toEqual([ref, undefined]);
      expect(expression.length).toBeLessThanOrEqual(MAX_EXPRESSION_LENGTH);
    }
  }
});
