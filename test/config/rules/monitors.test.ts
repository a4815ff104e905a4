import { broughtBy, testRules } from "./table.ts";

const P = "environments.production";
const M = `${P}.monitors`;
const endpoint = { kind: "database", via: "route53", host: "api", path: "/healthz", contains: '"database":"ok"' };
const origin = { kind: "api-health", via: "cloudflare", host: "api", path: "/healthz", contains: '"status":"ok"' };
const step = (more: object) => ({ path: "/healthz", ...more });
const canary = (...steps: readonly object[]) => ({ kind: "login", via: "canary", host: "api", script: { kind: "api", steps } });
const page = { kind: "home", via: "canary", host: "app", script: { kind: "page", path: "/welcome", contains: "Welcome" } };
const slot = { purpose: "logs the synthetic user in", rotation: { by: "hand", everyDays: 90 } };
const login = { method: "POST", path: "/v1/login", credentials: { secret: "synthetic-user" } };
testRules("errors", [
  {
    why: "a monitor of a host that only a prototype has",
    bad: { launch: { [`${M}.db`]: { ...endpoint, host: "constructor" } } },
    found: [`MONITOR_HOST_UNKNOWN ${M}.db.host`],
    good: { launch: { [`${M}.db`]: endpoint } },
  },
  {
    why: "a canary that calls a route which nobody declares",
    bad: { launch: { [`${M}.flow`]: canary(step({}), step({ path: "/v1/chatt" }), step({ method: "PUT", path: "/v1/chat" })) } },
    found: [`MONITOR_ROUTE_UNDECLARED ${M}.flow.script.steps.1.path`, `MONITOR_ROUTE_UNDECLARED ${M}.flow.script.steps.2.path`],
    good: {
      launch: { [`${M}.flow`]: canary(step({}), step({ path: "/v1/conversations/1?full=1" }), step({ method: "POST", path: "/v1/chat" })) },
    },
  },
  {
    why: "a browser on an API",
    bad: { launch: { [`${M}.front`]: { ...page, host: "api" } } },
    found: [`MONITOR_ROUTE_UNDECLARED ${M}.front.script.path`],
    good: { launch: { [`${M}.front`]: page } },
  },
  ...[6, 10, 60].map((everyMinutes) => ({
    why: `a canary every ${everyMinutes} minutes`,
    bad: { launch: { [`${M}.flow`]: { ...canary(step({})), everyMinutes } } },
    found: [`MONITOR_TOO_SLOW ${M}.flow.everyMinutes`],
    good: { launch: { [`${M}.flow`]: { ...canary(step({})), everyMinutes: 5, failuresBeforeAlarm: 1 } } },
  })),
  ...[0, -1, 2.5, 61, 120, "5"].map((everyMinutes) => ({
    why: `a canary every ${JSON.stringify(everyMinutes)} minutes, which is no rate`,
    bad: { launch: { [`${M}.flow`]: { ...canary(step({})), everyMinutes } } },
    found: [`CONFIG_VALUE ${M}.flow.everyMinutes`],
    good: { launch: { [`${M}.flow`]: { ...canary(step({})), everyMinutes: 1 } } },
  })),
  ...[
    ["allowInsecure", true],
    ["expectedCodes", ["2xx", "3xx"]],
    ["followRedirects", true],
    ["suspended", true],
    ["startCanary", false],
  ].map(([field, value]) => ({
    why: `a check that cannot fail, with ${JSON.stringify({ [String(field)]: value })}`,
    bad: { launch: { [`${M}.origin`]: { ...origin, [String(field)]: value } } },
    found: [`CONFIG_UNKNOWN_FIELD ${M}.origin`],
    good: { launch: { [`${M}.origin`]: origin } },
  })),
  {
    why: "a retired runtime",
    bad: { launch: { [`${M}.flow`]: { ...canary(step({})), runtime: "syn-nodejs-puppeteer-6.2" } } },
    found: [`CONFIG_VALUE ${M}.flow.runtime`],
    good: { launch: { [`${M}.flow`]: { ...canary(step({})), runtime: "syn-nodejs-puppeteer-13.1" } } },
  },
  {
    why: "a slow check by Cloudflare",
    bad: { launch: { [`${M}.origin`]: { ...origin, intervalSeconds: 301 } } },
    found: [`MONITOR_TOO_SLOW ${M}.origin.intervalSeconds`],
    good: { launch: { [`${M}.origin`]: { ...origin, intervalSeconds: 300, failuresBeforeAlarm: 1 } } },
  },
  {
    why: "one check more than the plan has, over all environments of the zone",
    bad: {
      launch: {
        ...Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`${M}.origin-${index}`, origin])),
        "environments.staging.monitors.origin": origin,
      },
    },
    found: ["MONITOR_NOT_ON_PLAN environments.staging.monitors.origin.via"],
    good: { launch: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`${M}.origin-${index}`, origin])) },
  },
  {
    why: "a check by Cloudflare of origins that ask for a certificate",
    bad: { zone: { "tls.originPulls": { kind: "shared" } }, launch: { [`${M}.origin`]: origin } },
    found: [`MONITOR_LOCKED_OUT ${M}.origin.via`],
    good: { zone: { "tls.originPulls": { kind: "off" } }, launch: { [`${M}.origin`]: origin } },
  },
  {
    why: "a canary with credentials that nobody keeps, and a slot that only a canary uses",
    bad: { launch: { [`${M}.flow`]: canary(login) } },
    found: [`SECRET_UNDECLARED ${M}.flow.script.steps.0.credentials.secret`],
    good: { launch: { "secrets.synthetic-user": slot, [`${M}.flow`]: canary(login) } },
  },
  {
    why: "an error tracker without its slot",
    bad: { launch: { [`${M}.errors`]: { kind: "errors", via: "tracker", secret: "tracker-dsn", project: "https://errors.example/p/1" } } },
    found: [`SECRET_UNDECLARED ${M}.errors.secret`],
    good: { launch: { [`${M}.errors`]: { kind: "errors", via: "tracker", secret: "llm-key", project: "https://errors.example/p/1" } } },
  },
  {
    why: "a tracker's address with a password in it",
    bad: {
      launch: { [`${M}.errors`]: { kind: "errors", via: "tracker", secret: "llm-key", project: "https://ana:pw@errors.example/p/1" } },
    },
    found: [`SECRET_IN_CONFIG ${M}.errors.project`],
    good: { launch: { [`${M}.errors`]: { kind: "errors", via: "tracker", secret: "llm-key", project: "https://errors.example/p/@ana" } } },
  },
  {
    why: "a tracker that is read without TLS",
    bad: { launch: { [`${M}.errors`]: { kind: "errors", via: "tracker", secret: "llm-key", project: "http://errors.example/p/1" } } },
    found: [`CONFIG_VALUE ${M}.errors.project`],
    good: { launch: { [`${M}.errors`]: { kind: "errors", via: "tracker", secret: "llm-key", project: "https://errors.example/p/1" } } },
  },
  {
    why: "a GET with a body",
    bad: {
      launch: {
        "secrets.synthetic-user": slot,
        [`${M}.flow`]: canary(step({ json: {} }), step({ credentials: { secret: "synthetic-user" } })),
      },
    },
    found: [`CANARY_BODY_IN_GET ${M}.flow.script.steps.0.method`, `CANARY_BODY_IN_GET ${M}.flow.script.steps.1.method`],
    good: { launch: { [`${M}.flow`]: canary({ method: "POST", path: "/v1/chat", json: { message: "${x} %{y}" } }) } },
  },
]);

it.each([
  ["free", true],
  ["pro", false],
])("takes a check by Cloudflare on plan %s for one too many: %s", (plan, refused) => {
  const found = broughtBy({ zone: { plan }, launch: { [`${M}.origin`]: origin } }, "errors");
  expect(found.includes(`MONITOR_NOT_ON_PLAN ${M}.origin.via`)).toBe(refused);
});
