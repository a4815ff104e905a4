import { testRules } from "./table.ts";

const ADMIN = "environments.production.hosts.admin";
const WHO = { emailDomains: ["opsdesk.example"] };
const staging = (access: object) => ({ launch: { "environments.staging.hosts.admin.access": access } });

testRules("errors", [
  {
    why: "an internal host that nothing guards",
    bad: { launch: { [`${ADMIN}.access`]: undefined } },
    found: [`INTERNAL_HOST_OPEN ${ADMIN}`],
    good: { launch: { [`${ADMIN}.access`]: undefined, [`${ADMIN}.allowFrom`]: ["203.0.113.0/24"] } },
  },
  {
    why: "a login for nobody, whatever vouches for them",
    bad: staging({ identityProviders: ["1b3c5d7e-0f21-4a43-8b65-7c8d9e0f1a2b"] }),
    found: ["ACCESS_FOR_NOBODY environments.staging.hosts.admin.access"],
    good: staging({ groups: ["1b3c5d7e-0f21-4a43-8b65-7c8d9e0f1a2b"] }),
  },
  ...["gmail.com", "outlook.com", "yahoo.co.uk", "proton.me", "gmx.net", "co.uk", "github.io"].map((domain) => ({
    why: `a login for everybody with a mailbox in ${domain}`,
    bad: staging({ emailDomains: ["opsdesk.example", domain] }),
    found: ["ACCESS_OPEN environments.staging.hosts.admin.access.emailDomains.1"],
    good: staging({ emailDomains: ["opsdesk.example"], emails: ["ana@gmail.com"] }),
  })),
  ...[29, 1441, 0].map((sessionMinutes) => ({
    why: `a login for ${sessionMinutes} minutes`,
    bad: staging({ ...WHO, sessionMinutes }),
    found: ["SESSION_OUT_OF_BOUNDS environments.staging.hosts.admin.access.sessionMinutes"],
    good: staging({ ...WHO, sessionMinutes: sessionMinutes === 29 ? 30 : 1440 }),
  })),
  {
    why: "logins of an account without a team",
    bad: { account: { "cloudflare.team": undefined } },
    found: [`ACCESS_TEAM_MISSING ${ADMIN}.access`],
    good: { account: { "cloudflare.team": "another-team" } },
  },
  {
    why: "a shared host whose preflights are sent to a login",
    bad: { launch: { [`${ADMIN}.headers`]: { "access-control-allow-origin": "https://app.opsdesk.example" } } },
    found: [`ACCESS_REFUSES_PREFLIGHT ${ADMIN}.access.preflight`],
    good: {
      launch: {
        [`${ADMIN}.headers`]: { "access-control-allow-origin": "https://app.opsdesk.example" },
        [`${ADMIN}.access.preflight`]: "to-origin",
      },
    },
  },
  {
    why: "a host with a cors section whose preflights are sent to a login",
    bad: { launch: { [`${ADMIN}.cors`]: { origins: ["https://app.opsdesk.example"] } } },
    found: [`ACCESS_REFUSES_PREFLIGHT ${ADMIN}.access.preflight`],
    good: { launch: { [`${ADMIN}.cors`]: { origins: ["https://app.opsdesk.example"] }, [`${ADMIN}.access.preflight`]: "to-origin" } },
  },
  {
    why: "a health check that would take the login for healthy",
    bad: { launch: { "environments.production.monitors.health.host": "admin" } },
    found: [
      "MONITOR_HOST_UNREACHABLE environments.production.monitors.health.host",
      "MONITOR_ROUTE_UNDECLARED environments.production.monitors.health.path",
    ],
    good: { launch: { "environments.production.monitors.health.host": "api" } },
  },
  {
    why: "sessions that nobody described",
    bad: { launch: { session: undefined } },
    found: ["SESSION_UNDECLARED session"],
    good: { launch: { "session.idleMinutes": 15 } },
  },
  ...[
    { field: "idleMinutes", bad: 9, good: 10 },
    { field: "idleMinutes", bad: 61, good: 60 },
    { field: "absoluteHours", bad: 0, good: 1 },
    { field: "absoluteHours", bad: 25, good: 24 },
  ].map(({ field, bad, good }) => ({
    why: `sessions with ${field} of ${bad}`,
    bad: { launch: { [`session.${field}`]: bad } },
    found: [`SESSION_OUT_OF_BOUNDS session.${field}`],
    good: { launch: { [`session.${field}`]: good } },
  })),
  ...[
    { field: "name", bad: "session", good: "__Secure-session" },
    { field: "name", bad: "__Host-", good: "__Host-s" },
    { field: "secure", bad: false, good: true },
    { field: "httpOnly", bad: false, good: true },
    { field: "sameSite", bad: "none", good: "strict" },
  ].map(({ field, bad, good }) => ({
    why: `a session cookie with ${field} ${String(bad)}`,
    bad: { launch: { [`session.cookie.${field}`]: bad } },
    found: [`SESSION_COOKIE_WEAK session.cookie.${field}`],
    good: { launch: { [`session.cookie.${field}`]: good } },
  })),
]);

testRules(
  "errors",
  [{ everyone: true }, { decision: "bypass", ...WHO }, { include: [{ everyone: {} }] }].map((access) => ({
    why: `no way to let everyone in: ${Object.keys(access).join(", ")}`,
    bad: staging(access),
    found: ["CONFIG_UNKNOWN_FIELD environments.staging.hosts.admin.access"],
    good: staging(WHO),
  })),
);
